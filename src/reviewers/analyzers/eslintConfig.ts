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
  const switches =
    known.get(file) ?? new Set([...withoutComments(file.text).matchAll(offSwitch)].map(([, , rule = '']) => rule));
  known.set(file, switches);
  return switches;
}

/** Without lines that are comments alone. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(?:\/\/|#|\*).*$/gm, '');
}
