/**
 * The process that analyzers run in. Its own thread only passes on what the host asks of the analyzers' threads and
 * what these answer, so that it hears at once when the host is gone, whatever they are busy with.
 */

import { writeFileSync } from 'node:fs';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { errorMessage } from '../../core/text/errorMessage';
import { reviewFailures } from '../../core/text/reviewFailures';
import { english } from '../../core/text/say';
import { optimizeLater } from './interruptBudget';

/** What the host says. Threads have numbers of its choice. */
export type ToProcess =
  | { readonly kind: 'start'; readonly thread: number; readonly file: string; readonly options: WorkerOptions }
  | { readonly kind: 'ask'; readonly thread: number; readonly request: unknown }
  | { readonly kind: 'end'; readonly thread: number };

/** What the process answers. */
export type FromProcess =
  | { readonly kind: 'replied'; readonly thread: number; readonly reply: unknown }
  | { readonly kind: 'ended'; readonly thread: number; readonly message: string }
  | { readonly kind: 'too large' };

optimizeLater();

const maxProcessMb = Number(process.argv[2]);
const memoryLookMs = 500;
const threads = new Map<number, Worker>();

function tell(message: FromProcess): void {
  process.send?.(message);
}

function start(thread: number, file: string, options: WorkerOptions): void {
  const worker = new Worker(file, options);
  threads.set(thread, worker);
  worker.on('message', (reply) => tell({ kind: 'replied', thread, reply }));
  worker.on('messageerror', () => void worker.terminate());
  worker.on('error', (error) => {
    tell({ kind: 'ended', thread, message: errorMessage(error) });
  });
  worker.on('exit', (code) => {
    threads.delete(thread);
    tell({ kind: 'ended', thread, message: english(reviewFailures.threadEnded, code) });
  });
}

process.on('message', (message: ToProcess) => {
  switch (message.kind) {
    case 'start':
      start(message.thread, message.file, message.options);
      return;
    case 'ask':
      threads.get(message.thread)?.postMessage(message.request);
      return;
    case 'end':
      void threads.get(message.thread)?.terminate();
  }
});

// Threads may be in a loop that nothing else ends.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

// A press of Ctrl+C, and the end of the terminal, reach everything that was started from it. What it means is the host's decision.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) {
  process.on(signal, () => {});
}

// Counts what no limit of V8 does: the memory of WebAssembly, and buffers.
setInterval(() => {
  if (process.memoryUsage.rss() > maxProcessMb * 1024 * 1024) {
    tell({ kind: 'too large' });
  }
}, memoryLookMs);

try {
  // On Linux: where the machine's memory runs out, this process is to go, not the editor.
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Elsewhere.
}
