import type { Coverage, Usage } from '../fileReview';
import type { Part, ReviewOutcome } from '../ports';
import type { ReportedFinding } from '../types';
import type { Failure, Lane } from './schedule/lane';
import { addUsage } from './spend/usage';

/** A piece of work for one slot: a part of a file, or the whole of it. */
export interface Task {
  readonly file: string;
  /** Absent until the file has been read, and where files are not divided. */
  part?: Part;
  tries: number;
  /** The lane that failed it last. */
  avoid?: Lane;
  /** What tries have cost whose outcomes do not count. */
  spent?: Usage | undefined;
  /** It is a piece of a part whose reply was cut off. */
  readonly isPiece?: true;
  /** How it ended; a task that was divided ends as its pieces do. */
  result?: ReviewOutcome | readonly Task[];
}

/** What all the parts of a file together came to. */
export interface Merged {
  readonly findings: readonly ReportedFinding[];
  readonly coverage: Coverage;
  readonly usage?: Usage;
  /** The first failure in the order of the parts. */
  readonly failure?: Failure;
  readonly isCancelled: boolean;
}

/**
 * Puts the parts of a file together, in their order, whatever order they ended in. A part that failed keeps what it
 * found, and takes nothing from the others.
 */
export function mergeTasks(tasks: readonly Task[], totalLines: number): Merged {
  const ended = tasks.flatMap(leaves);
  const outcomes = ended.flatMap(({ result }) => (result.kind === 'cancelled' ? [] : [result]));
  const failures = outcomes.filter((outcome) => outcome.kind === 'failed');
  const spent = [...tasks.flatMap(spentOn), ...outcomes.map((outcome) => outcome.usage)];
  const usage = spent.reduce<Usage | undefined>(addUsage, undefined);
  const [failure] = failures;
  return {
    findings: outcomes.flatMap(({ findings }) => findings),
    coverage: { reviewedLines: reviewedLines(ended, totalLines), totalLines },
    ...(usage && { usage }),
    ...(failure && { failure: { reason: failure.reason, message: messageOf(failure, failures.length, ended.length) } }),
    isCancelled: ended.some(({ result }) => result.kind === 'cancelled'),
  };
}

interface EndedTask {
  readonly part?: Part;
  readonly result: ReviewOutcome;
}

function leaves({ part, result = { kind: 'cancelled' } }: Task): readonly EndedTask[] {
  return 'kind' in result ? [{ ...(part && { part }), result }] : result.flatMap(leaves);
}

/** A task's own spending and that of its pieces. */
function spentOn({ spent, result }: Task): readonly (Usage | undefined)[] {
  return [spent, ...(result === undefined || 'kind' in result ? [] : result.flatMap(spentOn))];
}

function messageOf(first: Failure, failed: number, parts: number): string {
  return failed < parts ? `${failed} of ${parts} parts failed. ${first.message}` : first.message;
}

/** A line counts when every pass has been over it. */
function reviewedLines(ended: readonly EndedTask[], totalLines: number): number {
  const [only] = ended;
  if (ended.length === 1 && only?.result.kind === 'reviewed') {
    return only.result.coverage.reviewedLines;
  }
  const seen = new Map(ended.map(({ part }) => [part?.pass, new Uint8Array(totalLines + 1)]));
  for (const { part, result } of ended) {
    const { startLine, endLine } = part?.chunk.lines ?? { startLine: 1, endLine: totalLines };
    seen.get(part?.pass)?.fill(result.kind === 'reviewed' ? 1 : 0, startLine, endLine + 1);
  }
  const passes = [...seen.values()];
  const lines = Array.from({ length: totalLines }, (_, index) => index + 1);
  return lines.filter((line) => passes.every((pass) => pass[line] === 1)).length;
}
