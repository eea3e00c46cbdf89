import type { Refused, Whereabouts } from '../../core/commit/committing';
import { runTrailer } from '../../core/commit/message';
import { lineOf, partsOf } from '../askGit';
import type { GitDirectory } from '../gitDirectory';
import type { GitView } from '../gitView';
import { ask } from './ask';
import { commitOf, type Head, isCheckedOutElsewhere } from './head';

/** The branch of a run, with all of its name. */
function runBranchOf(run: string): string {
  return `refs/heads/folder-review/${run}`;
}

/** The first of them, and those that came where the ones before had gone apart from what was checked out. */
function runBranchesOf(run: string): readonly string[] {
  const first = runBranchOf(run);
  return Array.from({ length: mostBranches }, (_, index) => (index === 0 ? first : `${first}-${index + 1}`));
}

/** Of one run. */
const mostBranches = 50;

/** A branch as people name it. */
export function shortName(branch: string): string {
  return branch.replace(/^refs\/heads\//, '');
}

/** Where the commits of a run go. */
export interface RunBranch {
  readonly kind: 'branch';
  readonly name: string;
  /** What it leads to now; undefined where it does not exist. */
  readonly tip: string | undefined;
  /** The commit that the next one of the run descends from: its tip, or what is checked out. */
  readonly base: string;
  /** Branches of the run, as people name them, that have gone apart from what is checked out. They stay as they are. */
  readonly passedBranches: readonly string[];
}

/**
 * Looks where the next commit of a run belongs: on the run's branch, where that leads from what is checked out to commits
 * of the run alone, or on what is checked out, where the branch is new or a part of that. So a branch only ever goes on.
 * Where one and what is checked out have gone apart, another one is begun.
 */
export async function findRunBranch(
  view: GitView,
  directory: GitDirectory,
  head: Head,
  run: string,
  signal: AbortSignal,
): Promise<RunBranch | Refused> {
  const passedBranches: string[] = [];
  for (const name of runBranchesOf(run)) {
    const found = await lookAtBranch(view, directory, head, name, run, signal);
    if (found.kind !== 'apart') {
      return found.kind === 'branch' ? { ...found, passedBranches } : found;
    }
    passedBranches.push(shortName(name));
  }
  return {
    kind: 'refused',
    message: `${passedBranches.length} branches of the run and what is checked out have gone apart, up to ${passedBranches.at(-1)}: delete those that you do not need`,
  };
}

async function lookAtBranch(
  view: GitView,
  directory: GitDirectory,
  head: Head,
  name: string,
  run: string,
  signal: AbortSignal,
): Promise<Omit<RunBranch, 'passedBranches'> | { readonly kind: 'apart' } | Refused> {
  const isInUse = head.branch === name || (await isCheckedOutElsewhere(directory, name));
  if (isInUse) {
    return { kind: 'refused', message: `the branch ${shortName(name)} is checked out: switch to another one first` };
  }
  const [link, found] = await Promise.all([
    ask(view, ['symbolic-ref', '--quiet', name], signal),
    commitOf(view, name, signal),
  ]);
  if (link.kind !== 'answer') {
    return link;
  }
  if (link.exitCode === 0) {
    const message = `the branch ${shortName(name)} is only another name of ${shortName(lineOf(link))}. To take that away: git symbolic-ref --delete ${name}`;
    return { kind: 'refused', message };
  }
  if (found.kind !== 'commit') {
    return found;
  }
  const tip = found.id;
  if (tip === undefined) {
    return { kind: 'branch', name, tip, base: head.commit };
  }
  const isPart = await isAncestor(view, tip, head.commit, signal);
  if (isPart.kind !== 'known') {
    return isPart;
  }
  if (isPart.is) {
    return { kind: 'branch', name, tip, base: head.commit };
  }
  const leads = await leadsThroughRun(view, head.commit, tip, run, signal);
  return leads.kind !== 'known' ? leads : leads.is ? { kind: 'branch', name, tip, base: tip } : { kind: 'apart' };
}

/** Where the last commits of a run are, seen from what is checked out; no branch where none has any. */
export async function whereCommitted(
  view: GitView,
  head: Head,
  run: string,
  signal: AbortSignal,
): Promise<Whereabouts | Refused> {
  const names = runBranchesOf(run);
  const asked = await ask(view, ['for-each-ref', '--format=%(refname)%00%(objectname)%00', ...names], signal);
  if (asked.kind !== 'answer') {
    return asked;
  }
  const parts = partsOf(asked).map((part) => part.trim());
  const tips = new Map(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])));
  const name = names.findLast((one) => tips.has(one));
  if (name === undefined) {
    return { kind: 'nowhere' };
  }
  const isPart = await isAncestor(view, tips.get(name) ?? '', head.commit, signal);
  const onto = head.branch === undefined ? head.commit.slice(0, 12) : shortName(head.branch);
  return isPart.kind !== 'known' ? isPart : { kind: 'somewhere', branch: shortName(name), ...(isPart.is && { onto }) };
}

type Known = { readonly kind: 'known'; readonly is: boolean } | Refused;

async function isAncestor(view: GitView, one: string, other: string, signal: AbortSignal): Promise<Known> {
  const asked = await ask(view, ['merge-base', '--is-ancestor', one, other], signal);
  return asked.kind === 'answer' ? { kind: 'known', is: asked.exitCode === 0 } : asked;
}

/** Whether a commit leads to another one through commits of a run, and nothing else. */
async function leadsThroughRun(
  view: GitView,
  from: string,
  to: string,
  run: string,
  signal: AbortSignal,
): Promise<Known> {
  const descends = await isAncestor(view, from, to, signal);
  if (descends.kind !== 'known' || !descends.is) {
    return descends;
  }
  const format = `--format=%(trailers:key=${runTrailer},valueonly)%x00`;
  const asked = await ask(view, ['log', '--no-show-signature', format, `${from}..${to}`, '--'], signal);
  if (asked.kind !== 'answer') {
    return asked;
  }
  const runs = lineOf(asked)
    .split('\0')
    .slice(0, -1)
    .map((text) => text.trim());
  return { kind: 'known', is: runs.every((text) => text === run) };
}
