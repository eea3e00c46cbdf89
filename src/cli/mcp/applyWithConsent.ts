import { diffText } from '../../core/agents/findingsPage';
import { agentText } from '../../core/agents/page';
import { stateWords } from '../../core/edits/proposalState';
import type { Workspace } from '../../core/ports';
import { markedEdits } from '../../core/queue/drafting';
import { Placement } from '../../core/queue/placement';
import { isSetback, type QueueEntry, toldFlags } from '../../core/queue/queueEntry';
import type { RunStore } from '../../core/run/store';
import { proofText } from '../../core/verify/proofText';
import { sha256 } from '../../store/hash';
import type { RunFolder } from '../../store/runs';
import { program } from '../calledAs';
import { CommandFailure } from '../exitCode';
import { succeeds } from '../output';
import { openPastRun, presentRun } from '../pastRuns';
import { worldOf } from '../world';
import type { AskPerson } from './agent';

/** What is to be applied, and how. */
interface ApplyRequest {
  readonly folder: RunFolder;
  readonly stateDir: string | undefined;
  /** Of the finding. */
  readonly id: string;
  /** Undefined where the person cannot be asked. */
  readonly ask: AskPerson | undefined;
  /** Does what reads and changes records, one after another. The person is not asked meanwhile. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Room for a change in a question, in UTF-16 code units. What does not fit is not agreed to unseen. */
const mostShown = 3_000;

/** Shows a proposal to the person and applies it if they agree and it is still the one they saw. Rejects with a CommandFailure. */
export async function applyWithConsent({ folder, stateDir, id, ask, alone }: ApplyRequest): Promise<object> {
  const byHand = `${program} apply ${folder.id} --only ${id}`;
  const { entry, line, diff } = await alone(async () => {
    const store = await presentRun(folder, stateDir);
    const { header } = store;
    return waitingIn(store, worldOf(header.folder, header.options, 1, stateDir).workspace, id);
  });
  if (!ask) {
    throw new CommandFailure(
      `Nothing was applied: the person decides, and this client cannot ask them (it has no elicitation). They can apply it themselves: ${byHand}`,
    );
  }
  if (diff.length > mostShown) {
    throw new CommandFailure(
      `Nothing was applied: the change is too long to be shown in a question. The person can look at it and apply it themselves: ${byHand}`,
    );
  }
  if (!(await ask(question(entry, line, diff)))) {
    return { id, kind: 'declined', message: 'The person turned it down. Nothing was changed.' };
  }
  return alone(async () => {
    const { open, world } = await openPastRun({ run: folder.id, ...(stateDir !== undefined && { stateDir }) }, 1);
    try {
      await open.lookAtFiles();
      const now = await waitingIn(open.run.store, world.workspace, id);
      if (now.diff !== diff) {
        throw new CommandFailure('Nothing was applied: the proposal is no longer the one that the person has seen.');
      }
      const result = await open.queue.apply(id);
      await succeeds('The results', () => open.saveResults());
      const why = 'reason' in result ? result.reason : 'message' in result ? result.message : undefined;
      return {
        ...{ id, kind: result.kind, isApplied: !isSetback(result) },
        ...(why !== undefined && { message: agentText(why, 500) }),
      };
    } finally {
      await open.close();
    }
  });
}

/** A proposal that waits, with what applying it would do to its file as it is now. */
interface Waiting {
  readonly entry: QueueEntry;
  /** Of its first change, 1-based. */
  readonly line: number | undefined;
  /** Numbered as in the file. Secrets are masked. */
  readonly diff: string;
}

/** Rejects with a CommandFailure where there is none, or it has no place in the file any more. */
async function waitingIn(store: RunStore, { read }: Pick<Workspace, 'read'>, id: string): Promise<Waiting> {
  const entry = entryWaiting(store, id);
  const { path } = entry.file;
  const file = await read(path);
  if (file.kind !== 'text') {
    throw new CommandFailure(`Nothing was applied: ${file.message}`);
  }
  const { text } = file.snapshot;
  const preImages = { keep: async () => '', recall: async () => undefined };
  const located = new Placement({ store, preImages, hash: sha256 }).locate(entry, text);
  if (located.kind === 'stale') {
    throw new CommandFailure(`Nothing was applied: ${located.reason}`);
  }
  const edits = markedEdits(path, text, located.edits);
  if (edits.length === 0) {
    throw new CommandFailure('Nothing was applied: all of its changes were left out.');
  }
  return { entry, line: edits[0]?.startLine, diff: diffText(edits) };
}

function entryWaiting(store: RunStore, id: string): QueueEntry {
  const found = store.finding(id);
  const proposal = found?.finding.proposal;
  if (!found || !proposal) {
    throw new CommandFailure(`Run ${store.header.id} has no proposal for a finding ${id}.`);
  }
  if (proposal.state.kind !== 'ready') {
    const why = 'reason' in proposal.state ? `: ${proposal.state.reason}` : '';
    throw new CommandFailure(
      `Nothing was applied: this proposal does not wait, it is ${stateWords(proposal.state)}${why}`,
    );
  }
  return { file: found.file, finding: { ...found.finding, proposal } };
}

function question({ file, finding }: QueueEntry, line: number | undefined, diff: string): string {
  const { proposal } = finding;
  const flags = toldFlags(finding);
  return [
    `Apply this change to ${agentText(file.path, 500)}${line === undefined ? '' : `, line ${line}`}?`,
    `${finding.severity}: ${agentText(finding.title, 200)}`,
    ...(flags.length > 0 ? [`Flagged: ${flags.join(', ')}`] : []),
    ...(proposal.anchoring === 'exact' ? [] : ['Placed with tolerance.']),
    ...(proposal.proof ? [agentText(proofText(proposal.proof), 300)] : []),
    '',
    diff,
  ].join('\n');
}
