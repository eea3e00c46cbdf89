import { counted, firstOf } from '../text/counted';
import { english } from '../text/say';
import { sentence } from '../text/sentence';
import type { Committed } from './committing';
import { policySentence } from './policyText';

/** What was seen of the commits that were to be made. */
export function committedText(outcome: Committed, run: string): string {
  const { branch, commits, files, left, hasCommits, passedBranches } = outcome;
  const last = commits.at(-1)?.slice(0, 12);
  if (last === undefined) {
    const none = hasCommits ? `Nothing more was committed on the branch ${branch}.` : 'Nothing was committed.';
    return left.length > 0 ? none : `There is nothing new to commit in run ${run}.`;
  }
  const changes = files.flatMap((file) => [...new Set(file.changes.map(({ finding }) => finding))]).length;
  const what = `${counted(changes, 'change')} in ${counted(files.length, 'file')}`;
  const made = `Committed ${what} on the branch ${branch}, ${counted(commits.length, 'commit')} up to ${last}.`;
  const stays = passedBranches.length > 0 ? [passedBranchesSentence(passedBranches)] : [];
  return [made, policySentence(outcome), ...elsewhereText(outcome), ...stays].join(' ');
}

function elsewhereText({ provenElsewhere: count = 0 }: Committed): string[] {
  const were = `${counted(count, 'change')} ${count === 1 ? 'was' : 'were'}`;
  return count === 0
    ? []
    : [`Not proven as committed: ${were} verified in a tree that has more or less than the last commit.`];
}

/** "What is on folder-review/1 stays there: it and what is checked out have gone apart." */
export function passedBranchesSentence(branches: readonly string[], t = english): string {
  return t(
    'What is on {1} stays there: {0, plural, one {it and} other {they and}} what is checked out have gone apart.',
    branches.length,
    branches.join(', '),
  );
}

/** Files that a message names. */
const named = 3;

type Landing = NonNullable<Committed['landing']>;

/** What was seen of a landing, and whether it is as it was asked for. */
export function landingSaid(
  landing: Landing,
  { branch, hasCommits, passedBranches }: Committed,
): { readonly isDone: boolean; readonly text: string } {
  switch (landing.kind) {
    case 'landed': {
      const what = landing.files > 0 ? counted(landing.files, 'file') : 'its commits leave all files as they were';
      const { missing } = landing;
      const lacking = firstOf(missing, named);
      const gone =
        missing.length > 0
          ? ` Not in your folder any more, and landed all the same: ${lacking}. Git shows that as deleted.`
          : '';
      return { isDone: true, text: `Landed on ${landing.branch}: ${what}.${gone}` };
    }
    case 'nothing to land': {
      if (!hasCommits && passedBranches.length > 0) {
        return { isDone: true, text: `Nothing was landed. ${passedBranchesSentence(passedBranches)}` };
      }
      const why = hasCommits ? `${landing.branch} has all commits of ${branch} already` : 'the run has no commits';
      return { isDone: true, text: `Nothing was landed: ${why}.` };
    }
    case 'refused':
      return { isDone: false, text: `Not landed: ${sentence(landing.message)}` };
    case 'cancelled':
      return { isDone: false, text: 'Cancelled: nothing was landed.' };
    case 'unsettled':
      return {
        isDone: false,
        text: `It cannot be told whether it was landed, which the next start settles: ${sentence(landing.message)}`,
      };
  }
}
