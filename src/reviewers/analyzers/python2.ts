import type { FileSnapshot } from '../../core/types';
import { baseName } from './analyzer';
import type { ConfigFile, FolderConfig } from './folderConfig';
import { speaks2 } from './ruffRules/python2Words';

const shebang = /^#!.*\bpython2/;
const shebang3 = /^#!.*\bpython3/;
/** What no Python 2 can read: f-strings, assignment expressions, coroutines, annotations. */
const syntax3 =
  /^[^#"'\n]*(?:\b(?:f|rf|fr)["']|\(\s*\w+\s*:=)|^[ \t]*(?:async[ \t]+(?:def|with|for)\b|nonlocal[ \t]|def[ \t]+\w+\((?:[^()={}\n]*\)[ \t]*->|(?:[^()={}\n]*,)?[ \t]*\*{0,2}\w+[ \t]*:))/im;

/** By the name of a file that says which Python a project runs on: what says it of Python 2, and what of Python 3. */
const signs: Readonly<Record<string, { readonly two: RegExp; readonly three: RegExp }>> = {
  // The runtime that a project asks of its platform: https://devcenter.heroku.com/articles/python-runtimes
  'runtime.txt': { two: /^[ \t]*python-2\b/, three: /^[ \t]*python-3\b/ },
  // https://github.com/pyenv/pyenv#choose-the-python-version
  '.python-version': { two: /^[ \t]*2\./, three: /^[ \t]*3\./m },
  Pipfile: {
    two: /^[ \t]*python_(?:full_)?version\s*=\s*["']2/m,
    three: /^[ \t]*python_(?:full_)?version\s*=\s*["']3/m,
  },
  'pyproject.toml': {
    two: /::\s*Python\s*::\s*2\b/,
    three: /::\s*Python\s*::\s*3\b|^[ \t]*requires-python\b|^[ \t]*python\s*=\s*["'][\^~>=]{0,2}3/m,
  },
  'setup.cfg': { two: /::\s*Python\s*::\s*2\b/, three: /::\s*Python\s*::\s*3\b|^[ \t]*python_requires\s*=[^\n]*3/m },
  // What setuptools is to convert, is written for Python 2: https://setuptools.pypa.io/en/latest/history.html#v58-0-0
  'setup.py': {
    two: /::\s*Python\s*::\s*2\b|\buse_2to3\b/,
    three: /^(?![\s\S]*\buse_2to3\b)[\s\S]*(?:::\s*Python\s*::\s*3\b|\bpython_requires\s*=\s*["'][^"'\n]*3)/,
  },
  'tox.ini': { two: /^[ \t]*envlist\s*=[^[]{0,2000}\bpy2\d/m, three: /\bpy3/ },
  '.travis.yml': { two: /^[ \t]*(?:python:|-)\s*["']?2\.\d/m, three: /^[ \t]*(?:python:|-)\s*["']?3\.\d/m },
  Dockerfile: { two: /^FROM\s+python:2/m, three: /^FROM\s+python:3/m },
  // The package that the file belongs to. What it has for Python 3, it may have for both.
  '__init__.py': { two: speaks2, three: /(?!)/ },
};
const names = [...Object.keys(signs), 'README.md', 'README.rst', 'README.txt', 'README'];

/**
 * Which Python a file is for: by what only one can read, by its first line, by modules that only Python 2 has, or by the
 * nearest file of its project that says which it runs on. Undefined when nothing says it.
 */
export function pythonOf({ path, text }: Pick<FileSnapshot, 'path' | 'text'>, config: FolderConfig): 2 | 3 | undefined {
  if (syntax3.test(text)) {
    return 3;
  }
  if (shebang.test(text) || speaks2.test(text)) {
    return 2;
  }
  if (shebang3.test(text)) {
    return 3;
  }
  for (const file of config.governing(path, names)) {
    const runsOn = known.get(file) ?? { version: versionIn(file) };
    known.set(file, runsOn);
    if (runsOn.version !== undefined) {
      return runsOn.version;
    }
  }
  return undefined;
}

const known = new WeakMap<ConfigFile, { readonly version: 2 | 3 | undefined }>();

function versionIn(file: ConfigFile): 2 | 3 | undefined {
  const sign = signs[baseName(file.path)];
  if (!sign) {
    const lines = file.text.split('\n');
    return lines.some(asksForPython2) ? 2 : lines.some(asksForPython3) ? 3 : undefined;
  }
  return sign.three.test(file.text) ? 3 : sign.two.test(file.text) ? 2 : undefined;
}

/** In a list of what is needed, or in a sentence about it; longer lines are about something else. */
const needed =
  /^[ \t]{0,8}(?:[-*+]|\d{1,3}[.)])[ \t]{1,8}[`*[]{0,3}python[ \t]?2(?:\.\d|\.x)?\b|\b(?:requires?|needs?|(?:written|works?|runs?)(?: only)? (?:in|with|on|for))[ \t][`*[]{0,3}python[ \t]?2(?:\.\d|\.x)?\b/i;
const alsoOther =
  /\b3\b|\b3\.|python3|drop|remov|no longer|not |unsupported|\bend\b|deprecat|support (?:for|was|is)|[><+]/i;

const needed3 =
  /\b(?:requires?|needs?|(?:written|works?|runs?)(?: only)? (?:in|with|on|for))[ \t][`*[]{0,3}python[ \t]?3/i;

function asksForPython3(line: string): boolean {
  return line.length <= 200 && needed3.test(line);
}

function asksForPython2(line: string): boolean {
  return line.length <= 200 && needed.test(line) && !alsoOther.test(line.replace(/^[ \t]*\d+[.)]/, ''));
}
