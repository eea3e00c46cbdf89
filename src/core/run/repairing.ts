import type { FileReview } from '../fileReview';
import { GatedFile } from '../gates/gatedFile';
import { inspectProposals } from '../gates/inspection';
import { toProposal } from '../gates/proposal';
import { groupBy } from '../groupBy';
import type { Spent } from '../modelUse';
import { answersSinceStart, type RunHeader } from '../options';
import type { Part } from '../parts';
import type { Inspector, Journal, Workspace } from '../ports';
import type { FailedProposal, RepairAnswer } from '../repairs';
import type { RepairOutcome } from '../requests';
import { errorMessage } from '../text/errorMessage';
import { TextSecrets } from '../text/textSecrets';
import type { FileSnapshot, Finding, Proposal } from '../types';
import type { RequestsContext } from './fileRequests';
import { askAboutEach } from './findingRequests';
import type { RunRecord } from './records';
import type { RunningReview } from './runningReview';
import { Deadlines } from './schedule/deadline';
import type { Stage } from './schedule/stage';
import { addSpent } from './spend/usage';
import type { RunStore } from './store';

/** What repairing the proposals of files needs. */
export interface RepairContext extends Omit<RequestsContext, 'steps'> {
  readonly stage: Stage;
  readonly workspace: Pick<Workspace, 'read'>;
  readonly inspector: Inspector | undefined;
  /** Of the run. */
  readonly header: RunHeader;
}

/** What came of asking about the proposals of one file. */
export interface RepairedFile {
  /** By finding. */
  readonly answers: ReadonlyMap<string, RepairAnswer>;
  readonly spent: Spent;
}

interface Question {
  readonly finding: Finding;
  readonly output: string;
}

type FixOutcome = RepairOutcome & { readonly kind: 'reviewed' };

/**
 * Has a model make another edit for each of some proposals of one file, each by one request of its own, which goes through
 * the stage's pool like any part of a file. What comes of it has passed the gates, as any proposal; each depends on its
 * own question alone. Never rejects.
 */
export async function repairFile(
  file: FileReview,
  failed: readonly FailedProposal[],
  context: RepairContext,
): Promise<RepairedFile> {
  const questions = failed.flatMap(({ finding: id, output }): Question[] => {
    const finding = file.findings.find((one) => one.id === id);
    return finding?.proposal ? [{ finding, output }] : [];
  });
  try {
    const read = await context.workspace.read(file.path);
    if (read.kind !== 'text' || read.snapshot.textHash !== file.textHash) {
      return unrepaired(failed, 'the file is not the one that was reviewed any more');
    }
    const plan = (await context.stage.planner?.plan(read.snapshot, context.signal)) ?? [];
    const asked = questions.filter(({ finding }) => obstacleOf(finding, context.stage) === undefined);
    const { outcomes, spent } = await askAll(asked, read.snapshot, file, plan, context);
    const answers = new Map<string, RepairAnswer>();
    for (const { finding } of questions) {
      const outcome = outcomes.get(finding.id);
      const reason = obstacleOf(finding, context.stage) ?? (outcome ? reasonOf(outcome) : 'cancelled');
      answers.set(
        finding.id,
        outcome?.kind === 'reviewed' && outcome.fix
          ? await gated(finding, { ...outcome, fix: outcome.fix }, read.snapshot, context)
          : { kind: 'none', reason },
      );
    }
    return { answers, spent };
  } catch (error) {
    return unrepaired(failed, errorMessage(error));
  }
}

/** Where nobody could be asked. */
export function unrepaired(failed: readonly FailedProposal[], reason: string): RepairedFile {
  return { answers: new Map(failed.map(({ finding }) => [finding, { kind: 'none', reason }])), spent: {} };
}

/** Why there is nobody to ask, or nothing that may be asked. */
function obstacleOf({ source, proposal, textHash }: Finding, stage: Stage): string | undefined {
  if (textHash !== undefined) {
    return 'it speaks of another text of the file';
  }
  if (proposal?.edits.some(({ secret }) => secret !== undefined)) {
    return 'its edit touches a secret';
  }
  return stage.lanesOf(source).size === 0 ? 'no endpoint of this review has the model that made it' : undefined;
}

async function askAll(
  questions: readonly Question[],
  snapshot: FileSnapshot,
  { path, bytes }: FileReview,
  plan: readonly Part[],
  { stage, header, ...context }: RepairContext,
): Promise<{ readonly outcomes: ReadonlyMap<string, RepairOutcome>; readonly spent: Spent }> {
  const answersSince = answersSinceStart(header);
  const review: RunningReview = { path, bytes, isUrgent: true, answersSince, phase: 'model', ended: false };
  const deadline = new Deadlines(context.clock, context.signal, context.timeLimitMs).begin();
  const outputs = new Map(questions.map(({ finding, output }) => [finding.id, output]));
  const { answers, spent } = await askAboutEach<RepairOutcome>(
    questions.map(({ finding }) => finding),
    { review, stage, rank: () => 0, deadline, plan },
    {
      lanes: ({ source }) => stage.lanesOf(source),
      send: (finding, { repairer }, asking) =>
        repairer?.repair(snapshot, finding, outputs.get(finding.id) ?? '', asking),
      begun: (told) => ({ type: 'repair.started', ...told }),
      ended: (told, answer) => {
        const kind = answer?.outcome.kind ?? 'will retry';
        return { type: 'repair.finished', ...told, outcome: kind === 'reviewed' ? 'replied' : kind };
      },
    },
    // The file has come to its end, and goes on being shown as it did.
    { ...context, steps: { show: () => {} } },
  );
  const outcomes = questions.flatMap(({ finding }, position) => {
    const outcome = answers[position]?.outcome;
    return outcome ? [[finding.id, outcome] as const] : [];
  });
  return { outcomes: new Map(outcomes), spent };
}

function reasonOf(outcome: RepairOutcome): string {
  switch (outcome.kind) {
    case 'reviewed':
      return 'the model knows no better one';
    case 'failed':
      return outcome.reason;
    case 'cancelled':
      return 'cancelled';
  }
}

/** Takes an edit through the gates as if its reviewer had just proposed it. */
async function gated(
  finding: Finding,
  { fix, asked }: FixOutcome & { readonly fix: NonNullable<FixOutcome['fix']> },
  snapshot: FileSnapshot,
  { inspector, header, signal }: RepairContext,
): Promise<RepairAnswer> {
  const secrets = new TextSecrets(snapshot.text, snapshot.path);
  const proposal = toProposal(new GatedFile(snapshot, header.within, 1, finding.reviewer, () => secrets), fix);
  const proposed = { ...finding, proposal };
  const [inspected = proposed] = inspector
    ? await inspectProposals(snapshot, [proposed], inspector, signal)
    : [proposed];
  const { state, edits } = inspected.proposal ?? proposal;
  if (state.kind === 'rejected') {
    return { kind: 'none', reason: `another edit is no better: ${secrets.mask(state.reason)}` };
  }
  if (edits.some(({ secret }) => secret !== undefined)) {
    return { kind: 'none', reason: 'another edit touches a secret' };
  }
  return isSame(edits, finding.proposal)
    ? { kind: 'none', reason: 'the model makes the same edit again' }
    : { kind: 'edit', proposal: inspected.proposal ?? proposal, model: asked?.model ?? finding.source };
}

function isSame(edits: Proposal['edits'], before: Proposal | undefined): boolean {
  const facts = (all: Proposal['edits']) => JSON.stringify(all.map(({ start, end, newText }) => [start, end, newText]));
  return facts(edits) === facts(before?.edits ?? []);
}

/**
 * Has models make other edits for proposals of a run, and puts what that has cost on record. Answers by finding.
 *
 * @param ask asks about those of one file
 */
export async function repairAll(
  failed: readonly FailedProposal[],
  store: RunStore,
  journal: Journal<RunRecord>,
  ask: (file: FileReview, failed: readonly FailedProposal[]) => Promise<RepairedFile>,
): Promise<ReadonlyMap<string, RepairAnswer>> {
  const byFile = groupBy(failed, ({ finding }) => store.finding(finding)?.file.path ?? '');
  const answers = await Promise.all(
    [...byFile].map(async ([path, ofFile]) => {
      const file = store.file(path);
      const repaired = file && (await ask(file, ofFile));
      await (repaired && recordSpent(path, repaired.spent, store, journal));
      return [...(repaired?.answers ?? [])];
    }),
  );
  return new Map(answers.flat());
}

/** What a file has cost stands beside its findings, which stay as they are. */
async function recordSpent(path: string, now: Spent, store: RunStore, journal: Journal<RunRecord>): Promise<void> {
  const file = store.file(path);
  if (!file || (!now.usage && !now.uses)) {
    return;
  }
  const { usage, uses } = addSpent(file, now);
  const idsOf = (findings: readonly Finding[]) => findings.map(({ id }) => id);
  await journal.append({
    ...{ type: 'found', path, findings: idsOf(file.findings) },
    ...(file.hidden && { hidden: idsOf(file.hidden) }),
    ...(usage && { usage }),
    ...(uses && { uses }),
  });
}
