import type { RunStore } from '../run/store';
import { maskSecrets } from '../text/secrets';
import type { FileReview, FileStatus, Finding, Proposal } from '../types';
import { wholeLines } from './wholeLines';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The results of a run as the text of `results.json`: every discovered file with how it ended and what was found. It
 * holds nothing that depends on time, machine or parallelism, and its keys are sorted, so two runs that found the same
 * have the same bytes. Secrets are masked.
 */
export function toResults(store: RunStore): string {
  // Entry by entry, so that a file called `__proto__` is one of them.
  const files = Object.fromEntries([...store.files()].map((file) => [file.path, resultOf(file)]));
  return `${JSON.stringify(sortKeys({ version: 1, files }), null, 2)}\n`;
}

function resultOf(file: FileReview): Json {
  const { status, findings, hidden } = file;
  return { ...statusOf(status), findings: findings.map(findingOf), ...(hidden && { hidden: hidden.map(findingOf) }) };
}

function statusOf(status: FileStatus): Record<string, Json> {
  switch (status.kind) {
    case 'reviewed':
      return { status: 'reviewed', coverage: { ...status.coverage } };
    case 'skipped':
      return { status: 'skipped', reason: status.reason, message: maskSecrets(status.message) };
    case 'failed': {
      // What a model server says names it, and servers have no part in the results.
      const message = status.phase === 'model' ? {} : { message: maskSecrets(status.message) };
      const coverage = status.coverage && { coverage: { ...status.coverage } };
      return { status: 'failed', reason: status.reason, ...message, ...coverage };
    }
    case 'cancelled':
    case 'queued':
    case 'reviewing':
      return { status: 'cancelled' };
  }
}

function findingOf(finding: Finding): Json {
  const { place, proposal } = finding;
  return {
    id: finding.id,
    reviewer: finding.reviewer,
    source: finding.source,
    ...(finding.rule !== undefined && { rule: finding.rule }),
    title: maskSecrets(finding.title),
    explanation: maskSecrets(finding.explanation),
    severity: finding.severity,
    category: finding.category,
    confidence: finding.confidence,
    ...(finding.alsoFrom && { alsoFrom: finding.alsoFrom }),
    ...(place && {
      startLine: place.startLine,
      endLine: place.endLine,
      quote: maskSecrets(place.masked ?? place.quote),
    }),
    ...(proposal && { proposal: proposalOf(proposal) }),
  };
}

function proposalOf(proposal: Proposal): Json {
  const { state } = proposal;
  return {
    state: state.kind,
    ...('reason' in state && { reason: state.reason }),
    anchoring: proposal.anchoring,
    ...(proposal.removesFinding && { removesFinding: true }),
    flags: [...proposal.flags],
    edits: proposal.edits.map((edit) => {
      const { startLine, endLine, oldText, newText } = wholeLines(edit);
      return { startLine, endLine, oldText: maskSecrets(oldText), newText: maskSecrets(newText) };
    }),
  };
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([key, entry]) => [key, sortKeys(entry)]),
    );
  }
  return value;
}
