import { eslintRules } from './eslintRules';
import type { ConfigFile, FolderConfig } from './folderConfig';

/** Where a project configures ESLint, or a linter that reads rules of the same names in the same form. */
export const eslintConfigNames: readonly string[] = [
  ...['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `eslint.config.${extension}`),
  ...['', '.js', '.cjs', '.yaml', '.yml', '.json'].map((extension) => `.eslintrc${extension}`),
  '.oxlintrc.json',
];

/**
 * The rules that a project's own configuration keeps from a file, each with the path of the configuration. A rule about
 * a defect is kept from it only by a configuration that switches just this rule off; one about style by every
 * configuration, as style is what it decides. Code is searched for such switches, never run; so is data, as what it
 * extends is code.
 */
export function switchedOff(path: string, config: FolderConfig): ReadonlyMap<string, string> {
  const off = new Map<string, string>();
  for (const file of configurations(path, config)) {
    const named = switchesIn(file);
    for (const [rule, { isStyle }] of Object.entries(eslintRules)) {
      if (!off.has(rule) && (isStyle || named.has(rule))) {
        off.set(rule, file.path);
      }
    }
  }
  return off;
}

function* configurations(path: string, config: FolderConfig): Iterable<ConfigFile> {
  yield* config.governing(path, eslintConfigNames);
  for (const file of config.governing(path, ['package.json'])) {
    if (/^[ \t]*"(?:eslintConfig|xo)"\s*:/m.test(file.text)) {
      yield file;
    }
  }
}

const known = new WeakMap<ConfigFile, ReadonlySet<string>>();

/** `'no-eval': 'off'`, `"no-eval": ["off", …]`, `no-eval: 0`; rules of typescript-eslint count for those they extend. */
const offSwitch = /(['"]?)(?:@typescript-eslint\/)?([\w/-]+)\1\s*:\s*\[?\s*(?:(['"]?)off\3|0)(?![\w.])/g;

function switchesIn(file: ConfigFile): ReadonlySet<string> {
  const text = withoutComments(file.text);
  const switches =
    known.get(file) ??
    new Set([...text.matchAll(offSwitch)].filter(({ index }) => isForAll(text, index)).map(([, , rule = '']) => rule));
  known.set(file, switches);
  return switches;
}

/** Whether a switch is not below `files` that name some: what is off for tests is no less a defect elsewhere. */
function isForAll(text: string, index: number): boolean {
  const rules = openingBefore(text, index);
  const object = rules === -1 ? -1 : openingBefore(text, rules);
  if (object === -1) {
    return !/^[ \t]*overrides[ \t]*:/m.test(text.slice(0, index)) || /^\s*[{[]|\bmodule\b/.test(text);
  }
  const [, globs] = /["']?\bfiles["']?\s*:\s*(\[[^\]]*\]|["'][^"']*["'])/.exec(ownText(text, object)) ?? [];
  return globs === undefined || /["']\*\*\/\*/.test(globs);
}

/** Where the brace around a place opens; -1 for none. */
function openingBefore(text: string, index: number): number {
  for (let at = index - 1, depth = 0; at >= 0; at--) {
    const character = text.charAt(at);
    if (character === '{' && depth-- === 0) {
      return at;
    }
    if (character === '}') {
      depth++;
    }
  }
  return -1;
}

/** What stands between a brace and its counterpart, without what is in braces of its own. */
function ownText(text: string, start: number): string {
  let own = '';
  for (let at = start + 1, depth = 0; at < text.length && depth >= 0; at++) {
    const character = text.charAt(at);
    depth += character === '{' ? 1 : character === '}' ? -1 : 0;
    own += depth === 0 ? character : '';
  }
  return own;
}

/** Without lines that are comments alone. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(?:\/\/|#|\*).*$/gm, '');
}
