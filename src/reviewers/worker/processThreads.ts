import { fork } from 'node:child_process';
import { parse } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';
import { errorMessage } from '../../core/text/errorMessage';
import { reviewFailures } from '../../core/text/reviewFailures';
import { english } from '../../core/text/say';
import type { FromProcess, ToProcess } from './analyzerProcess';
import type { PoolWorker, StartWorker, WorkerListener } from './workerPool';

/** How threads are started in processes of their own. */
export interface ProcessThreadsOptions {
  /** The built `analyzerProcess.js`. */
  readonly processFile: string;
  /** The program of each thread. */
  readonly threadFile: string;
  readonly threadOptions: WorkerOptions;
  /** What crashes a process takes along all that its threads are busy with. */
  readonly threadsPerProcess: number;
  /** A process that takes more memory is ended. Megabytes. */
  readonly maxProcessMb: number;
  /** A thread that takes longer to end is ended with its process. Milliseconds. */
  readonly endingMs?: number;
}

const defaultEndingMs = 5_000;

/** One gigabyte for each memory of WebAssembly, which V8 does not count; in pages of 64 KB. */
const maxWasmPages = 16_384;

/**
 * Each thread has its own memory and as many others to work beside it as there are processors: helpers that collect for
 * it, too, only take processor time from them, a fifth of that of a review of Markdown.
 */
const collectAlone = ['--single-threaded-gc'];

/** What a program needs to be started at all. Keys, and options for Node, stay where they are. */
const inherited = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot'];

/**
 * Makes a function that starts threads in child processes, as few as hold them. A process is started for its first
 * thread and ends with its last one, or with us. When it ends before, all its threads do.
 */
export function createProcessThreads<Request>(options: ProcessThreadsOptions): StartWorker<Request> {
  const processes = new Set<AnalyzerProcess<Request>>();

  function open(): AnalyzerProcess<Request> {
    const opened = openProcess<Request>(options, () => processes.delete(opened));
    processes.add(opened);
    return opened;
  }

  return (listener) => {
    try {
      const roomy = [...processes].find(({ threads }) => threads.size < options.threadsPerProcess);
      return (roomy ?? open()).start(listener);
    } catch (error) {
      // Without memory for a process Node throws.
      queueMicrotask(() => listener.ended({ message: notStarted(error), wholeProcess: true }));
      return { ask: () => {}, end: () => Promise.resolve() };
    }
  };
}

function notStarted(error: unknown): string {
  return english(reviewFailures.notStarted, errorMessage(error));
}

interface AnalyzerProcess<Request> {
  /** Those that have not ended, by their numbers. */
  readonly threads: ReadonlyMap<number, WorkerListener>;
  start(listener: WorkerListener): PoolWorker<Request>;
}

/** @param retire called when it must not get another thread; may be called again */
function openProcess<Request>(options: ProcessThreadsOptions, retire: () => void): AnalyzerProcess<Request> {
  const { threadFile, threadOptions, maxProcessMb, endingMs = defaultEndingMs } = options;
  const threads = new Map<number, WorkerListener>();
  const busy = new Set<number>();
  /** Threads that have been told to end, with what happens if they do not. */
  const ending = new Map<number, NodeJS.Timeout>();
  let started = 0;
  let isKilled = false;

  const child = fork(options.processFile, [String(maxProcessMb)], {
    // Not the reviewed folder; and nowhere that a copy of its memory could be left by a crash.
    cwd: parse(process.execPath).root,
    // In the editor the program is Electron.
    env: { ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])), ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [`--wasm-max-mem-pages=${maxWasmPages}`, ...collectAlone],
    serialization: 'advanced',
    // What is printed is for nobody, and must not wait to be read.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', () => child.pid === undefined && resolve());
  });

  // What cannot be sent is answered by the end of the process.
  const send = (message: ToProcess): void => void child.send(message, () => {});

  function kill(): void {
    retire();
    isKilled = true;
    child.ref();
    child.kill('SIGKILL');
  }

  function endAll(message: string): void {
    kill();
    const listeners = [...threads.values()];
    threads.clear();
    for (const timer of ending.values()) {
      clearTimeout(timer);
    }
    for (const listener of listeners) {
      listener.ended({ message, wholeProcess: true });
    }
  }

  /** Only a process with something to do, or whose end is awaited, keeps ours alive. */
  function setBusy(thread: number, isBusy: boolean): void {
    isBusy ? busy.add(thread) : busy.delete(thread);
    if (isKilled) {
      return;
    }
    const change = busy.size > 0 ? 'ref' : 'unref';
    child[change]();
    child.channel?.[change]();
  }

  function hear(message: FromProcess | undefined): void {
    switch (message?.kind) {
      case 'replied':
        setBusy(message.thread, false);
        threads.get(message.thread)?.replied(message.reply);
        return;
      case 'ended': {
        const listener = threads.get(message.thread);
        setBusy(message.thread, false);
        clearTimeout(ending.get(message.thread));
        threads.delete(message.thread);
        listener?.ended({ message: message.message, wholeProcess: false });
        return;
      }
      case 'too large':
        endAll(`The analyzers took more than ${maxProcessMb} MB of memory.`);
        return;
      default:
        endAll('The analyzer process gave no readable answer.');
    }
  }

  child.on('message', hear);
  child.on('error', (error) => endAll(notStarted(error)));
  child.on('exit', (code, signal) => endAll(english(reviewFailures.crashed, signal ?? `exit code ${code}`)));
  child.on('disconnect', kill);

  return {
    threads,
    start(listener) {
      const thread = started++;
      threads.set(thread, listener);
      send({ kind: 'start', thread, file: threadFile, options: threadOptions });
      return {
        ask(request) {
          setBusy(thread, true);
          send({ kind: 'ask', thread, request });
        },
        end() {
          const isRunning = threads.delete(thread);
          setBusy(thread, false);
          if (threads.size === 0) {
            kill();
            return gone;
          }
          if (isRunning) {
            send({ kind: 'end', thread });
            const giveUp = () => endAll('A thread of the analyzer process could not be ended.');
            ending.set(thread, setTimeout(giveUp, endingMs).unref());
          }
          return Promise.resolve();
        },
      };
    },
  };
}
