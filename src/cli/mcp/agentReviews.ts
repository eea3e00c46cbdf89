import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type OpenRun, openNewRun } from '../../compose/openRun';
import { findingsPage, proposalsPage } from '../../core/agents/findingsPage';
import { runStatus } from '../../core/agents/runStatus';
import { profileNames } from '../../core/prompt/profiles';
import { printable } from '../../core/report/text';
import type { RunStore } from '../../core/run/store';
import { idleConfirmEndpoint } from '../../core/strategy/idleConfirmEndpoint';
import { errorMessage } from '../../core/text/errorMessage';
import { findRun, hasRecord, type RunFolder, runsOf } from '../../store/runs';
import { stateRoot } from '../../store/stateDir';
import { CommandFailure } from '../exitCode';
import type { McpCommand } from '../mcpFlags';
import { succeeds, tell } from '../output';
import { presentRun } from '../pastRuns';
import { settle } from '../settle';
import { worldOf } from '../world';
import type { Agent, AgentReviewRequest, OfAgentRun } from './agent';
import { applyWithConsent } from './applyWithConsent';
import { pathsInside } from './pathsInside';

/** A review that this process has at work. */
interface AtWork {
  readonly open: OpenRun;
  /** Resolves when its record is closed. Never rejects. */
  readonly ended: Promise<void>;
}

/** The reviews of the folders that agents may ask about, at most one at work in each. */
export class AgentReviews {
  readonly #command: McpCommand;
  readonly #folders: Agent['folders'];
  readonly #atWork = new Map<string, AtWork>();
  /** Records are read and changed one after another: each look puts right what was cut short. */
  readonly #oneAtATime = pLimit(1);
  /** The person is asked one thing at a time. */
  readonly #asking = pLimit(1);
  readonly #starting = pLimit(1);
  #isClosed = false;

  /** @param folders real paths */
  constructor(command: McpCommand, folders: Agent['folders']) {
    this.#command = command;
    this.#folders = folders;
  }

  /** What agents can do. */
  get agent(): Agent {
    const [first = '', ...others] = profileNames;
    return {
      folders: this.#folders,
      profiles: [first, ...others],
      review: (request) => told(() => this.#starting(() => this.#review(request))),
      status: ({ run, waitSeconds }, signal) => told(() => this.#status(run, waitSeconds, signal)),
      findings: (request) => told(async () => paged(findingsPage(await this.#storeOf(request), request))),
      proposals: (request) => told(async () => paged(proposalsPage(await this.#storeOf(request), request))),
      apply: ({ run, id }, ask) =>
        told(async () => {
          const folder = await this.#find(run);
          if (this.#atWork.has(folder.id)) {
            throw new CommandFailure('This review is at work. Its proposals can be applied when it has ended.');
          }
          const { stateDir } = this.#command;
          return this.#asking(() => applyWithConsent({ folder, stateDir, id, ask, alone: this.#oneAtATime }));
        }),
      cancel: ({ run }) => told(() => this.#cancel(run)),
    };
  }

  /** Interrupts what is at work, so that it can be resumed, and resolves when nothing is. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#starting(async () => {});
    for (const { open } of this.#atWork.values()) {
      open.run.interrupt();
    }
    await Promise.all([...this.#atWork.values()].map(({ ended }) => ended));
    await this.#oneAtATime(async () => {});
  }

  async #review({ folder, include, changedSince, profile }: AgentReviewRequest): Promise<object> {
    const chosen = this.#chosen(folder);
    const other = [...this.#atWork.values()].find(({ open }) => open.run.store.header.folder === chosen);
    if (other) {
      const { id } = other.open.run.store.header;
      throw new CommandFailure(`A review of this folder is at work: run ${id}. Ask for its status, or cancel it.`);
    }
    if (changedSince !== undefined && !/^[^\s-]\S*$/.test(changedSince)) {
      throw new CommandFailure('changedSince must be a branch, a tag or a commit.');
    }
    const wanted = {
      ...this.#command,
      ...(include && { include: pathsInside(chosen, include) }),
      ...(changedSince !== undefined && { changedSince }),
      ...(profile !== undefined && { profile }),
    };
    const { options, maxParallelFiles } = await settle(wanted, chosen);
    const { stateDir } = this.#command;
    const world = worldOf(chosen, options, maxParallelFiles, stateDir);
    const opened = await openNewRun(stateRoot(stateDir), chosen, options, world);
    if (opened.kind !== 'open') {
      throw new CommandFailure(opened.message);
    }
    const idle = idleConfirmEndpoint(options, printable);
    if (idle !== undefined) {
      tell(idle);
    }
    const { run: open } = opened;
    const { id } = open.run.store.header;
    this.#atWork.set(id, { open, ended: this.#carryOut(id, open) });
    return {
      ...{ run: id, folder: chosen, state: 'running', reviewers: options.reviewers },
      ...(options.folderShare && { notes: options.folderShare.notes.map(printable) }),
    };
  }

  /** Does not begin where the client has gone meanwhile. Never rejects. */
  async #carryOut(id: string, open: OpenRun): Promise<void> {
    if (this.#isClosed) {
      open.run.interrupt();
    }
    await open.run.start();
    await succeeds('The results', () => open.saveResults());
    await succeeds('The record of the review', () => open.close());
    this.#atWork.delete(id);
  }

  async #status(run: string | undefined, waitSeconds = 0, signal: AbortSignal): Promise<object> {
    const folder = await this.#find(run);
    const live = this.#atWork.get(folder.id);
    if (live && waitSeconds > 0) {
      const stop = new AbortController();
      const waited = delay(waitSeconds * 1_000, undefined, { signal: AbortSignal.any([signal, stop.signal]) });
      await Promise.race([live.ended, waited.catch(() => undefined)]);
      stop.abort();
    }
    return runStatus(await this.#storeIn(folder));
  }

  async #cancel(run: string | undefined): Promise<object> {
    const folder = await this.#find(run);
    const live = this.#atWork.get(folder.id);
    if (!live) {
      throw new CommandFailure(`Run ${folder.id} is not at work here.`);
    }
    live.open.run.cancel();
    await live.ended;
    return runStatus(await this.#storeIn(folder));
  }

  async #storeOf({ run }: OfAgentRun): Promise<RunStore> {
    return this.#storeIn(await this.#find(run));
  }

  /** As its record and the files now have it, and while it is at work as it stands. */
  async #storeIn(folder: RunFolder): Promise<RunStore> {
    const live = this.#atWork.get(folder.id);
    return live ? live.open.run.store : this.#oneAtATime(() => presentRun(folder, this.#command.stateDir));
  }

  /** Of the runs of the folders, whoever has begun them; no others are looked at. */
  async #find(wanted = 'last'): Promise<RunFolder> {
    const root = stateRoot(this.#command.stateDir);
    const all = (await Promise.all(this.#folders.map((folder) => runsOf(root, folder)))).flat();
    const newestFirst = all.sort((a, b) => (a.id < b.id ? 1 : -1));
    while (wanted === 'last' && newestFirst[0] && !(await this.#isThere(newestFirst[0]))) {
      newestFirst.shift();
    }
    const found = findRun(newestFirst, wanted, ' of these folders');
    if (found.kind === 'missing') {
      throw new CommandFailure(`Which run? ${found.message}.`);
    }
    return found.run;
  }

  async #isThere(run: RunFolder): Promise<boolean> {
    return this.#atWork.has(run.id) || hasRecord(run);
  }

  #chosen(folder: string | undefined): string {
    const [only] = this.#folders;
    if (folder === undefined && this.#folders.length > 1) {
      throw new CommandFailure(`Which folder? There are ${this.#folders.length}: ${this.#folders.join(', ')}`);
    }
    const chosen = folder ?? only;
    if (!this.#folders.includes(chosen)) {
      throw new CommandFailure('This folder is not one of those that were named when the server was started.');
    }
    return chosen;
  }
}

/** What goes wrong is told to agents as to a person. */
async function told(work: () => Promise<object>): Promise<object> {
  try {
    return await work();
  } catch (error) {
    throw new Error(printable(errorMessage(error)));
  }
}

function paged(page: object | undefined): object {
  if (!page) {
    throw new CommandFailure('Nothing has this cursor any more. Begin again without one.');
  }
  return page;
}
