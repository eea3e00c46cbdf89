import { paceOf } from '../../figures/pace';
import type { RunEvent } from '../../run/events';
import { counted } from '../../text/counted';
import type { ReviewerKind } from '../../types';
import { duration } from '../../verify/judging/runText';
import { printable } from '../text';
import { cutAxis } from './axis';
import type { Bar, Outcome, Timeline } from './pageData';

/** A timeline with its bars. */
export interface DrawnTimeline {
  readonly timeline: Timeline;
  readonly bars: readonly Bar[];
}

/**
 * The timeline of a run, from the lines of its `events.jsonl`. Lines that make no sense are counted and left out: a log
 * that was cut off, or that a later version has written, still gives its picture.
 */
export async function readTimeline(lines: AsyncIterable<string>): Promise<DrawnTimeline> {
  const reader = new TimelineReader();
  for await (const line of lines) {
    if (line !== '') {
      reader.read(line);
    }
  }
  return reader.end();
}

type Span = [lane: number, start: number, ms: number, outcome: Outcome, path: string, note: string];
type Started = Extract<RunEvent, { type: 'file.started' | 'confirm.started' | 'repair.started' }>;
type Finished = Extract<RunEvent, { type: 'file.finished' | 'confirm.finished' | 'repair.finished' }>;

const stageOrder: readonly string[] = ['local', 'editor', 'model'] satisfies ReviewerKind[];

/** Everything here is in milliseconds since the epoch until the axis is known. */
class TimelineReader {
  readonly #spans: Span[] = [];
  readonly #lanes: { readonly stage: string; readonly worker: number }[] = [];
  readonly #laneOf = new Map<string, number>();
  /** By lane. */
  readonly #atWork = new Map<number, Started>();
  readonly #limits = new Map<string, [at: number, limit: number, reason: string][]>();
  readonly #pauseOf = new Map<string, { readonly at: number; readonly text: string }>();
  readonly #pauses: [at: number, ms: number, text: string][] = [];
  readonly #verifications: [at: number, text: string][] = [];
  readonly #verifying: { readonly at: number; end: number; isOpen: boolean; readonly ran: string[] }[] = [];
  #first: number | undefined;
  #last = 0;
  #unread = 0;

  read(line: string): void {
    let event: RunEvent | undefined;
    try {
      event = JSON.parse(line) as RunEvent;
    } catch {
      // Counted with what is no event.
    }
    if (typeof event?.type !== 'string' || !Number.isFinite(event.at)) {
      this.#unread++;
      return;
    }
    if (event.type === 'run.started') {
      this.#cutShort();
    }
    this.#first ??= event.at;
    this.#take(event);
    this.#last = Math.max(this.#last, event.at);
  }

  #take(event: RunEvent): void {
    switch (event.type) {
      case 'run.started':
      case 'run.limit':
        this.#limit('at most', event.at, event.maxParallelFiles, 'as set');
        break;
      case 'file.started':
      case 'confirm.started':
      case 'repair.started':
        this.#atWork.set(this.#lane(event), event);
        break;
      case 'file.finished':
      case 'confirm.finished':
      case 'repair.finished':
        this.#finish(event);
        break;
      case 'endpoint.limit':
        this.#standing(event);
        break;
      case 'verify.proven':
        this.#verifications.push([event.at, provenText(event.results)]);
        break;
      case 'verify.started':
        this.#verifying.push({ at: event.at, end: event.at, isOpen: true, ran: [] });
        break;
      case 'verify.ran':
        this.#ofVerification(event.at)?.ran.push(ranText(event));
        break;
      case 'verify.finished': {
        const open = this.#ofVerification(event.at);
        if (open) {
          open.isOpen = false;
        }
        break;
      }
      default:
        break;
    }
  }

  end(): DrawnTimeline {
    this.#cutShort();
    for (const endpoint of [...this.#pauseOf.keys()]) {
      this.#endPause(endpoint, this.#last);
    }
    const moments = this.#verifications.map(([at]) => [at, 0] as const);
    const verifying = this.#verifying.map(({ at, end, ran }) => [at, end - at, verifyingText(ran)] as const);
    const busy = [...this.#spans.map(([, at, ms]) => [at, ms] as const), ...this.#pauses, ...moments, ...verifying];
    const axis = cutAxis(busy, this.#first ?? 0, this.#last);
    const order = this.#lanes.map((_, index) => index).sort((a, b) => this.#compareLanes(a, b));
    const row = new Map(order.map((lane, index) => [lane, index]));
    const bars = this.#spans.map(
      ([lane, at, ms, ...rest]): Bar => [row.get(lane) ?? 0, axis.place(at), Math.round(ms), ...rest],
    );
    // Repairs come after the others, while commands run in between.
    const tries = this.#spans.flatMap(([lane, at, ms, outcome]) => {
      const { stage = '', worker = 0 } = this.#lanes[lane] ?? {};
      return outcome === 'repairing' ? [] : [{ stage: printable(stage), worker, at: axis.place(at), ms }];
    });
    const timeline: Timeline = {
      pace: paceOf(tries),
      ...{ start: axis.start, length: axis.length, gaps: axis.gaps, unread: this.#unread },
      lanes: order.map((lane) => this.#laneName(lane)),
      limits: [...this.#limits].map(([name, points]) => ({
        name,
        points: points.map(([at, limit, reason]) => [axis.place(at), limit, reason] as const),
      })),
      pauses: this.#pauses.map(([at, ms, text]) => [axis.place(at), ms, text] as const),
      verifications: this.#verifications.map(([at, text]) => [axis.place(at), text] as const),
      verifying: verifying.map(([at, ms, text]) => [axis.place(at), ms, text] as const),
    };
    return { timeline, bars };
  }

  #lane(event: Started | Finished): number {
    const stage = 'reviewer' in event ? event.reviewer : 'model';
    const key = `${stage} ${event.worker}`;
    const lane = this.#laneOf.get(key) ?? this.#lanes.push({ stage, worker: event.worker }) - 1;
    this.#laneOf.set(key, lane);
    return lane;
  }

  #laneName(lane: number): string {
    const { stage = '', worker = 0 } = this.#lanes[lane] ?? {};
    return `${printable(stage)} ${worker + 1}`;
  }

  #compareLanes(a: number, b: number): number {
    const [one, other] = [this.#lanes[a], this.#lanes[b]];
    const stages = stageOrder.indexOf(one?.stage ?? '') - stageOrder.indexOf(other?.stage ?? '');
    return stages || (one?.worker ?? 0) - (other?.worker ?? 0);
  }

  #finish(event: Finished): void {
    const lane = this.#lane(event);
    this.#atWork.delete(lane);
    const notes = [
      event.type === 'file.finished' && event.lines !== undefined ? `lines ${event.lines}` : '',
      event.endpoint ?? '',
      event.type === 'file.finished' ? counted(event.findings, 'finding') : event.outcome,
      event.reason ?? '',
    ];
    const note = printable(notes.filter((text) => text !== '').join(', '));
    const at = event.at - event.durationMs;
    this.#spans.push([lane, at, event.durationMs, outcomeOf(event), printable(event.path), note]);
  }

  /** The one that is at work, which is so at that time. */
  #ofVerification(at: number) {
    const open = this.#verifying.findLast(({ isOpen }) => isOpen);
    if (open) {
      open.end = Math.max(open.end, at);
    }
    return open;
  }

  /** What had begun when its process ended. */
  #cutShort(): void {
    const verification = this.#ofVerification(this.#last);
    if (verification) {
      verification.isOpen = false;
    }
    for (const [lane, { at, path }] of this.#atWork) {
      this.#spans.push([lane, at, Math.max(0, this.#last - at), 'cancelled', printable(path), 'cut short']);
    }
    this.#atWork.clear();
  }

  #limit(name: string, at: number, limit: number, reason: string): void {
    const points = this.#limits.get(name) ?? [];
    points.push([at, limit, reason]);
    this.#limits.set(name, points);
  }

  #standing({ endpoint, at, state, limit, reason }: Extract<RunEvent, { type: 'endpoint.limit' }>): void {
    const name = printable(endpoint);
    const text = printable(reason);
    this.#limit(name, at, limit, text);
    this.#endPause(name, at);
    // One that is closed takes nothing more: its limit says so.
    if (state === 'paused' || state === 'not answering') {
      this.#pauseOf.set(name, { at, text: `${name} is ${state}: ${text}` });
    }
  }

  #endPause(endpoint: string, end: number): void {
    const pause = this.#pauseOf.get(endpoint);
    if (pause) {
      this.#pauses.push([pause.at, Math.max(0, end - pause.at), pause.text]);
      this.#pauseOf.delete(endpoint);
    }
  }
}

/** "2 verified, 1 failed" */
function provenText(results: Readonly<Record<string, string>>): string {
  const counts = new Map<string, number>();
  for (const result of Object.values(results)) {
    counts.set(result, (counts.get(result) ?? 0) + 1);
  }
  return printable([...counts].map(([result, count]) => `${count} ${result}`).join(', '));
}

/** "npm test, 3 files changed: exited, 12.3 s" */
function ranText({ command, files, end, durationMs }: Extract<RunEvent, { type: 'verify.ran' }>): string {
  const on = files === 0 ? 'on the files as they are' : `with ${counted(files, 'file')} changed`;
  return printable(`${command} ${on}: ${end}, ${duration(durationMs)}`);
}

/** Lines of a text about one verification. */
const mostRuns = 12;

function verifyingText(ran: readonly string[]): string {
  const more = ran.length > mostRuns ? [`and ${counted(ran.length - mostRuns, 'run')} more`] : [];
  return [`Verification, ${counted(ran.length, 'run')} of commands`, ...ran.slice(0, mostRuns), ...more].join('\n');
}

function outcomeOf(event: Finished): Outcome {
  if (event.outcome === 'will retry') {
    return 'will retry';
  }
  if (event.type !== 'file.finished') {
    return event.type === 'confirm.finished' ? 'confirming' : 'repairing';
  }
  if (event.outcome === 'failed' || event.outcome === 'cancelled') {
    return event.outcome;
  }
  return event.cached ? 'kept answer' : 'reviewed';
}
