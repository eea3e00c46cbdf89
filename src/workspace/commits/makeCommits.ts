import type { CommitScope, LeftFile, Refused, Signing } from '../../core/commit/committing';
import { type Answer, lineOf } from '../askGit';
import type { GitView } from '../gitView';
import type { AcceptedFile } from './accepted';
import { ask } from './ask';
import type { Identity } from './identity';
import { signingWords } from './signing';
import { putIntoIndex } from './tree';

export interface CommitPlan {
  /** What the first one descends from. */
  readonly base: string;
  readonly files: readonly AcceptedFile[];
  readonly scope: CommitScope;
  readonly identity: Identity;
  readonly signing: Signing;
  /** Those of the run that no commit gets. */
  readonly left: readonly LeftFile[];
  /**
   * What the commit of some files says, all of it.
   *
   * @param absent paths of files that are not in it as the run has left them: they come later, or never
   * @param tree git's name of its tree
   */
  messageOf(files: readonly AcceptedFile[], absent: ReadonlySet<string>, tree: string): string;
  /** When they are made. */
  readonly at: Date;
}

/** Commits that nothing leads to yet. */
export interface MadeCommits {
  readonly kind: 'made';
  /** Oldest first. */
  readonly ids: readonly string[];
  /** Git's name of the tree of the last one; absent where there is none. */
  readonly tree?: string;
}

/**
 * Makes commits, one upon the other, which nothing leads to yet: only objects are written. No hook runs, as git's
 * plumbing runs none; who is to sign is asked by git as the person has configured it.
 *
 * @param index Path for an index of ours, in which there is nothing.
 */
export async function makeCommits(
  view: GitView,
  plan: CommitPlan,
  index: string,
  signal: AbortSignal,
): Promise<MadeCommits | Refused> {
  const { base, files, left, scope, messageOf } = plan;
  const absent = new Set([...files, ...left].map(({ path }) => path));
  const start = await ask(view, ['read-tree', base], signal, { index });
  if (start.kind !== 'answer') {
    return start;
  }
  const ids: string[] = [];
  let last: string | undefined;
  for (const group of scope === 'run' ? [files] : files.map((file) => [file])) {
    const entries = group.map(({ fromTop, entry }) => ({ path: fromTop, entry }));
    const refused = await putIntoIndex(view, index, entries, signal);
    if (refused) {
      return refused;
    }
    // Of a partial clone, not every file is there.
    const tree = await ask(view, ['write-tree', '--missing-ok'], signal, { index });
    if (tree.kind !== 'answer') {
      return tree;
    }
    for (const { path } of group) {
      absent.delete(path);
    }
    last = lineOf(tree);
    const made = await makeCommit(view, last, ids.at(-1) ?? base, messageOf(group, absent, last), plan, signal);
    if (made.kind !== 'answer') {
      return made;
    }
    ids.push(lineOf(made));
  }
  return { kind: 'made', ids, ...(last !== undefined && { tree: last }) };
}

async function makeCommit(
  view: GitView,
  tree: string,
  parent: string,
  message: string,
  { identity: { author, committer }, signing, at }: CommitPlan,
  signal: AbortSignal,
): Promise<Answer | Refused> {
  const time = timeOf(at);
  const environment = {
    ...{ GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.mail, GIT_AUTHOR_DATE: time },
    ...{ GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.mail, GIT_COMMITTER_DATE: time },
  };
  const { before, behind } = signingWords(signing);
  // Only what signs needs what is the person's own, where another encoding may be set.
  const words = [...before, '-c', 'i18n.commitEncoding=UTF-8', 'commit-tree', '-p', parent, ...behind, tree];
  const call = { input: Buffer.from(message), environment, asPerson: signing.kind === 'signed' };
  const made = await ask(view, words, signal, call);
  const isProblem = made.kind === 'refused' || (made.kind === 'answer' && made.exitCode !== 0);
  return isProblem && signing.kind === 'signed'
    ? { kind: 'refused', message: unsignable(signing.format, made.kind === 'refused' ? made.message : '') }
    : made;
}

function unsignable(format: string, said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  const why = lines.filter((line) => line !== '').join('; ');
  return `it could not be signed (gpg.format ${format}), as commit.gpgsign has it: ${why}. Nothing is committed unsigned unless you choose so`;
}

/** As git keeps it: seconds since the epoch, and the minutes of the time zone (git-commit-tree(1)). */
function timeOf(at: Date): string {
  const minutes = Math.abs(at.getTimezoneOffset());
  const digits = [minutes / 60, minutes % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join('');
  return `@${Math.floor(at.getTime() / 1000)} ${at.getTimezoneOffset() > 0 ? '-' : '+'}${digits}`;
}
