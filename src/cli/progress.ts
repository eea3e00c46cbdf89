import type { FileReview } from '../core/fileReview';
import { severityColours } from '../core/report/style';
import { printable } from '../core/report/text';
import { Pace, speedText } from '../core/run/pace';
import type { RunStore } from '../core/run/store';
import { findingCount, finishedFiles } from '../core/run/summary';
import { fitted, widthOf } from '../core/text/columns';
import { counted } from '../core/text/counted';
import { severities } from '../core/types';
import { coloursOf, isTerminal, type Output } from './terminal';

/** Redraws of the bar are at least this far apart, in milliseconds. */
const redrawMs = 100;
const barWidth = 24;

/**
 * Shows on a stream how a run comes along, until the returned function is called: a bar that redraws itself on a
 * terminal, one line for every file that came to its end elsewhere.
 */
export function showProgress(store: RunStore, stream: Output): () => void {
  return isTerminal(stream) ? showBar(store, stream) : showLines(store, stream);
}

/** A piece of a line, which has its colour when it is known how much of it there is room for. */
export interface Piece {
  readonly text: string;
  readonly colour?: (text: string) => string;
}

/** A line of a terminal that changes in place. */
export interface MovingLine {
  /** Has the line show what this says when its time has come: not more often than anybody can see. */
  show(textOf: () => string | readonly Piece[]): void;
  /** Takes the line away, and what was to be shown. */
  clear(): void;
}

/** On a stream that is no terminal, nothing. */
export function movingLine(stream: Output): MovingLine {
  const clearLine = '\r\u001b[K';
  let timer: NodeJS.Timeout | undefined;
  let latest: () => string | readonly Piece[] = () => '';
  let isDrawn = false;
  const draw = () => {
    timer = undefined;
    isDrawn = true;
    const said = latest();
    stream.write(clearLine + cut(typeof said === 'string' ? [{ text: said }] : said, (stream.columns || 80) - 1));
  };
  return {
    show(textOf) {
      latest = textOf;
      if (isTerminal(stream)) {
        timer ??= setTimeout(draw, redrawMs);
      }
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      if (isDrawn) {
        isDrawn = false;
        stream.write(clearLine);
      }
    },
  };
}

/** As much of the pieces as there is room for: a line that wraps could not be taken away again. */
function cut(pieces: readonly Piece[], columns: number): string {
  let room = columns;
  let line = '';
  for (const { text, colour } of pieces) {
    if (room > 0) {
      const part = fitted(text, room);
      line += colour ? colour(part) : part;
      room -= widthOf(part);
    }
  }
  return line;
}

/** "█████░░░ 300/1200  src/a.ts" */
export function barText(done: number, of: number, what: string): string {
  const filled = of === 0 ? 0 : Math.floor((done / of) * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${of}  ${what}`;
}

function showBar(store: RunStore, stream: Output): () => void {
  const line = movingLine(stream);
  const colours = coloursOf(stream);
  const pace = new Pace();
  /** One of the files under review, as far as is known. */
  let current: string | undefined;
  const pieces = (): readonly Piece[] => {
    const summary = store.summary();
    const worst = severities.find((severity) => summary.findings[severity] > 0);
    const speed = pace.speed(performance.now());
    const work = current === undefined ? '' : workText(store.file(current));
    const parts: readonly Piece[] = [
      ...(worst ? [{ text: counted(findingCount(summary), 'finding'), colour: colours[severityColours[worst]] }] : []),
      ...(summary.failed > 0 ? [{ text: `${summary.failed} failed`, colour: colours.red }] : []),
      ...(speed ? [{ text: speedText(speed) }] : []),
      ...(work === '' ? [] : [{ text: work, colour: colours.dim }]),
    ];
    return [
      { text: barText(finishedFiles(summary), summary.files, ''), colour: colours.cyan },
      ...parts.flatMap((part, index) => (index === 0 ? [part] : [{ text: '  ' }, part])),
    ];
  };
  for (const file of store.files()) {
    pace.see(file, performance.now());
  }
  const unsubscribe = store.onDidChange((changed) => {
    for (const path of changed) {
      const file = store.file(path);
      if (file) {
        pace.see(file, performance.now());
        current = file.status.kind === 'reviewing' ? path : current;
      }
    }
    line.show(pieces);
  });
  return () => {
    unsubscribe();
    line.clear();
  };
}

/** "src/a.ts, confirming 2 of 5"; empty for a file that is not at work. */
function workText(file: FileReview | undefined): string {
  if (file?.status.kind !== 'reviewing') {
    return '';
  }
  const { confirming } = file.status;
  return `${printable(file.path)}${confirming ? `, confirming ${confirming.index} of ${confirming.count}` : ''}`;
}

function showLines(store: RunStore, stream: NodeJS.WritableStream): () => void {
  const told = new Set<string>();
  return store.onDidChange((changed) => {
    for (const path of changed) {
      const file = store.file(path);
      const kind = file?.status.kind;
      if (!file || !kind || kind === 'queued' || kind === 'reviewing' || told.has(path)) {
        continue;
      }
      told.add(path);
      const detail = 'reason' in file.status ? ` (${file.status.reason})` : '';
      stream.write(`${told.size} ${kind}${detail}: ${printable(path)}\n`);
    }
  });
}
