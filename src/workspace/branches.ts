import { type Branch, inOrder } from '../core/branches';
import { askGit, type NoAnswer } from './askGit';
import { lastValue } from './gitConfig';
import type { GitView } from './gitView';
import { inWorkTree } from './inRepository';

/** What the default branch is mostly called, where no remote says it. */
const usual = ['main', 'master', 'trunk', 'develop'];

/** The branches of the repository that a folder (real path) lies in, see `inOrder`; none where it is in no repository. */
export async function branchesIn(folder: string, signal: AbortSignal): Promise<readonly Branch[] | NoAnswer> {
  const look = await inWorkTree(folder, { withReferences: true }, signal, (view) => read(view, signal));
  return 'kind' in look && look.kind === 'none' ? [] : look;
}

/** A reference as git lists it. */
interface Listed {
  readonly name: string;
  /** What it stands for, of one that only names another. */
  readonly leadsTo: string;
  readonly committedAt: number;
  readonly isCurrent: boolean;
}

async function read(view: GitView, signal: AbortSignal): Promise<readonly Branch[] | NoAnswer> {
  const format = ['%(refname)', '%(symref)', '%(committerdate:unix)', '%(HEAD)'].join('%00');
  const which = ['refs/heads', 'refs/remotes/*/HEAD'];
  const answer = await askGit(view, ['for-each-ref', `--format=${format}`, ...which], signal);
  if (answer.kind !== 'answer') {
    return answer;
  }
  const lines = answer.bytes.toString('utf8').split('\n').filter(Boolean);
  const listed = lines.map((line): Listed => {
    const [name = '', leadsTo = '', committed = '', head] = line.split('\0');
    return { name, leadsTo, committedAt: Number(committed) * 1000, isCurrent: head === '*' };
  });
  const remote = listed.find(({ name }) => name === 'refs/remotes/origin/HEAD') ?? listed.find(isRemote);
  const local = listed.filter((one) => !isRemote(one)).map((one) => ({ ...one, name: withoutFront(one.name, 2) }));
  const configured = lastValue(view.settings, 'init.defaultbranch');
  const known = remote ? [withoutFront(remote.leadsTo, 3)] : [...(configured ? [configured] : []), ...usual];
  const byDefault = known.find((name) => local.some((one) => one.name === name));
  const branches = local.map(({ name, committedAt, isCurrent }) => ({
    ...{ name, committedAt, isCurrent },
    isDefault: name === byDefault,
  }));
  const fetched = remote && { name: withoutFront(remote.leadsTo, 2), committedAt: remote.committedAt };
  return inOrder([...branches, ...(fetched ? [{ ...fetched, isDefault: true, isCurrent: false }] : [])]);
}

function isRemote({ name, leadsTo }: Listed): boolean {
  return name.startsWith('refs/remotes/') && leadsTo.startsWith('refs/remotes/');
}

/** `refs/heads/a/b` without its first two parts is `a/b`. */
function withoutFront(name: string, parts: number): string {
  return name.split('/').slice(parts).join('/');
}
