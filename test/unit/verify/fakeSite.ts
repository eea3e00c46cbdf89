import type { CommandEnd, CommandRun, Trial, TrialOutcome, VerificationSite } from '../../../src/core/verify/ports';
import { brokenText } from '../../../src/core/verify/proving/controls';
import type { Candidate } from '../../../src/core/verify/proving/proposals';
import { type VerifyRequest, verifyProposals } from '../../../src/core/verify/proving/verify';

export interface FakeRun {
  readonly exitCode?: number;
  readonly output?: string;
  readonly end?: CommandEnd;
  readonly durationMs?: number;
}

/** How often this set has been tried with this command, counting from 1. */
export type Behaviour = (set: readonly string[], command: string, times: number) => FakeRun | 'unverifiable';

/** A site in which a set of proposals behaves as it is told, and which remembers what was tried. */
export class FakeSite implements VerificationSite {
  readonly baseTree = 'tree:';
  readonly lacks: readonly string[] = [];
  readonly ignored: readonly string[] = [];
  readonly brought: readonly string[] = [];
  readonly prefix = '';
  readonly top = '/';
  readonly parallel: number;
  /** The names of what was in each tree that was tried, in the order in which they came to their end. */
  readonly tried: {
    readonly set: readonly string[];
    readonly runs: readonly CommandRun[];
    readonly passed: boolean;
  }[] = [];
  /** The paths of the files that were broken in each tree that was tried, and how many commands ran there. */
  readonly controls: { readonly paths: readonly string[]; readonly runs: number }[] = [];
  /** What the commands say with files broken, where that is anything else than that they fail and quote them. */
  control: (paths: readonly string[], command: string, times: number) => FakeRun | 'unverifiable' = (paths) => ({
    exitCode: 1,
    output: quoted(paths.length),
  });
  atWork = 0;
  mostAtWork = 0;
  /** Proposals whose file is not what was reviewed any more. */
  readonly stale = new Set<string>();
  readonly #behaves: Behaviour;
  readonly #times = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];

  constructor(behaves: Behaviour, parallel = 1) {
    this.#behaves = behaves;
    this.parallel = parallel;
  }

  async try(trial: Trial, signal: AbortSignal): Promise<TrialOutcome> {
    while (this.atWork >= this.parallel) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.mostAtWork = Math.max(this.mostAtWork, ++this.atWork);
    try {
      return await this.#tried(trial, signal);
    } finally {
      this.atWork--;
      this.#waiting.shift()?.();
    }
  }

  async #tried({ changes, commands, goesOn, begins }: Trial, signal: AbortSignal): Promise<TrialOutcome> {
    const broken = changes.filter(({ edits }) => edits.some(({ newText }) => newText.startsWith(brokenText)));
    const paths = broken.map(({ path }) => path);
    const set = changes.flatMap(({ edits }) => edits.map(({ newText }) => newText)).toSorted(byNumber);
    const runs: CommandRun[] = [];
    let passed = true;
    if ([...set, ...paths.map((path) => `p${/\d+/.exec(path)}`)].some((id) => this.stale.has(id))) {
      return { kind: 'unverifiable', reason: 'it has changed' };
    }
    if (commands.length === 0) {
      return { kind: 'ran', tree: 'any', runs };
    }
    for (const command of commands) {
      begins?.(command);
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) {
        return { kind: 'cancelled' };
      }
      const key = `${command}:${[...set, ...paths].join()}`;
      const times = (this.#times.get(key) ?? 0) + 1;
      this.#times.set(key, times);
      const behaviour = paths.length > 0 ? this.control(paths, command, times) : this.#behaves(set, command, times);
      if (behaviour === 'unverifiable') {
        this.#remember(paths, { set, runs, passed: false });
        return { kind: 'unverifiable', reason: 'it rewrites its sources' };
      }
      const run = fakeRun(command, behaviour);
      runs.push(run);
      passed &&= run.end.kind === 'exited' && run.end.exitCode === 0;
      if (!goesOn(run)) {
        break;
      }
    }
    this.#remember(paths, { set, runs, passed });
    return { kind: 'ran', tree: `tree:${set.join()}`, runs };
  }

  #remember(broken: readonly string[], tried: FakeSite['tried'][number]): void {
    if (broken.length > 0) {
      this.controls.push({ paths: broken, runs: tried.runs.length });
    } else {
      this.tried.push(tried);
    }
  }

  async close(): Promise<string | undefined> {
    return undefined;
  }

  /** How many trees with edits in them were tried. */
  get trials(): number {
    return this.tried.filter(({ set }) => set.length > 0).length;
  }
}

/** An output that quotes so many broken files. */
export function quoted(files: number): string {
  return Array.from({ length: files }, (_, position) => `${brokenText} file-${position}.`).join('\n');
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

export function fakeRun(command: string, { exitCode = 0, output = '', end, durationMs = 12_000 }: FakeRun): CommandRun {
  return {
    command,
    end: end ?? { kind: 'exited', exitCode },
    output: { head: output, tail: '', omittedBytes: 0 },
    durationMs,
  };
}

/** Proposals p1, p2 …, each with one edit in a file of its own whose new text is its name. */
export function candidates(count: number, pathOf: (index: number) => string = (index) => `f${index}.js`): Candidate[] {
  return Array.from({ length: count }, (_, at) => {
    const id = `p${at + 1}`;
    const edits = [{ start: at * 10, end: at * 10 + 5, newText: id }];
    return { id, title: `finding ${at + 1}`, path: pathOf(at + 1), textHash: 'h', textLength: 1000, edits };
  });
}

/** Scripts of a project that are each a test runner and nothing else. */
const runnerAlone = {
  scripts: new Map([
    ['test', 'node --test'],
    ['lint', 'node --test lint'],
  ]),
  shells: new Map(),
  makefiles: new Map(),
  files: [],
};

/** Verifies proposals, all of them at once by one command if nothing else is said. */
export async function verified(site: FakeSite, wishes: Partial<VerifyRequest> = {}) {
  const told: string[] = [];
  const outcome = await verifyProposals({
    proposals: candidates(4),
    mode: 'all',
    site,
    commands: ['npm test'],
    texts: new Map((wishes.commands ?? ['npm test']).map((command) => [command, runnerAlone])),
    signal: new AbortController().signal,
    apart: () => undefined,
    heldBack: () => undefined,
    keep: async (output) => `key of ${output}`,
    told: { proof: (id) => told.push(id), progress: () => {} },
    ...wishes,
  });
  const proofs = outcome.kind === 'done' ? [...outcome.proofs] : [];
  const results = proofs.map(([id, { result }]) => [id, result.kind] as const);
  return {
    outcome,
    told,
    proofs: new Map(proofs),
    kept: results.flatMap(([id, kind]) => (kind === 'verified' ? [id] : [])),
  };
}
