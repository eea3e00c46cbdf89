import type { Proof } from '../proof';
import { missingFrom } from '../queue/missing';
import type { Change } from '../run/changes';
import { counted } from '../text/counted';
import { maskSecrets } from '../text/secrets';
import type { Finding } from '../types';
import { vouchersOf } from '../verify/proofText';

/** What a commit has of one file. */
export interface CommittedFile {
  /** Relative to the reviewed folder. */
  readonly path: string;
  /** In their order. */
  readonly changes: readonly Pick<Change, 'finding' | 'action'>[];
}

/** The trailer by which a commit is known as one of a run. */
export const runTrailer = 'Folder-Review-Run';

/** Characters of a subject: what git and its hosts show of one. */
const longestSubject = 72;

/** Characters of a line about one change, and how many are named. */
const [longestLine, mostNamed] = [100, 50];

/** What is known of the findings of a run when a commit is made. */
export interface CommitFindings {
  /** One by its id, with what is known of its proposal. */
  find(id: string): Finding | undefined;
  /** Those of all files that are in the commit as the run has left them, by it or by one before it. */
  readonly here: readonly Finding[];
  /** Git's name of the commit's tree. */
  readonly tree: string;
}

/** What has become of one finding's proposal from the commit before to this one. */
interface Outcome {
  readonly path: string;
  readonly action: Change['action'];
  /** Absent where a later review of the file has not found it again. */
  readonly finding: Finding | undefined;
}

/**
 * The message of a commit: what was changed, in the words of the findings, and trailers (git-interpret-trailers(1)) that
 * say where it comes from. No trailer has words of a model, and no line anything that is not seen, ends a line, or is
 * known for a secret.
 */
export function commitMessage(run: string, files: readonly CommittedFile[], findings: CommitFindings): string {
  const outcomes = files.flatMap(({ path, changes }) => {
    const last = new Map(changes.map(({ finding, action }) => [finding, action]));
    return [...last].map(([id, action]): Outcome => ({ path, action, finding: findings.find(id) }));
  });
  const named = outcomes.slice(0, mostNamed).map((outcome) => cut(`- ${lineOf(outcome)}`, longestLine));
  const more = outcomes.length > mostNamed ? [`- and ${counted(outcomes.length - mostNamed, 'more change')}`] : [];
  const body = outcomes.length > 1 ? [[...named, ...more].join('\n')] : [];
  return `${[subjectOf(outcomes, files.length), ...body, trailersOf(run, outcomes, findings).join('\n')].join('\n\n')}\n`;
}

function subjectOf(outcomes: readonly Outcome[], files: number): string {
  const [only] = outcomes;
  if (only && outcomes.length === 1) {
    return cut(lineOf(only), longestSubject);
  }
  const applied = outcomes.filter(({ action }) => action === 'apply').length;
  const back = outcomes.length - applied;
  const what = [
    ...(applied > 0 ? [`apply ${counted(applied, 'change')}`] : []),
    ...(back > 0 ? [`revert ${counted(back, 'change')}`] : []),
  ].join(' and ');
  const where = files === 1 && only ? oneLine(only.path) : counted(files, 'file');
  return cut(`Review: ${what} in ${where}`, longestSubject);
}

function lineOf({ path, action, finding }: Outcome): string {
  const title = finding ? oneLine(finding.title) : 'a change';
  return `${oneLine(path)}: ${action === 'revert' ? 'revert: ' : ''}${title}`;
}

function trailersOf(run: string, outcomes: readonly Outcome[], commit: CommitFindings): string[] {
  const findings = outcomes.flatMap(({ finding }) => (finding ? [finding] : []));
  const models = findings.filter(({ reviewer }) => reviewer === 'model').map(({ source }) => name(source));
  const proofs = outcomes.map(({ action, finding }) =>
    action === 'apply' ? proofOf(finding?.proposal?.proof, commit) : 'none',
  );
  return [
    `${runTrailer}: ${run}`,
    ...distinct(findings.map(({ reviewer }) => reviewer)).map((reviewer) => `Folder-Review-Reviewer: ${reviewer}`),
    ...distinct(models).map((model) => `Folder-Review-Model: ${model}`),
    ...distinct(proofs).map((proof) => `Folder-Review-Proof: ${proof}`),
  ];
}

/** What the person's own commands said, and of which tree: that of the commit can have more or less in it. */
function proofOf(proof: Proof | undefined, { here, tree }: CommitFindings): string {
  if (!proof) {
    return 'none';
  }
  if (missingFrom(proof, here) > 0 && proof.result.kind === 'verified') {
    return `none, verified only with ${counted(proof.result.together - 1, 'other')}, not all of them here`;
  }
  const where = proof.tree === undefined ? '' : ` in tree ${name(proof.tree)}`;
  const by = vouchersOf(proof)
    .map((command) => cut(oneLine(command), longestLine))
    .join(', ');
  return `${isProvenElsewhere(proof, tree) ? 'none of this tree, ' : ''}${proof.result.kind}${where} by ${by}`;
}

/** Whether what was verified is another tree than one of that name (git's). */
export function isProvenElsewhere(proof: Proof, tree: string | undefined): boolean {
  return proof.result.kind === 'verified' && proof.tree !== tree;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** What a model or a tree is called, as nothing but a name: it comes from a server. */
function name(text: string): string {
  return cut(text.replace(/[^\w.:/@+-]/g, '_'), longestLine);
}

/** A text on one line, in which everything can be seen. */
function oneLine(text: string): string {
  return maskSecrets(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
