import type { Coverage, FileReview, FileStatus, Looks, Withheld } from '../fileReview';
import { hiddenByText } from '../run/hiding';
import { contextTexts } from '../run/looks';
import type { RunStore } from '../run/store';
import { type JsonPart, jsonArray, jsonDocument, jsonObject, jsonValue } from '../text/jsonParts';
import { distinctNames } from '../text/mapStrings';
import { gathered } from '../text/pieces';
import { maskSecrets } from '../text/secrets';
import type { Finding, Proposal } from '../types';
import { maskedPart } from './maskedPart';
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
    ...(looks?.context ? [['context', maskedPart(contextTexts(looks, (path) => path))] as const] : []),
    ...(coverage ? [['coverage', maskedPart(coverageOf(coverage))] as const] : []),
    ['findings', jsonArray(eachFinding(findings))],
    ...(hidden ? [['hidden', jsonArray(eachFinding(hidden))] as const] : []),
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
    case 'size':
      return { analyzer, because: because.kind, bytes: because.bytes, limit: because.limit };
  }
}

function* eachFinding(findings: readonly Finding[]): Generator<JsonPart> {
  for (const finding of findings) {
    yield maskedPart(findingOf(finding));
  }
}

interface Ending {
  readonly coverage?: Coverage;
  readonly looks?: Looks;
  readonly message?: string;
  readonly reason?: string;
  readonly status: string;
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
      return { ...coverage, ...looksOf(status), ...message, reason: status.reason, status: 'failed' };
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

function findingOf(finding: Finding): Json {
  const { alsoFrom, confirmation, hiddenBy, place, proposal, rule } = finding;
  return {
    ...(alsoFrom && { alsoFrom }),
    category: finding.category,
    confidence: finding.confidence,
    ...(confirmation && { confirmation: { reason: confirmation.reason, verdict: confirmation.verdict } }),
    ...(place && { endLine: place.endLine }),
    explanation: finding.explanation,
    ...(hiddenBy && { hiddenBy: hiddenByText(hiddenBy) }),
    id: finding.id,
    ...(proposal && { proposal: proposalOf(proposal) }),
    ...(place && { quote: place.masked ?? place.quote }),
    reviewer: finding.reviewer,
    ...(rule !== undefined && { rule }),
    severity: finding.severity,
    source: finding.source,
    ...(place && { startLine: place.startLine }),
    title: finding.title,
  };
}

function proposalOf({ anchoring, edits, flags, removesFinding, state }: Proposal): Json {
  return {
    anchoring,
    edits: edits.map((edit) => {
      const { startLine, endLine, oldText, newText } = wholeLines(edit);
      return { endLine, newText, oldText, startLine };
    }),
    flags,
    ...('reason' in state && { reason: state.reason }),
    ...(removesFinding && { removesFinding: true }),
    state: state.kind,
  };
}
