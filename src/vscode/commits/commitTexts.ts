import { passedBranchesSentence } from '../../core/commit/committedText';
import type { CommitPlan, CommitScope, LeftFile } from '../../core/commit/committing';
import { hooksText, policySentence, signingText } from '../../core/commit/policyText';
import { t } from '../l10n';
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
  const author = oneLine(plan.author ?? '');
  const what =
    left.length > 0
      ? t('{0, plural, one {# file} other {# files}} ({1} left out), by {2}', files, left.length, author)
      : t('{0, plural, one {# file} other {# files}}, by {1}', files, author);
  // Lines are cut off at about 70 characters: the author has one, and signature and hooks another.
  const detail = oneLine(policySentence(plan, t));
  const one = { label: t('One Commit'), description: what, detail, scope: 'run' as const };
  const each = { label: t('One Commit per File'), description: what, detail, scope: 'file' as const };
  const own = {
    label: t('Commit Myself'),
    description: t('in Source Control'),
    detail: t(
      'Nothing is made here. Your own commit runs {0, plural, one {# hook} other {# hooks}}: {1}',
      plan.hooks.length,
      plan.hooks.join(', '),
    ),
  };
  return [one, ...(files > 1 ? [each] : []), ...(plan.hooks.length > 0 ? [own] : [])];
}

/** "New commits on folder-review/20260102-030405-678, from main (0123456)": short, as it is cut off, too. */
export function commitPrompt({ branch, head }: CommitPlan): string {
  return t('New commits on {0}, from {1} ({2})', branch, branchName(head), head.commit.slice(0, 7));
}

/** What the person is asked before their branch is moved. */
export function landQuestion(
  plan: CommitPlan,
  left: readonly LeftFile[],
): { readonly question: string; readonly detail: string } {
  const { files, unlanded, branch, head, author, signing, hooks, passedBranches } = plan;
  const isNew = files.length > 0;
  const lines = [
    unlanded > 0
      ? t('{0, plural, one {# commit on {1} is} other {# commits on {1} are}} not on it yet.', unlanded, branch)
      : undefined,
    isNew
      ? t(
          '{0, plural, one {# file with accepted edits becomes} other {# files with accepted edits become}} one more commit: by {1}, {2}.',
          files.length,
          oneLine(author ?? ''),
          oneLine(signingText(signing, t)),
        )
      : undefined,
    passedBranches.length > 0 ? oneLine(passedBranchesSentence(passedBranches, t)) : undefined,
    left.length > 0 ? `${leftSentence(left)}` : undefined,
    hooks.length > 0 ? `${hooksText(hooks, t)}.` : undefined,
    t(
      'Only this branch moves, forward. Your files stay as they are, and so does all that is staged. Nothing happens if you commit, amend or switch branches before.',
    ),
  ];
  const question = t('Land these commits on {0} at {1}?', branchName(head), head.commit.slice(0, 12));
  return { question, detail: joinParts(lines, '\n\n') };
}

function branchName({ branch }: CommitPlan['head']): string {
  return branch === undefined ? t('no branch') : oneLine(branch);
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
    return t('Nothing of “{0}” was committed: {1}', oneLine(folder), why);
  }
  const stands =
    committed === undefined
      ? t('Nothing was committed, and your files are as they were.')
      : committed.onto === undefined
        ? t('Its commits stay on {0}, and your files are as they were.', oneLine(committed.branch))
        : t(
            '{0} has the commits of {1} already, and your files are as they were.',
            oneLine(committed.onto),
            oneLine(committed.branch),
          );
  const refused = t('“{0}” was not landed: {1}', oneLine(folder), why);
  return `${refused} ${stands} ${t('Land again to see what would happen now.')}`;
}

/** "Left out: a.ts: it has changes …, and 2 more." */
export function leftSentence(left: readonly LeftFile[]): string {
  const [first] = left;
  if (!first) {
    return '';
  }
  const what = [oneLine(first.path), oneLine(first.reason)] as const;
  return left.length > 1
    ? t('Left out: {0}: {1}, and {2} more.', ...what, left.length - 1)
    : t('Left out: {0}: {1}.', ...what);
}
