import { isSettings, parseConfig, setting, turnsOff } from './dataFiles';
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
 * configuration, as style is what it decides. Code is searched for such switches, never run.
 */
export function switchedOff(path: string, config: FolderConfig): ReadonlyMap<string, string> {
  const off = new Map<string, string>();
  for (const file of configurations(path, config)) {
    const named = switchesIn(file);
    for (const [rule, { isStyle }] of Object.entries(named ? eslintRules : {})) {
      if (!off.has(rule) && (isStyle || named?.has(rule))) {
        off.set(rule, file.path);
      }
    }
  }
  return off;
}

function* configurations(path: string, config: FolderConfig): Iterable<ConfigFile> {
  yield* config.governing(path, eslintConfigNames);
  yield* config.governing(path, ['package.json']);
}

/** By the configuration file: of all files that it governs, none has it read again. */
const known = new WeakMap<ConfigFile, ReadonlySet<string> | undefined>();

/** Undefined where the file configures something else. */
function switchesIn(file: ConfigFile): ReadonlySet<string> | undefined {
  if (!known.has(file)) {
    const found = /\.[cm]?[jt]s$/.test(file.path) ? switchesInCode(file.text) : switchesInData(file);
    known.set(file, found && new Set(found.map((rule) => rule.replace(extending, ''))));
  }
  return known.get(file);
}

/** Rules of typescript-eslint count for those they extend. */
const extending = /^@typescript-eslint\//;

/** More is nowhere in a configuration that somebody has written. */
const space = String.raw`\s{0,100}`;
const quoted = /'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|`(?:[^`\\]|\\[\s\S])*`?/.source;
const inList = /'[^'\n]{0,500}'|"[^"\n]{0,500}"|`[^`]{0,500}`|[^\]{}'"`]/.source;
const begin = String.raw`(?<![\w$/@-])`;

/** None of its parts has to be followed by another that may be far away, so none is tried again and again. */
const token = new RegExp(
  [
    String.raw`//[^\n]*|/\*[\s\S]*?(?:\*/|$)`,
    // `'no-eval': 'off'`, `"no-eval": ["off", …]`, `eqeqeq: 0`
    String.raw`${begin}(['"]?)(?<rule>@?[\w/-]{1,100})\1${space}:${space}\[?${space}(?:(['"]?)off\3|0)(?![\w.])`,
    String.raw`${begin}(['"]?)files\4${space}:${space}(?<files>\[(?:${inList}){0,1000}|${quoted}|[\w$.]{1,100})`,
    quoted,
    '(?<brace>[{}])',
  ].join('|'),
  'g',
);

/** What is switched off but for `files`, in the same braces or in others around them, that are not all of them. */
function switchesInCode(text: string): readonly string[] {
  const found: string[] = [];
  const open: { readonly first: number; isForSome: boolean }[] = [];
  const close = () => {
    const braces = open.pop();
    if (braces?.isForSome) {
      found.length = braces.first;
    }
  };
  for (const { groups: { rule, files, brace } = {} } of text.matchAll(token)) {
    const around = open.at(-1);
    if (rule !== undefined) {
      found.push(rule);
    } else if (files !== undefined && around) {
      around.isForSome = !isForAll(files);
    } else if (brace === '{') {
      open.push({ first: found.length, isForSome: false });
    } else if (brace === '}') {
      close();
    }
  }
  while (open.length > 0) {
    close();
  }
  return found;
}

function switchesInData({ path, text }: ConfigFile): readonly string[] | undefined {
  // What has no ending is JSON with comments or YAML.
  const isJson = path.endsWith('.eslintrc') && /^\s*(?:\{|\/[/*])/.test(text);
  const data = parseConfig({ path: isJson ? `${path}.json` : path, text });
  const value = data.kind === 'data' ? data.value : undefined;
  if (!path.endsWith('package.json')) {
    return switchesInTable(value);
  }
  const tables = ['eslintConfig', 'xo'].map((key) => setting(value, key)).filter((table) => table !== undefined);
  return tables.length > 0 ? tables.flatMap(switchesInTable) : undefined;
}

function switchesInTable(table: unknown): readonly string[] {
  const overrides = setting(table, 'overrides');
  const forAll = (Array.isArray(overrides) ? overrides : []).filter((one) =>
    isForAll(JSON.stringify(setting(one, 'files')) ?? ''),
  );
  return [table, ...forAll].flatMap((one) => {
    const rules = setting(one, 'rules');
    return Object.entries(isSettings(rules) ? rules : {}).flatMap(([name, value]) => (turnsOff(value) ? [name] : []));
  });
}

/** Whether globs are those of every script: what is off for tests (`*.test.js`) is no less a defect elsewhere. */
function isForAll(globs: string): boolean {
  return /(["'`])\*\*\/\*(?:\.[^."'`]{1,100})?\1/.test(globs);
}
