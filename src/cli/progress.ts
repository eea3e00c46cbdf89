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

function showBar(store: RunStore, stream: NodeJS.WritableStream & Partial<WriteStream>): () => void {
  const clearLine = '\r\u001b[K';
  let timer: NodeJS.Timeout | undefined;
  /** One of the files under review, as far as is known. */
  let current: string | undefined;
  const draw = () => {
    timer = undefined;
    const summary = store.summary();
    const finished = finishedFiles(summary);
    const filled = summary.files === 0 ? 0 : Math.floor((finished / summary.files) * barWidth);
    const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
    const line = `${bar} ${finished}/${summary.files}  ${workText(store.file(current ?? ''))}`;
    stream.write(clearLine + line.slice(0, (stream.columns ?? 80) - 1));
  };
  const unsubscribe = store.onDidChange((changed) => {
    for (const path of changed) {
      current = store.file(path)?.status.kind === 'reviewing' ? path : current;
    }
    timer ??= setTimeout(draw, redrawMs);
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
    stream.write(clearLine);
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
