import type { FileReview, FileStatus } from '../../../src/core/fileReview';
import type { Finding, Proposal, ProposalState } from '../../../src/core/types';

export const reviewedStatus: FileStatus = {
  kind: 'reviewed',
  coverage: { reviewedLines: 10, totalLines: 10 },
  durationMs: 5,
};

export function file(path: string, change: Partial<FileReview> = {}): FileReview {
  return { path, bytes: 1, status: { kind: 'queued' }, findings: [], ...change };
}

export function finding(id: string, change: Partial<Finding> = {}): Finding {
  return {
    id,
    reviewer: 'local',
    source: 'eslint',
    title: 'Title',
    explanation: 'Why.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    place: { start: 0, end: 1, startLine: 12, endLine: 12, quote: 'x' },
    ...change,
  };
}

export function proposal(state: ProposalState, change: Partial<Proposal> = {}): Proposal {
  return { edits: [], anchoring: 'exact', flags: [], state, ...change };
}

export const receipt = { change: 0, textHash: 'b', baseHash: 'c' };
