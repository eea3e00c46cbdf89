import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckedOut, CommitPlan, CommitPolicy, Refused, SignChoice } from '../../core/commit/committing';
import { lineOf } from '../askGit';
import type { GitDirectory } from '../gitDirectory';
import type { GitView } from '../gitView';
import { type Accepted, type AcceptOptions, acceptedFiles, type RunFile } from './accepted';
import { ask } from './ask';
import { type Head, readHead } from './head';
import { hooksOf } from './hooks';
import { type Identity, identityIn } from './identity';
import { findRunBranch, type RunBranch, shortName } from './runBranch';
import { signingOf } from './signing';

/** What is looked at before anything is committed of a run. */
export interface LookRequest extends AcceptOptions {
  readonly run: string;
  readonly files: readonly RunFile[];
  /** A folder of ours for all that git needs. */
  readonly place: string;
  readonly sign: SignChoice;
  /** What the person was shown to be checked out, where they were. */
  readonly expected?: CheckedOut;
}

/** How a run can be committed as things are. */
export interface Looked extends CommitPolicy {
  readonly kind: 'looked';
  readonly head: Head;
  readonly branch: RunBranch;
  readonly accepted: Accepted;
  /** Absent where there is nothing to commit. */
  readonly identity?: Identity;
}

export async function look(
  view: GitView,
  directory: GitDirectory,
  request: LookRequest,
  signal: AbortSignal,
): Promise<Looked | Refused> {
  const head = await readHead(view, signal);
  if (head.kind !== 'head') {
    return head;
  }
  const moved = request.expected && problemOfHead(head, request.expected);
  if (moved) {
    return moved;
  }
  const branch = await findRunBranch(view, directory, head, request.run, signal);
  if (branch.kind !== 'branch') {
    return branch;
  }
  const index = join(request.place, 'looked-at.index');
  const accepted = await acceptedFiles(view, branch.base, request.files, index, request, signal);
  if (accepted.kind !== 'accepted') {
    return accepted;
  }
  const hooks = await hooksOf(view, directory);
  const looked = { kind: 'looked', head, branch, accepted, hooks } as const;
  if (accepted.files.length === 0) {
    return { ...looked, signing: { kind: 'unsigned', isConfigured: false } };
  }
  const identity = identityIn(view.settings);
  const signing = signingOf(view, request.sign);
  return identity.kind !== 'identity'
    ? identity
    : signing.kind === 'refused' || signing.kind === 'cancelled'
      ? signing
      : { ...looked, identity, signing };
}

/** Refuses to go on where something else is checked out than the person was shown. */
function problemOfHead({ branch, commit }: Head, expected: CheckedOut): Refused | undefined {
  const now: CheckedOut = { branch: branch && shortName(branch), commit };
  return now.branch === expected.branch && now.commit === expected.commit
    ? undefined
    : {
        kind: 'refused',
        message: `what is checked out has changed since you were asked: it was ${nameOf(expected)}, and now is ${nameOf(now)}`,
      };
}

function nameOf({ branch, commit }: CheckedOut): string {
  return `${branch ?? 'no branch'} at ${commit.slice(0, 12)}`;
}

/** Says what committing a run would do now. */
export async function planIn(
  view: GitView,
  directory: GitDirectory,
  request: LookRequest,
  signal: AbortSignal,
): Promise<CommitPlan | Refused> {
  // What git makes of the files to look at them does not go into the person's repository.
  const objects = join(request.place, 'objects');
  await mkdir(objects);
  const aside: GitView = { ...view, run: (words, stop, on) => view.run(words, stop, { ...on, objects }) };
  const looked = await look(aside, directory, request, signal);
  if (looked.kind !== 'looked') {
    return looked;
  }
  const { head, branch, accepted, identity, signing, hooks } = looked;
  const ahead =
    branch.tip === undefined
      ? undefined
      : await ask(view, ['rev-list', '--count', `${head.commit}..${branch.tip}`, '--'], signal);
  if (ahead && ahead.kind !== 'answer') {
    return ahead;
  }
  const { name, mail } = identity?.author ?? {};
  return {
    ...{ kind: 'plan', branch: shortName(branch.name), files: accepted.files, left: accepted.left, signing, hooks },
    head: { commit: head.commit, branch: head.branch && shortName(head.branch) },
    ...(name !== undefined && { author: `${name} <${mail}>` }),
    unlanded: ahead ? Number(lineOf(ahead)) : 0,
    passedBranches: branch.passedBranches,
  };
}
