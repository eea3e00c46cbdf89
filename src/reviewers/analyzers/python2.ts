import type { FileSnapshot } from '../../core/types';
import { baseName } from './analyzer';
import type { ConfigFile, FolderConfig } from './folderConfig';
import { speaks2 } from './ruffRules/conditions';

const shebang = /^#!.*\bpython2/;

/** By the name of a file that says which Python a project runs on: what says it of Python 2, and what of Python 3. */
const signs: Readonly<Record<string, { readonly two: RegExp; readonly three: RegExp }>> = {
  // The runtime that a project asks of its platform: https://devcenter.heroku.com/articles/python-runtimes
  'runtime.txt': { two: /^\s*python-2\b/, three: /^\s*python-3\b/ },
  // https://github.com/pyenv/pyenv#choose-the-python-version
  '.python-version': { two: /^\s*2\./, three: /^\s*3\./m },
  Pipfile: { two: /^\s*python_(?:full_)?version\s*=\s*["']2/m, three: /^\s*python_(?:full_)?version\s*=\s*["']3/m },
  'pyproject.toml': { two: /::\s*Python\s*::\s*2\b/, three: /::\s*Python\s*::\s*3\b|^\s*requires-python\b/m },
  'setup.cfg': { two: /::\s*Python\s*::\s*2\b/, three: /::\s*Python\s*::\s*3\b/ },
  'setup.py': { two: /::\s*Python\s*::\s*2\b/, three: /::\s*Python\s*::\s*3\b/ },
  'tox.ini': { two: /^\s*envlist\s*=[^[]*\bpy2\d/m, three: /\bpy3/ },
  '.travis.yml': { two: /^\s*(?:python:|-)\s*["']?2\.\d/m, three: /^\s*(?:python:|-)\s*["']?3\.\d/m },
  Dockerfile: { two: /^FROM\s+python:2/m, three: /^FROM\s+python:3/m },
};
const names = [...Object.keys(signs), 'README.md', 'README.rst', 'README.txt', 'README'];

/** Whether a file is for Python 2: by its first line, by modules that only that has, or by the nearest file of its project that says which it runs on. */
export function isForPython2({ path, text }: Pick<FileSnapshot, 'path' | 'text'>, config: FolderConfig): boolean {
  if (shebang.test(text) || speaks2.test(text)) {
    return true;
  }
  for (const file of config.governing(path, names)) {
    const runsOn = known.get(file) ?? { version: versionIn(file) };
    known.set(file, runsOn);
    if (runsOn.version !== undefined) {
      return runsOn.version === 2;
    }
  }
  return false;
}

const known = new WeakMap<ConfigFile, { readonly version: 2 | 3 | undefined }>();

function versionIn(file: ConfigFile): 2 | 3 | undefined {
  const sign = signs[baseName(file.path)];
  if (!sign) {
    return file.text.split('\n').some(asksForPython2) ? 2 : undefined;
  }
  return sign.three.test(file.text) ? 3 : sign.two.test(file.text) ? 2 : undefined;
}

/** In a list of what is needed, or in a sentence about it; longer lines are about something else. */
const needed =
  /^[ \t]{0,8}(?:[-*+]|\d{1,3}[.)])[ \t]{1,8}[`*[]{0,3}python[ \t]?2(?:\.\d|\.x)?\b|\b(?:requires?|needs?|(?:written|works?|runs?)(?: only)? (?:in|with|on|for))[ \t][`*[]{0,3}python[ \t]?2(?:\.\d|\.x)?\b/i;
const alsoOther =
  /\b3\b|\b3\.|python3|drop|remov|no longer|not |unsupported|\bend\b|deprecat|support (?:for|was|is)|[><+]/i;

function asksForPython2(line: string): boolean {
  return line.length <= 200 && needed.test(line) && !alsoOther.test(line.replace(/^\s*\d+[.)]/, ''));
}
