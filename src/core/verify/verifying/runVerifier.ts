import type { TextStore, Workspace } from '../../ports';
import type { Unproven, VerificationOptions } from '../../proof';
import type { ProposalQueue } from '../../queue/proposalQueue';
import type { QueueEntry } from '../../queue/queueEntry';
import type { AskForRepairs } from '../../repairs';
import type { VerifyEvent } from '../../run/events';
import type { CommandRun, CopyProgress } from '../ports';
import type { VerifyProgress } from '../proving/verify';
import { checkTree, type Provable, provenNow, type TreeCheck } from './provenNow';
import type { Verifier } from './verifier';
import { type VerifyingOutcome, verifyWaiting } from './verifyWaiting';

/** Verifies the proposals of one run with the person's own commands. */
export interface RunVerifier {
  /** Puts what the commands say of each proposal that waits on record. */
  verify(wish: VerifyWish, signal: AbortSignal): Promise<VerifyingOutcome>;
  /** What is verified, if the folder is still the tree that it was verified in. */
  provenNow(signal: AbortSignal): Promise<Provable>;
  /** Whether the folder is now the tree of that name. */
  checkTree(tree: string, signal: AbortSignal): Promise<TreeCheck>;
  /** What a command printed, by the key in a proof; undefined when it is no longer there. */
  output(key: string): Promise<string | undefined>;
  /** Cancels what is under way and resolves when nothing is. */
  end(): Promise<void>;
}

interface VerifyWish {
  readonly options: VerificationOptions;
  /** Those to verify among the proposals that wait; if not given, all of them. */
  readonly only?: readonly QueueEntry[];
  /** Absolute path of what reads the commands: the one that they were approved for. */
  readonly shell: string;
  /** Names of variables that commands get beside those that all get. */
  readonly environment: readonly string[];
  /** Why the code of a proposal must not run; undefined where it may. */
  heldBack(entry: QueueEntry): Unproven | undefined;
  progress(progress: VerifyProgress): void;
  /** Hears that what the commands said of the same files before takes the place of running them without an edit. */
  recalled(baseline: readonly CommandRun[]): void;
  /** Hears how the copies come along. */
  copying(progress: CopyProgress): void;
}

/** What verifying the proposals of a run needs. */
export interface RunVerifierDependencies {
  readonly queue: ProposalQueue;
  readonly outputs: TextStore;
  readonly workspace: Workspace;
  /** Whether what applies proposals keeps mixed line ends; see `Applier`. */
  readonly keepsLineEnds: boolean;
  readonly repair: AskForRepairs;
  /** Where verifications tell of themselves. */
  readonly tell: (event: VerifyEvent) => void;
  /** With a shell and more of the environment, or with those that all get. */
  createVerifier(more: { readonly shell?: string; readonly passedOn?: readonly string[] }): Verifier;
}

/** A verifier whose work can be ended as a whole. */
export function createRunVerifier(dependencies: RunVerifierDependencies): RunVerifier {
  const { createVerifier, ...shared } = dependencies;
  const { queue, outputs } = shared;
  const ending = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const whileOpen = async <T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const working = work(AbortSignal.any([signal, ending.signal]));
    underWay.add(working);
    try {
      return await working;
    } finally {
      underWay.delete(working);
    }
  };
  return {
    verify: ({ shell, environment, ...wish }, signal) => {
      const verifier = createVerifier({ shell, passedOn: environment });
      const verifying = { ...wish, ...shared, verifier };
      return whileOpen(signal, (either) => verifyWaiting(verifying, either));
    },
    provenNow: (signal) => whileOpen(signal, (either) => provenNow(queue, createVerifier({}), either)),
    checkTree: (tree, signal) => whileOpen(signal, (either) => checkTree(tree, createVerifier({}), either)),
    output: (key) => outputs.recall(key),
    end: async () => {
      ending.abort();
      await Promise.allSettled(underWay);
    },
  };
}
