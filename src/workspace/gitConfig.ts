import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** One setting as `git config --list -z` prints it; the key's section and name in small letters. */
export interface Setting {
  readonly key: string;
  /** Undefined for a key that stands alone, which git takes for `true`. */
  readonly value: string | undefined;
}

/**
 * Every setting that our commands get to see: how contents on this disk compare with those in the index, how
 * the repository is laid out and who may read it, and what `@{upstream}` means (git-config(1), gitrepository-layout(5)). None of them names
 * a command, an address or a file to write. Whatever is not listed does not exist for git, whether we know it or not.
 */
const passed: readonly RegExp[] = [
  /^core\.(repositoryformatversion|sharedrepository|filemode|symlinks|protecthfs|protectntfs|longpaths)$/,
  /^core\.(autocrlf|eol|sparsecheckout|sparsecheckoutcone)$/,
  /^index\.sparse$/,
  /^extensions\.(objectformat|compatobjectformat|refstorage)$/,
  /^branch\..*\.(remote|merge)$/s,
  /^remote\..*\.fetch$/s,
];

/** Those that change nothing about what is read here. A lazy fetch, which `partialclone` announces, is not wanted. */
const harmlessExtensions = new Set(
  ['noop', 'noop-v1', 'preciousobjects', 'partialclone', 'worktreeconfig', 'relativeworktrees'].concat(
    'submodulepathconfig',
  ),
);

export function parseSettings(list: Buffer): Setting[] {
  return list
    .toString('utf8')
    .split('\0')
    .slice(0, -1)
    .map((entry) => {
      const end = entry.indexOf('\n');
      return end === -1 ? { key: entry, value: undefined } : { key: entry.slice(0, end), value: entry.slice(end + 1) };
    });
}

/** The value of a key that is given once or wins by coming last; `true` where it has none. */
export function lastValue(settings: readonly Setting[], key: string): string | undefined {
  const last = settings.findLast((setting) => setting.key === key);
  return last && (last.value ?? 'true');
}

export function isTrue(settings: readonly Setting[], key: string): boolean {
  return /^(true|yes|on|0*[1-9]\d*)$/i.test(lastValue(settings, key) ?? '');
}

/** Why a repository with these settings of its own cannot be read; undefined when it can. */
export function formatProblem(settings: readonly Setting[]): string | undefined {
  const version = Number(lastValue(settings, 'core.repositoryformatversion') ?? 0);
  const unknown = settings.find(
    ({ key }) => key.startsWith('extensions.') && !passes(key) && !harmlessExtensions.has(key.slice(11)),
  );
  if (version > 0 && unknown) {
    return `it uses the extension ${unknown.key.slice(11)}, which Folder Review does not know`;
  }
  const storage = lastValue(settings, 'extensions.refstorage');
  return storage === undefined || storage === 'files' || storage === 'reftable'
    ? undefined
    : `it keeps its references as "${storage}", which Folder Review does not know`;
}

/** The text of a configuration file with those of the settings that are passed on, and settings of our own. */
export function configText(settings: readonly Setting[], own: readonly Setting[]): string {
  return [...settings.filter(({ key }) => passes(key)), ...own].map(entryOf).join('');
}

function passes(key: string): boolean {
  return passed.some((pattern) => pattern.test(key));
}

/** A setting in the syntax of git-config(1), whatever is in its subsection and its value. */
function entryOf({ key, value }: Setting): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
  const section = key.slice(0, first);
  const heading = first === last ? section : `${section} "${key.slice(first + 1, last).replace(/["\\]/g, '\\$&')}"`;
  const quoted = value?.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
  return `[${heading}]\n\t${key.slice(last + 1)}${quoted === undefined ? '' : ` = "${quoted}"`}\n`;
}

/** A file of rules that the user keeps outside the repository. */
export interface RuleFile {
  readonly key: 'core.excludesfile' | 'core.attributesfile';
  /** Absolute. */
  readonly path: string;
}

/**
 * The rule files that the settings name, or else the ones git looks for by itself (gitignore(5), gitattributes(5)).
 *
 * @param top What a relative path is relative to.
 */
export function ruleFiles(settings: readonly Setting[], top: string): RuleFile[] {
  const home = process.env.HOME || homedir();
  const standard = join(process.env.XDG_CONFIG_HOME || join(home, '.config'), 'git');
  const filesOf = (key: RuleFile['key'], name: string): RuleFile[] => {
    const path = lastValue(settings, key)?.replace(/^:\(optional\)/, '') ?? join(standard, name);
    return path === ''
      ? []
      : [
          {
            key,
            path: resolve(
              top,
              path.replace(/^~(?=\/|$)/, () => home),
            ),
          },
        ];
  };
  return [...filesOf('core.excludesfile', 'ignore'), ...filesOf('core.attributesfile', 'attributes')];
}

/** Why a rule file's path is not understood: only git knows its own folder, and where other users live. */
export function ruleFileProblem(settings: readonly Setting[]): string | undefined {
  const key = ['core.excludesfile', 'core.attributesfile'].find((name) =>
    /^(:\(optional\))?(~[^/]|%\()/.test(lastValue(settings, name) ?? ''),
  );
  return key && `${key} is "${lastValue(settings, key)}"; give it as an absolute path or with ~/`;
}
