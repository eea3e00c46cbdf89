import { draftOf } from '../../edits/proposalState';
import type { TextStore, Workspace } from '../../ports';
import type { Proof, Unproven, VerificationOptions } from '../../proof';
import type { ProposalQueue } from '../../queue/proposalQueue';
import { flagsUnder, type QueueEntry } from '../../queue/queueEntry';
import type { TextEdit } from '../../types';
import type { VerificationSite } from '../ports';
import type { Candidate } from '../proving/proposals';
import { type VerifyOutcome, type VerifyProgress, type VerifyRequest, verifyProposals } from '../proving/verify';
import { type Weakening, weakeningsOf } from '../weakens';
import type { Definitions } from './verifier';

/** Where proposals are tried, round after round. */
export interface Bench {
  readonly site: VerificationSite;
  readonly definitions: Definitions;
  readonly options: VerificationOptions;
  /** Where outputs of commands are kept. */
  readonly outputs: TextStore;
  /** Whether what applies proposals keeps mixed line ends; see `Applier`. */
  readonly keepsLineEnds: boolean;
  /** Why the code of a proposal must not run; undefined where it may. */
  heldBack(entry: QueueEntry): Unproven | undefined;
  progress(progress: VerifyProgress): void;
}

/** A proposal with the place of its edits in the present text of its file. */
export interface PlacedEntry {
  readonly entry: QueueEntry;
  readonly candidate: Candidate;
  /** In which its edits are placed. */
  readonly text: string;
  /** See `Located`. */
  readonly byOwnText?: true;
}

/** Has the commands say of each proposal whether it holds. Proofs are told as they are known. */
export async function verifyRound(
  { site, definitions, options, outputs, keepsLineEnds, heldBack, progress }: Bench,
  placed: readonly PlacedEntry[],
  known: Pick<VerifyRequest, 'baseline' | 'controls'>,
  told: (id: string, proof: Proof) => void,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  const byId = new Map(placed.map((one) => [one.candidate.id, one]));
  const weakenings = new Map<string, readonly Weakening[]>();
  for (const { candidate, text } of placed) {
    const { id, path, edits } = candidate;
    const found = weakeningsOf({ path: site.prefix + path, text, edits }, definitions.paths);
    if (found.length > 0) {
      weakenings.set(id, found);
    }
  }
  const placedProof = (id: string, proof: Proof): Proof => {
    const weakens = weakenings.get(id);
    const textHash = byId.get(id)?.candidate.textHash ?? '';
    return { ...proof, textHash, ...(weakens && { weakens }) };
  };
  const outcome = await verifyProposals({
    ...known,
    proposals: placed.map(({ candidate }) => candidate),
    ...{ site, signal, mode: options.mode, commands: options.commands },
    texts: definitions.texts,
    apart: ({ id }) => {
      const one = byId.get(id);
      return weakenings.has(id) ? 'it weakens the check' : one && apartReason(one, { keepsLineEnds });
    },
    heldBack: ({ id }) => {
      const entry = byId.get(id)?.entry;
      return entry && (editedReason(entry) ?? heldBack(entry));
    },
    keep: (output) => outputs.keep(output),
    told: { progress, proof: (id, proof) => told(id, placedProof(id, proof)) },
  });
  return outcome.kind === 'done'
    ? { ...outcome, proofs: new Map([...outcome.proofs].map(([id, proof]) => [id, placedProof(id, proof)])) }
    : outcome;
}

/** Those whose edits have their place in the present text of their file. */
export async function placedEntries(
  { queue, workspace }: { readonly queue: Pick<ProposalQueue, 'locate'>; readonly workspace: Pick<Workspace, 'read'> },
  entries: readonly QueueEntry[],
): Promise<readonly PlacedEntry[]> {
  const texts = new Map<string, ReturnType<Workspace['read']>>();
  const placed: PlacedEntry[] = [];
  for (const entry of entries) {
    const { path } = entry.file;
    const reading = texts.get(path) ?? workspace.read(path);
    texts.set(path, reading);
    const found = await reading;
    const located = found.kind === 'text' ? queue.locate(entry, found.snapshot.text) : undefined;
    if (found.kind === 'text' && located?.kind === 'located') {
      const { id, title } = entry.finding;
      const { text, textHash } = found.snapshot;
      const { edits, byOwnText } = located;
      placed.push({
        entry,
        candidate: { id, title, path, textHash, textLength: text.length, edits, ...linesOf(text, edits) },
        text,
        ...(byOwnText && { byOwnText }),
      });
    }
  }
  return placed;
}

/** The whole lines that edits change, without and with them. */
function linesOf(text: string, edits: readonly TextEdit[]): { readonly oldText: string; readonly newText: string } {
  const lines = edits.map(({ start, end, newText }) => {
    const next = text.indexOf('\n', end);
    const [from, to] = [text.lastIndexOf('\n', start - 1) + 1, next === -1 ? text.length : next];
    return [text.slice(from, to), text.slice(from, start) + newText + text.slice(end, to)] as const;
  });
  return { oldText: lines.map(([old]) => old).join('\n'), newText: lines.map(([, now]) => now).join('\n') };
}

/** Why a proposal is tried without the others; undefined where it need not be. */
function apartReason({ entry, byOwnText }: PlacedEntry, applier: { keepsLineEnds: boolean }): string | undefined {
  const { proposal } = entry.finding;
  // No bulk action takes it along. What it was found to weaken the last time is not said of these commands.
  const { proof: _, ...unproven } = proposal;
  const flags = flagsUnder(applier, { ...entry.finding, proposal: unproven });
  if (flags.length > 0) {
    return `it is flagged: ${flags.join(', ')}`;
  }
  // Only what is placed exactly is ever applied unseen: the set that is has to be one that was tried.
  if (byOwnText) {
    return 'its line changed since the review';
  }
  return proposal.anchoring === 'exact' ? undefined : 'its place in the file is not exact';
}

/** Why what a person has made of a proposal is not verified: what is known of a proposal is of its own edits. */
function editedReason({ finding: { proposal } }: QueueEntry): Unproven | undefined {
  return draftOf(proposal) ? { reason: 'you have edited it, and only what was proposed is verified' } : undefined;
}

/** Why a proposal that carries a flag is not verified before a person has looked at it; undefined for one without. */
export function flaggedReason({ finding }: QueueEntry): Unproven | undefined {
  const { flags } = finding.proposal;
  return flags.length > 0
    ? { reason: `it is flagged (${flags.join(', ')}), and nobody has looked at it yet`, cause: 'not viewed' }
    : undefined;
}
