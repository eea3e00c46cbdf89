import { passedBranchesSentence } from '../../core/commit/committedText';
import type { CommitPlan, CommitScope, LeftFile } from '../../core/commit/committing';
import { hooksText, policySentence, signingText } from '../../core/commit/policyText';
import { counted } from '../../core/text/counted';
import { joinParts, oneLine, withoutFullStop } from '../plainText';
import type { CommittedTo } from '../sessions';

/** One way to commit, as it is chosen from. */
export interface CommitChoice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** Absent where the person commits by themselves. */
  readonly scope?: CommitScope;
}

/** What the person chooses from. Each says all that would happen. */
export function commitChoices(plan: CommitPlan, left: readonly LeftFile[]): readonly CommitChoice[] {
  const files = plan.files.length;
  const out = left.length > 0 ? ` (${left.length} left out)` : '';
  const what = `${counted(files, 'file')}${out}, by ${oneLine(plan.author ?? '')}`;
  // Lines are cut off at about 70 characters: the author has one, and signature and hooks another.
  const detail = oneLine(policySentence(plan));
  const one = { label: 'One Commit', description: what, detail, scope: 'run' as const };
  const each = { label: 'One Commit per File', description: what, detail, scope: 'file' as const };
  const own = {
    label: 'Commit Myself',
    description: 'in Source Control',
    detail: `Nothing is made here. Your own commit runs ${counted(plan.hooks.length, 'hook')}: ${plan.hooks.join(', ')}`,
  };
  return [one, ...(files > 1 ? [each] : []), ...(plan.hooks.length > 0 ? [own] : [])];
}

/** "New commits on folder-review/20260102-030405-678, from main (0123456)": short, as it is cut off, too. */
export function commitPrompt({ branch, head }: CommitPlan): string {
  return `New commits on ${branch}, from ${oneLine(head.branch ?? 'no branch')} (${head.commit.slice(0, 7)})`;
}

/** What the person is asked before their branch is moved. */
export function landQuestion(
  plan: CommitPlan,
  left: readonly LeftFile[],
): { readonly question: string; readonly detail: string } {
  const { files, unlanded, branch, author, signing, hooks, passedBranches } = plan;
  const isNew = files.length > 0;
  const lines = [
    unlanded > 0
      ? `${counted(unlanded, 'commit')} on ${branch} ${unlanded === 1 ? 'is' : 'are'} not on it yet.`
      : undefined,
    isNew
      ? `${counted(files.length, 'file')} with accepted edits become${files.length === 1 ? 's' : ''} one more commit: by ${oneLine(author ?? '')}, ${oneLine(signingText(signing))}.`
      : undefined,
    passedBranches.length > 0 ? oneLine(passedBranchesSentence(passedBranches)) : undefined,
    left.length > 0 ? `${leftSentence(left)}` : undefined,
    hooks.length > 0 ? `${hooksText(hooks)}.` : undefined,
    'Only this branch moves, forward. Your files stay as they are, and so does all that is staged. Nothing happens if you commit, amend or switch branches before.',
  ];
  return { question: `Land these commits on ${headText(plan)}?`, detail: joinParts(lines, '\n\n') };
}

/** "main at 0123456789ab" */
function headText({ head }: CommitPlan): string {
  return `${oneLine(head.branch ?? 'no branch')} at ${head.commit.slice(0, 12)}`;
}

/** Why something was not committed or landed, and where what there is stands. */
export function refusedText(
  folder: string,
  message: string,
  lands: boolean,
  committed: CommittedTo | undefined,
): string {
  const why = `${withoutFullStop(oneLine(message))}.`;
  if (!lands) {
    return `Nothing of “${oneLine(folder)}” was committed: ${why}`;
  }
  const stands =
    committed === undefined
      ? 'Nothing was committed'
      : committed.onto === undefined
        ? `Its commits stay on ${oneLine(committed.branch)}`
        : `${oneLine(committed.onto)} has the commits of ${oneLine(committed.branch)} already`;
  return `“${oneLine(folder)}” was not landed: ${why} ${stands}, and your files are as they were. Land again to see what would happen now.`;
}

/** "Left out: a.ts: it has changes …, and 2 more." */
export function leftSentence(left: readonly LeftFile[]): string {
  const [first] = left;
  const rest = left.length > 1 ? `, and ${left.length - 1} more` : '';
  return first ? `Left out: ${oneLine(first.path)}: ${oneLine(first.reason)}${rest}.` : '';
}
