import * as vscode from 'vscode';
import type { Log } from '../log';
import type { ReviewSession, Sessions } from '../sessions';
import { Throttle } from '../throttle';
import type { Previews } from './preview';

/** Where a person is in a queue. */
export interface QueuePlace {
  /** The finding in hand. */
  readonly inHand?: string;
  /** Whether its preview is in front. */
  readonly isOpen?: true;
  /** Findings whose proposals were left for later. */
  readonly skipped: readonly string[];
}

/** Keeps places over reloads, by run. */
export interface KeptPlaces {
  get(runId: string): QueuePlace | undefined;
  set(runId: string, place: QueuePlace): Promise<void>;
}

/** What places are kept with. */
export interface QueuePlacesDependencies {
  readonly sessions: Sessions;
  readonly previews: Pick<Previews, 'active' | 'show'>;
  readonly kept: KeptPlaces;
  readonly log: Pick<Log, 'error'>;
}

/** The shortest time between two looks at the places, in milliseconds. */
const keepMs = 200;

/**
 * Brings queues back to where the person was in them before a reload, with the preview that was in front, which the
 * editor does not bring back; and keeps their places from then on.
 */
export async function keepQueuePlaces(dependencies: QueuePlacesDependencies): Promise<vscode.Disposable> {
  const { sessions, kept, log } = dependencies;
  for (const session of sessions.all()) {
    await bringBack(session, dependencies);
  }
  const keep = async () => {
    for (const session of sessions.all()) {
      const place = placeIn(session, dependencies);
      if (JSON.stringify(place) !== JSON.stringify(kept.get(idOf(session)) ?? { skipped: [] })) {
        await kept.set(idOf(session), place);
      }
    }
  };
  const throttle = new Throttle(keepMs, () => void keep().catch((error: unknown) => log.error(String(error))));
  return vscode.Disposable.from(
    throttle,
    sessions.onDidChange(() => throttle.request()),
    vscode.window.tabGroups.onDidChangeTabs(() => throttle.request()),
  );
}

async function bringBack(session: ReviewSession, { previews, kept }: QueuePlacesDependencies): Promise<void> {
  const { inHand, isOpen, skipped } = kept.get(idOf(session)) ?? { skipped: [] };
  for (const id of skipped) {
    session.queue.skip(id);
  }
  const entry = session.queue.entry(inHand ?? '');
  if (!entry) {
    return;
  }
  session.queue.hold(inHand);
  if (isOpen && entry.finding.proposal.state.kind === 'ready') {
    await previews.show({ session, entry });
  }
}

function placeIn(session: ReviewSession, { previews }: QueuePlacesDependencies): QueuePlace {
  const { current, skipped } = session.queue;
  const active = previews.active();
  // A preview is in front a moment before its proposal is in hand.
  const shown = active?.session === session ? active.entry.finding.id : undefined;
  const inHand = shown ?? current;
  return { ...(inHand !== undefined && { inHand }), ...(shown !== undefined && { isOpen: true }), skipped };
}

function idOf({ run }: ReviewSession): string {
  return run.store.header.id;
}
