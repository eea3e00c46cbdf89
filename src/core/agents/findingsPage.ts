import { editsOf, knownEffects, stateName } from '../edits/proposalState';
import type { FileReview } from '../fileReview';
import { shownLines } from '../findings/placeText';
import { hasProposal, type QueueEntry, toldFlags } from '../queue/queueEntry';
import { diffLines } from '../report/findingText';
import { plainStyle } from '../report/style';
import type { RunStore } from '../run/store';
import { type Edit, type Finding, type Severity, severities } from '../types';
import { proofText } from '../verify/proofText';
import { agentText, type Page, type PageRequest, pageOf } from './page';

/** Which findings an agent wants. */
export interface FindingsRequest extends PageRequest {
  readonly severity?: Severity | undefined;
  /** Of a file, or of a folder with all below, relative to the reviewed folder. */
  readonly path?: string | undefined;
  /** `analyzer/rule`, or one of the two. */
  readonly rule?: string | undefined;
}

/** Which proposals an agent wants. */
export interface ProposalsRequest extends FindingsRequest {
  /** Finding ids. */
  readonly ids?: readonly string[] | undefined;
  /** Those too that were applied, are stale or were rejected. */
  readonly all?: boolean | undefined;
}

interface Found {
  readonly file: FileReview;
  readonly finding: Finding;
}

/** Findings that are shown, worst first and then in the order of files and places. Undefined for a cursor that is unknown. */
export function findingsPage(store: RunStore, request: FindingsRequest): Page<object> | undefined {
  return pageOf(wanted(store, request), request, idOf, findingFacts);
}

/** Proposals with their changes, in the same order. Undefined for a cursor that is unknown. */
export function proposalsPage(store: RunStore, request: ProposalsRequest): Page<object> | undefined {
  const entries = wanted(store, request).flatMap((found): QueueEntry[] => {
    const { file, finding } = found;
    const isMeant =
      hasProposal(finding) &&
      (request.ids === undefined || request.ids.includes(finding.id)) &&
      (request.all === true || request.ids !== undefined || finding.proposal.state.kind === 'ready');
    return isMeant ? [{ file, finding }] : [];
  });
  return pageOf(entries, request, idOf, proposalFacts);
}

function idOf({ finding }: Found): string {
  return finding.id;
}

function wanted(store: RunStore, { severity, path, rule }: FindingsRequest): readonly Found[] {
  const folder = path === undefined || path === '' || path.endsWith('/') ? path : `${path}/`;
  const isIn = (file: FileReview) => folder === undefined || file.path === path || file.path.startsWith(folder);
  const isOf = ({ source, rule: name = '' }: Finding) =>
    rule === undefined || [source, name, `${source}/${name}`].includes(rule);
  const found = [...store.files()]
    .filter(isIn)
    .flatMap((file) =>
      file.findings
        .filter((finding) => (severity === undefined || finding.severity === severity) && isOf(finding))
        .map((finding) => ({ file, finding })),
    );
  const weight = ({ finding }: Found) => severities.indexOf(finding.severity);
  return found.sort((a, b) => weight(a) - weight(b));
}

function placeFacts({ file, finding }: Found) {
  const { severity, title, place } = finding;
  const lines = shownLines(finding);
  return {
    id: finding.id,
    path: agentText(file.path, 500),
    ...(lines && { line: lines.startLine, ...(lines.endLine > lines.startLine && { endLine: lines.endLine }) }),
    ...(place?.startColumn !== undefined && { column: place.startColumn + 1 }),
    ...(lines && !place && { isPlaceCertain: false }),
    severity,
    title: agentText(title, 200),
  };
}

function findingFacts({ file, finding }: Found) {
  const { source, rule, category, confidence, explanation, reviewer, proposal } = finding;
  return {
    ...placeFacts({ file, finding }),
    explanation: agentText(explanation, 800),
    source: agentText(source, 100),
    ...(rule !== undefined && { rule: agentText(rule, 100) }),
    ...{ category, confidence, reviewer },
    ...confirmationFacts(finding),
    ...(proposal && { proposal: stateName(proposal.state) }),
  };
}

/** What came of putting it to a model once more, if that was to be done. */
function confirmationFacts({ confirmation }: Finding) {
  return confirmation
    ? { confirmation: { verdict: confirmation.verdict, reason: agentText(confirmation.reason, 300) } }
    : {};
}

function proposalFacts(entry: QueueEntry) {
  const { state, anchoring, proof } = entry.finding.proposal;
  return {
    ...placeFacts(entry),
    state: stateName(state),
    ...('reason' in state && { reason: agentText(state.reason, 300) }),
    ...('problem' in state && state.problem !== undefined && { problem: agentText(state.problem, 300) }),
    anchoring,
    flags: toldFlags(entry.finding),
    ...confirmationFacts(entry.finding),
    ...knownEffects(entry.finding.proposal),
    ...(proof && { proof: agentText(proofText(proof), 500) }),
    diff: agentText(diffOf(entry), 4_000),
  };
}

/** The lines that a proposal takes away and brings, as a person has edited it, if one has; numbered as in the reviewed text. Secrets are masked. */
function diffOf({ finding }: QueueEntry): string {
  return diffText(editsOf(finding.proposal));
}

/** The lines that edits take away and bring, numbered as in the text that they are placed in. Secrets are masked. */
export function diffText(edits: readonly Edit[]): string {
  const gutter = Math.max(...edits.map(({ startLine }) => String(startLine).length), 1);
  return edits.map((edit) => diffLines(edit, gutter, plainStyle)).join('');
}
