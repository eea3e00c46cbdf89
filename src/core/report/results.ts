import { draftOf, editedIn, knownEffects, stateName } from '../edits/proposalState';
import type { Coverage, FileReview, FileStatus, Looks, Withheld } from '../fileReview';
import type { CheckFailure, Proof, ProofResult } from '../proof';
import { type Marked, toldFlags } from '../queue/queueEntry';
import { hiddenByText } from '../run/hiding';
import { contextTexts, notShownTexts } from '../run/looks';
import type { RunStore } from '../run/store';
import { isHarmless } from '../text/harmless';
import { type JsonPart, jsonArray, jsonDocument, jsonObject, jsonValue } from '../text/jsonParts';
import { distinctNames } from '../text/mapStrings';
import { gathered } from '../text/pieces';
import { maskSecrets } from '../text/secrets';
import type { Confirmation, Edit, Finding, Repair } from '../types';
import { masked, maskedPart } from './maskedPart';
import { wholeLines } from './wholeLines';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The results of a run as the text of `results.json`, in pieces: every discovered file with how it ended and what was
 * found. It holds nothing that depends on time, machine or parallelism, and its keys are sorted, so two runs that found
 * the same have the same bytes. Secrets are masked.
 *
 * The objects below are written with their keys in order: to sort them afterwards costs as much as all the rest.
 */
export function toResults(store: RunStore): Generator<string> {
  const sorted = [...store.files()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const document = jsonObject([
    ['files', jsonObject(eachFile(sorted))],
    ['version', jsonValue(1)],
  ]);
  return gathered(jsonDocument(document));
}

function* eachFile(files: readonly FileReview[]): Generator<readonly [string, JsonPart]> {
  const distinctName = distinctNames();
  for (const file of files) {
    yield [distinctName(maskSecrets(file.path)), resultOf(file)];
  }
}

function resultOf({ status, findings, hidden }: FileReview): JsonPart {
  const { coverage, looks, ...ending } = statusOf(status);
  return jsonObject([
    ...(looks ? [['analyzers', maskedPart(looks.analyzers)] as const] : []),
    ...(looks?.answerOf === undefined ? [] : [['answerOf', maskedPart(looks.answerOf)] as const]),
    ...(looks?.context ? [['context', maskedPart(contextTexts(looks, (path) => path))] as const] : []),
    ...(coverage ? [['coverage', maskedPart(coverageOf(coverage))] as const] : []),
    ['findings', jsonArray(eachFinding(findings))],
    ...(hidden ? [['hidden', jsonArray(eachFinding(hidden))] as const] : []),
    ...(looks?.notShown ? [['notShown', maskedPart(notShownTexts(looks, (path) => path))] as const] : []),
    ...Object.entries(ending).map(([name, value]) => [name, maskedPart(value)] as const),
    ...(looks?.withheld ? [['withheld', maskedPart(looks.withheld.map(withheldOf))] as const] : []),
  ]);
}

function coverageOf({ reviewedLines, totalLines }: Coverage): Json {
  return { reviewedLines, totalLines };
}

function withheldOf({ analyzer, because }: Withheld): Json {
  switch (because.kind) {
    case 'configuration':
      return { analyzer, because: because.kind, file: because.file };
    case 'dialect':
      return { analyzer, because: because.kind, name: because.name };
    case 'override':
      return { analyzer, because: because.kind, ...(because.by && { file: because.by }) };
    case 'unchanged':
      return { analyzer, because: because.kind, since: because.since };
    case 'size':
      return { analyzer, because: because.kind, bytes: because.bytes, limit: because.limit };
  }
}

function* eachFinding(findings: readonly Finding[]): Generator<JsonPart> {
  for (const finding of findings) {
    yield isHarmless(finding) ? jsonValue(findingOf(finding, masked)) : maskedPart(findingOf(finding));
  }
}

interface Ending {
  readonly coverage?: Coverage;
  readonly looks?: Looks;
  readonly message?: string;
  readonly reason?: string;
  readonly status: string;
  readonly unreadFindings?: number;
}

function statusOf(status: FileStatus): Ending {
  switch (status.kind) {
    case 'reviewed':
      return { coverage: status.coverage, ...looksOf(status), status: 'reviewed' };
    case 'skipped':
      return { message: status.message, reason: status.reason, status: 'skipped' };
    case 'failed': {
      // What a model server says names it, and servers have no part in the results.
      const message = status.phase === 'model' ? {} : { message: status.message };
      const coverage = status.coverage && { coverage: status.coverage };
      const unread = status.unread === undefined ? {} : { unreadFindings: status.unread };
      return { ...coverage, ...looksOf(status), ...message, reason: status.reason, status: 'failed', ...unread };
    }
    case 'cancelled':
    case 'queued':
    case 'reviewing':
      return { status: 'cancelled' };
  }
}

function looksOf({ looks }: { readonly looks?: Looks }): { looks?: Looks } {
  return looks ? { looks } : {};
}

/** @param shown what becomes of texts that are put together here */
function findingOf(finding: Finding, shown = (value: Json) => value): Json {
  const { alsoFrom, confirmation, hiddenBy, named, place, proposal, rule } = finding;
  return {
    ...(alsoFrom && { alsoFrom }),
    category: finding.category,
    confidence: finding.confidence,
    ...(confirmation && { confirmation: confirmationOf(confirmation) }),
    ...(place && { endLine: place.endLine }),
    explanation: finding.explanation,
    ...(hiddenBy && { hiddenBy: hiddenByText(hiddenBy) }),
    id: finding.id,
    ...(finding.identity !== undefined && { identity: finding.identity }),
    ...(named && !place && { named: { endLine: named.endLine, startLine: named.startLine } }),
    ...(proposal && { proposal: shown(proposalOf({ confirmation, proposal })) }),
    ...(place && { quote: place.masked ?? place.quote }),
    reviewer: finding.reviewer,
    ...(rule !== undefined && { rule }),
    severity: finding.severity,
    source: finding.source,
    ...(place && { startLine: place.startLine }),
    title: finding.title,
  };
}

function confirmationOf({ alike, model, reason, verdict }: Confirmation): Json {
  return { ...(alike && { alike }), ...(model !== undefined && { model }), reason, verdict };
}

function proposalOf(marked: Marked): Json {
  const { proposal } = marked;
  const { anchoring, edits, proof, repair, state } = proposal;
  const own = draftOf(proposal) ?? editedIn(state);
  return {
    anchoring,
    ...(own && { edited: own.edits.map(editOf) }),
    edits: edits.map(editOf),
    flags: toldFlags(marked),
    ...(proof && { proof: proofOf(proof) }),
    ...('reason' in state && { reason: state.reason }),
    ...(knownEffects(proposal).removesFinding && { removesFinding: true }),
    ...(repair && { repair: repairOf(repair) }),
    state: stateName(state),
    ...('edited' in state && state.edited && state.edited.warnings.length > 0 && { warnings: state.edited.warnings }),
  };
}

function editOf(edit: Edit): Json {
  const { startLine, endLine, oldText, newText } = wholeLines(edit);
  return { endLine, newText, oldText, startLine };
}

function repairOf(repair: Repair): Json {
  return repair.kind === 'kept'
    ? { kind: repair.kind, reason: repair.reason }
    : { edits: repair.edits.map(editOf), kind: repair.kind, model: repair.model, proof: proofOf(repair.proof) };
}

/** Without the times and outputs of single runs, which are never the same. */
function proofOf({ baseTree, commands, result, tree, weakens }: Proof): Json {
  return {
    ...(baseTree !== undefined && { baseTree }),
    commands,
    ...resultFields(result),
    ...(tree !== undefined && { tree }),
    ...(weakens && { weakens }),
  };
}

function resultFields(result: ProofResult): { readonly [key: string]: Json } {
  switch (result.kind) {
    case 'verified':
      return {
        ...(result.blind && { blind: result.blind }),
        ...(result.lacks && { lacks: result.lacks }),
        ...(result.nothingNew && { nothingNew: true }),
        result: result.kind,
        together: result.together,
      };
    case 'failed':
      return {
        failures: result.failures.map(failureOf),
        message: result.message,
        ...moreOf(result),
        result: result.kind,
        together: result.together,
      };
    case 'flaky':
      return { failures: result.failures.map(failureOf), ...moreOf(result), result: result.kind };
    case 'unverifiable':
      return { reason: result.reason, result: result.kind };
  }
}

function moreOf({ moreFailures }: { readonly moreFailures?: number }): { readonly [key: string]: Json } {
  return moreFailures === undefined ? {} : { moreFailures };
}

function failureOf({ file, line, message, test, tool }: CheckFailure): Json {
  return {
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    message,
    ...(test !== undefined && { test }),
    tool,
  };
}
