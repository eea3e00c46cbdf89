import { join } from 'node:path';
import type {
  CommitPlan,
  CommitScope,
  Committed,
  HookChoice,
  Refused,
  Whereabouts,
} from '../../core/commit/committing';
import { lastValue } from '../gitConfig';
import { type GitDirectory, otherOwner } from '../gitDirectory';
import type { GitView } from '../gitView';
import { inRepository } from '../inRepository';
import { ask } from './ask';
import { readHead } from './head';
import { identityIn } from './identity';
import { type LandOptions, land } from './land';
import { type Looked, type LookRequest, look, planIn } from './look';
import { type MadeCommits, type CommitPlan as MadeFrom, makeCommits } from './makeCommits';
import { shortName, whereCommitted } from './runBranch';

/** What is committed of a run, and how. */
export interface CommitRequest extends LookRequest {
  readonly scope: CommitScope;
  readonly hooks: HookChoice;
  messageOf: MadeFrom['messageOf'];
  /** Set to have the branch that is checked out go on to the run's commits. */
  readonly landing?: LandOptions;
  /** For tests: is awaited before the run's branch is moved. */
  readonly beforeUpdate?: () => Promise<void>;
}

/**
 * Makes commits of what a run has changed, on a branch of its own that descends from what is checked out, by plumbing
 * alone: new objects and that one reference are all that is written to the person's repository. Where asked, the branch
 * that is checked out then goes on to them. What git refuses changes nothing.
 */
export function commitRun(request: CommitRequest, signal: AbortSignal): Promise<Committed | Refused> {
  const { folder, place } = request;
  return usedIn(folder, signal, (view, directory) => commitIn(view, directory, request, signal), place);
}

/** Says what committing a run would do now. Nothing is written to the person's repository. */
export function planRun(request: LookRequest, signal: AbortSignal): Promise<CommitPlan | Refused> {
  const { folder, place } = request;
  return usedIn(folder, signal, (view, directory) => planIn(view, directory, request, signal), place);
}

/** Why no run of a folder can be committed as things are, whatever it changes; undefined where nothing is known. */
export async function commitObstacle(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const outcome = await usedIn(folder, signal, async (view) => {
    const head = await readHead(view, signal);
    return head.kind === 'head' ? identityIn(view.settings) : head;
  });
  return outcome.kind === 'refused' ? outcome.message : undefined;
}

/** Where the commits of a run are. Nothing is written to the person's repository. */
export function findCommitted(folder: string, run: string, signal: AbortSignal): Promise<Whereabouts | Refused> {
  return usedIn(folder, signal, async (view) => {
    const head = await readHead(view, signal);
    return head.kind === 'head' ? whereCommitted(view, head, run, signal) : head;
  });
}

/** @param place A folder of ours for all that git needs; if not given, one that goes at once. */
async function usedIn<T>(
  folder: string,
  signal: AbortSignal,
  use: (view: GitView, directory: GitDirectory) => Promise<T>,
  place?: string,
): Promise<T | Refused> {
  const outcome = await inRepository(folder, { withReferences: true, parent: place }, signal, async (...found) => ({
    kind: 'used' as const,
    value: (await problemOfOwner(...found)) ?? (await use(...found)),
  }));
  switch (outcome.kind) {
    case 'used':
      return outcome.value;
    case 'none':
      return { kind: 'refused', message: `${folder} is in no work tree of a git repository` };
    case 'failed':
      return { kind: 'refused', message: outcome.message };
    case 'cancelled':
      return outcome;
  }
}

/** Nothing is written to a repository that another folder has, unless its own configuration says that it is of this one. */
async function problemOfOwner({ settings }: GitView, directory: GitDirectory): Promise<Refused | undefined> {
  const owner = lastValue(settings, 'core.worktree') === undefined ? await otherOwner(directory) : undefined;
  return owner === undefined
    ? undefined
    : {
        kind: 'refused',
        message: `the repository that ${join(directory.folder, '.git')} leads to is that of another folder, ${owner}`,
      };
}

async function commitIn(
  view: GitView,
  directory: GitDirectory,
  request: CommitRequest,
  signal: AbortSignal,
): Promise<Committed | Refused> {
  const looked = await look(view, directory, request, signal);
  if (looked.kind !== 'looked') {
    return looked;
  }
  const { head, branch, accepted, signing, hooks } = looked;
  const made = await commitAccepted(view, looked, request, signal);
  if (made.kind !== 'made') {
    return made;
  }
  const { files, left } = accepted;
  const committed: Committed = {
    ...{ kind: 'committed', branch: shortName(branch.name), commits: made.ids, files, left, signing, hooks },
    ...(made.tree !== undefined && { tree: made.tree }),
    hasCommits: branch.tip !== undefined || made.ids.length > 0,
    passedBranches: branch.passedBranches,
  };
  if (!request.landing) {
    return committed;
  }
  const tip = made.ids.at(-1) ?? branch.base;
  if (hooks.length > 0 && request.hooks === 'branch' && tip !== head.commit) {
    return { ...committed, landing: { kind: 'refused', message: hooksProblem(hooks) } };
  }
  const landing = await land(view, directory, head, tip, request.place, request.landing, signal);
  return { ...committed, landing };
}

function hooksProblem(hooks: readonly string[]): string {
  return `the repository has hooks that do not run here (${hooks.join(', ')}), and you chose not to land commits without them. What has not landed is in your files: commit it yourself, with git commit`;
}

async function commitAccepted(
  view: GitView,
  { branch: { name, tip, base }, accepted: { files, left }, identity, signing }: Looked,
  { scope, messageOf, place, beforeUpdate }: CommitRequest,
  signal: AbortSignal,
): Promise<MadeCommits | Refused> {
  if (!identity) {
    return { kind: 'made', ids: [] };
  }
  const plan = { base, files, left, scope, identity, signing, messageOf, at: new Date() };
  const made = await makeCommits(view, plan, join(place, 'committed.index'), signal);
  const last = made.kind === 'made' ? made.ids.at(-1) : undefined;
  if (made.kind !== 'made' || last === undefined) {
    return made;
  }
  await beforeUpdate?.();
  if (signal.aborted) {
    return { kind: 'cancelled' };
  }
  // With all zeros it must not exist yet (git-update-ref(1)). No log of it is begun.
  // If it was made symbolic since it was looked at, the branch that it stands for stays where it is.
  const swap = ['update-ref', '--no-deref', name, last, tip ?? '0'.repeat(last.length)];
  // Not to be cut short: nobody could say then whether it has happened.
  const moved = await ask(view, ['-c', 'core.logAllRefUpdates=false', ...swap], new AbortController().signal);
  if (moved.kind !== 'answer') {
    return moved;
  }
  return moved.exitCode === 0 ? made : { kind: 'refused', message: `git did not move ${shortName(name)}` };
}
