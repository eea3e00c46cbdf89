import type { WriteStream } from 'node:tty';
import type { FileReview } from '../core/fileReview';
import { printable } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { finishedFiles } from '../core/run/summary';

/** Redraws of the bar are at least this far apart, in milliseconds. */
const redrawMs = 100;
const barWidth = 24;

/**
 * Shows on a stream how a run comes along, until the returned function is called: a bar that redraws itself on a
 * terminal, one line for every file that came to its end elsewhere.
 */
export function showProgress(store: RunStore, stream: NodeJS.WritableStream & Partial<WriteStream>): () => void {
  return stream.isTTY ? showBar(store, stream) : showLines(store, stream);
}

/** A line of a terminal that changes in place. */
export interface MovingLine {
  /** Has the line show what this says when its time has come: not more often than anybody can see. */
  show(textOf: () => string): void;
  /** Takes the line away, and what was to be shown. */
  clear(): void;
}

/** On a stream that is no terminal, nothing. */
export function movingLine(stream: NodeJS.WritableStream & Partial<WriteStream>): MovingLine {
  const clearLine = '\r\u001b[K';
  let timer: NodeJS.Timeout | undefined;
  let latest = () => '';
  let isDrawn = false;
  const draw = () => {
    timer = undefined;
    isDrawn = true;
    stream.write(clearLine + latest().slice(0, (stream.columns || 80) - 1));
  };
  return {
    show(textOf) {
      latest = textOf;
      if (stream.isTTY) {
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

/** "█████░░░ 300/1200  src/a.ts" */
export function barText(done: number, of: number, what: string): string {
  const filled = of === 0 ? 0 : Math.floor((done / of) * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${of}  ${what}`;
}

function showBar(store: RunStore, stream: NodeJS.WritableStream & Partial<WriteStream>): () => void {
  const line = movingLine(stream);
  /** One of the files under review, as far as is known. */
  let current: string | undefined;
  const text = () => {
    const summary = store.summary();
    return barText(finishedFiles(summary), summary.files, workText(store.file(current ?? '')));
  };
  const unsubscribe = store.onDidChange((changed) => {
    for (const path of changed) {
      current = store.file(path)?.status.kind === 'reviewing' ? path : current;
    }
    line.show(text);
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
