import pLimit from 'p-limit';
import { groupBy } from '../../groupBy';
import type { Proof, Unproven, VerifyMode } from '../../proof';
import type { CommandRun, VerificationSite } from '../ports';
import { type Base, baselineOf, type Workshop } from './base';
import { Controls } from './controls';
import { proofWriter } from './proofOf';
import { type Candidate, standTogether } from './proposals';
import { type Settled, settle, type Tell } from './settle';
import { Trials } from './trials';

/** What a verification hears while it is at work. */
interface VerifyListener {
  /** Each proposal's, as soon as it is known; in an order of its own. */
  proof(id: string, proof: Proof): void;
  progress(progress: VerifyProgress): void;
}

/** A command has begun. */
export interface VerifyProgress {
  readonly command: string;
  /** How many proposals are in the tree; 0 is the tree without any edit. */
  readonly together: number;
  /** How many files are broken in it on purpose, to see whether the command looks at them; 0 for most. */
  readonly broken: number;
  /** How many proposals have their proof. */
  readonly done: number;
  readonly of: number;
}

export interface VerifyRequest {
  /** In the order of the queue. */
  readonly proposals: readonly Candidate[];
  readonly mode: VerifyMode;
  readonly site: VerificationSite;
  /** As they were approved, cheapest first. */
  readonly commands: readonly string[];
  /** What the commands are made of. */
  readonly texts: Workshop['texts'];
  readonly signal: AbortSignal;
  /**
   * Why a proposal is tried without any other, such as that it weakens the check, so that others would pass by it; undefined
   * for most.
   */
  apart(candidate: Candidate): string | undefined;
  /** Why its code must not run (yet); undefined where it may. */
  heldBack(candidate: Candidate): Unproven | undefined;
  /** Keeps an output and answers with its key. */
  keep(output: string): Promise<string>;
  readonly told: VerifyListener;
  /** What the same commands said of the same tree before, where that is known. */
  readonly baseline?: readonly CommandRun[];
  /** At which files the same commands were seen to look in the same tree before. */
  readonly controls?: Known;
}

/** What is known of controls, see `Controls`. */
type Known = Awaited<ReturnType<Controls['known']>>;

export type VerifyOutcome =
  | {
      readonly kind: 'done';
      /** One for each proposal, in their order. */
      readonly proofs: ReadonlyMap<string, Proof>;
      /** To be kept for the next verification of this tree by these commands; absent when there is none of use. */
      readonly baseline?: readonly CommandRun[];
      /** For the next verification in the same worktrees. */
      readonly controls?: Known;
    }
  /** Those that were told stay as they are. */
  | { readonly kind: 'cancelled' };

/**
 * Has the commands say of each proposal whether it holds. They run on the tree without any edit, too, and where there are
 * worktrees for it, with files broken on purpose at the same time; a proposal is verified only when just the set it is in was
 * tried and passed, and when they look at its file at all. Nothing about that depends on how many sets are tried at once, as
 * far as the commands say the same of the same tree.
 */
export async function verifyProposals(request: VerifyRequest): Promise<VerifyOutcome> {
  const { proposals, site, commands, texts, signal, told } = request;
  const proofs = new Map<string, Proof>();
  const write = proofWriter(request);
  const tell: Tell = async (settled) => {
    const proof = await write(settled);
    proofs.set(settled.candidate.id, proof);
    told.proof(settled.candidate.id, proof);
  };
  const willRun = await takeOut(proposals, request.heldBack, tell);
  const workshop: Workshop = {
    site,
    commands,
    texts,
    signal,
    begins: (command, together, broken = 0) =>
      told.progress({ command, together, broken, done: proofs.size, of: proposals.length }),
  };
  const sets = setsOf(request.mode, willRun, request.apart);
  const controls = new Controls(workshop, request.controls);
  const asking = willRun.length > 0 ? baselineOf(workshop, request.baseline) : undefined;
  const ahead = controls.begin(
    sets.map(({ candidates }) => candidates),
    site.parallel - 1,
  );
  const ready = makeReady(workshop, Math.min(site.parallel, sets.length) - 1 - ahead);
  const known = await asking;
  if (known?.kind === 'unusable') {
    await takeOut(willRun, () => known.why, tell, known.run);
  } else if (known?.kind === 'known') {
    await settleAll(sets, workshop, { base: known.base, controls }, tell);
  }
  await controls.end();
  await ready;
  if (signal.aborted || known?.kind === 'cancelled') {
    return { kind: 'cancelled' };
  }
  return {
    kind: 'done',
    proofs: inOrder(proposals, proofs),
    ...(known?.kind === 'known' && { baseline: known.runs, controls: await controls.known() }),
  };
}

/** Has so many more worktrees made, beside those in which the base and the first controls run meanwhile. */
async function makeReady({ site, signal }: Workshop, count: number): Promise<void> {
  const others = Array.from({ length: Math.max(0, count) }, () =>
    site.try({ changes: [], commands: [], goesOn: () => false }, signal),
  );
  // What is in their way is told by whoever tries something in them.
  await Promise.allSettled(others);
}

function inOrder(proposals: readonly Candidate[], proofs: ReadonlyMap<string, Proof>): ReadonlyMap<string, Proof> {
  const places = new Map(proposals.map(({ id }, place) => [id, place]));
  return new Map([...proofs].sort(([a], [b]) => (places.get(a) ?? 0) - (places.get(b) ?? 0)));
}

/** Those of which nothing says that they are unverifiable. */
async function takeOut(
  candidates: readonly Candidate[],
  obstacleTo: (candidate: Candidate) => Unproven | undefined,
  tell: Tell,
  run?: CommandRun,
): Promise<readonly Candidate[]> {
  const left: Candidate[] = [];
  for (const candidate of candidates) {
    const obstacle = obstacleTo(candidate);
    if (obstacle === undefined) {
      left.push(candidate);
    } else {
      await tell({ candidate, result: { kind: 'unverifiable', ...obstacle }, ...(run && { run }) });
    }
  }
  return left;
}

/** What is tried together, and why that is all, where others are left out. */
interface TrialSet {
  readonly candidates: readonly Candidate[];
  readonly apart?: string;
}

async function settleAll(
  sets: readonly TrialSet[],
  workshop: Workshop,
  { base, controls }: { readonly base: Base; readonly controls: Controls },
  tell: Tell,
): Promise<void> {
  const limit = pLimit(workshop.site.parallel);
  await Promise.all(
    sets.map(({ candidates: set, apart }) =>
      limit(async () => {
        const { seen, blindOf } = await takeOutUnseen(set, (files) => controls.look(files, base), tell);
        await settle(new Trials(workshop, base), seen, (settled) =>
          tell(withBounds(withReason(settled, apart), blindOf(settled.candidate), workshop.site.lacks)),
        );
      }),
    ),
  );
}

/** Those in files at which the commands look, and which of the commands do not. */
async function takeOutUnseen(
  set: readonly Candidate[],
  look: (set: readonly Candidate[]) => ReturnType<Controls['look']>,
  tell: Tell,
): Promise<{ readonly seen: readonly Candidate[]; blindOf(candidate: Candidate): readonly string[] }> {
  const sights = await look(set);
  for (const candidate of set) {
    const sight = sights.get(candidate.path);
    if (sight?.kind === 'unseen') {
      const { reason, run } = sight;
      await tell({ candidate, result: { kind: 'unverifiable', reason }, ...(run && { run }) });
    }
  }
  return {
    seen: set.filter(({ path }) => sights.get(path)?.kind === 'seen'),
    blindOf: ({ path }) => {
      const sight = sights.get(path);
      return sight?.kind === 'seen' ? sight.blind : [];
    },
  };
}

/** What was verified, with what that does not cover. */
function withBounds(settled: Settled, blind: readonly string[], lacks: readonly string[]): Settled {
  const { result } = settled;
  return result.kind === 'verified'
    ? { ...settled, result: { ...result, ...(blind.length > 0 && { blind }), ...(lacks.length > 0 && { lacks }) } }
    : settled;
}

/** Those that are tried apart from others come last. */
function setsOf(mode: VerifyMode, all: readonly Candidate[], apartOf: VerifyRequest['apart']): readonly TrialSet[] {
  const alone = (candidate: Candidate, apart: string | undefined): TrialSet => ({
    candidates: [candidate],
    ...(apart !== undefined && { apart }),
  });
  if (mode === 'proposal') {
    return all.map((candidate) => alone(candidate, apartOf(candidate)));
  }
  const others = all.filter((candidate) => apartOf(candidate) === undefined);
  const groups = mode === 'file' ? [...groupBy(others, ({ path }) => path).values()] : [others];
  const sets = groups.map(standTogether);
  return [
    ...sets.filter(({ together }) => together.length > 0).map(({ together }) => ({ candidates: together })),
    ...sets.flatMap(({ apart }) => apart.map((candidate) => alone(candidate, 'it changes what another one changes'))),
    ...all
      .filter((candidate) => apartOf(candidate) !== undefined)
      .map((candidate) => alone(candidate, apartOf(candidate))),
  ];
}

function withReason(settled: Settled, apart: string | undefined): Settled {
  const { result } = settled;
  if (apart === undefined) {
    return settled;
  }
  switch (result.kind) {
    case 'verified':
      return { ...settled, result: { ...result, apart } };
    case 'unverifiable':
      return { ...settled, result: { ...result, reason: `${result.reason} (tried alone: ${apart})` } };
    default:
      return settled;
  }
}
