import type { FileReview } from '../fileReview';
import { isSilenced, withinBounds } from '../findings/bounds';
import { type Confirmations, withConfirmation } from '../findings/confirmations';
import { foldDuplicates } from '../findings/duplicates';
import type { Spent } from '../modelUse';
import type { Treatment } from '../strategy/treatment';
import type { Dismissed, Finding, HiddenFinding } from '../types';
import { inPlaceOrder, withNewIds } from './findingOrder';
import type { RunRecord } from './records';
import { asFound } from './snapshot';

/** The findings of a file in their order: those that are shown, and those that are in no list. */
export interface Listing {
  readonly shown: readonly Finding[];
  readonly hidden: readonly HiddenFinding[];
  /** Those that are on record. */
  readonly earlier: readonly Finding[];
}

type Bounded = Pick<Treatment, 'profile' | 'bounds'>;

/** How findings of a file are hidden that a person has dismissed. */
type DismissalOf = (finding: Finding) => Dismissed | undefined;

/**
 * The findings of a file with those that a stage has added: duplicates folded, the ones that are in no list set apart.
 *
 * @param text the reviewed text
 * @param textHash its hash
 */
export function listingOf(
  { findings, hidden = [] }: FileReview,
  added: readonly Finding[],
  { text, textHash }: { readonly text: string; readonly textHash?: string | undefined },
  { profile, bounds }: Bounded,
  dismissalOf?: DismissalOf,
): Listing {
  const earlier = [...findings, ...hidden];
  // Kept from before a retry, and found again: somebody has put the text back, or the change was never made.
  const same = new Set(earlier.filter((finding) => finding.textHash === textHash && textHash !== undefined).map(said));
  const other = same.size === 0 ? added : added.filter((finding) => !same.has(said(finding)));
  const fresh = withNewIds(earlier, inPlaceOrder(other, profile));
  // What the folder silences takes no other finding along, and what was found in another text is not the same.
  const isAlone = (finding: Finding) => isSilenced(finding) || finding.textHash !== undefined;
  const isFolded = (finding: Finding) => !isAlone(finding);
  const all = [
    ...foldDuplicates(earlier.filter(isFolded), fresh.filter(isFolded), text),
    ...[...earlier, ...fresh].filter(isAlone),
  ];
  return { ...withinBounds(inPlaceOrder(all, profile), profile, bounds, dismissalOf), earlier };
}

/** What a finding says, and of what place in its text: equal for one that is made twice. */
function said({ reviewer, source, rule, title, place }: Finding): string {
  return JSON.stringify([reviewer, source, rule, title, place?.start, place?.end]);
}

/** What came of putting findings to a model once more. */
export interface Confirmed {
  readonly confirmations: Confirmations;
  readonly spent: Spent;
  readonly isCancelled: boolean;
}

/** Puts findings to a model once more. Never rejects. */
export type Confirm = (findings: readonly Finding[]) => Promise<Confirmed>;

/** The findings that a model has just brought and that would be shown: who doubts has those confirmed. */
export function toConfirm({ shown, earlier }: Listing): readonly Finding[] {
  const before = new Set(earlier.map(({ id }) => id));
  return shown.filter(({ id, reviewer }) => reviewer === 'model' && !before.has(id));
}

/** The same findings after some were put to a model once more. */
export function confirmedListing(
  { shown, hidden, earlier }: Listing,
  confirmations: Confirmations,
  { profile, bounds }: Bounded,
  dismissalOf?: DismissalOf,
): Listing {
  const judged = shown.map((finding) => {
    const confirmation = confirmations.get(finding.id);
    return confirmation ? withConfirmation(finding, confirmation) : finding;
  });
  return { ...withinBounds(inPlaceOrder([...judged, ...hidden], profile), profile, bounds, dismissalOf), earlier };
}

/** As it goes on record: those that are there as they are stand as their ids. */
export function recordedListing({
  shown,
  hidden,
  earlier,
}: Listing): Pick<Extract<RunRecord, { type: 'found' }>, 'findings' | 'hidden'> {
  const known = new Set<Finding>(earlier);
  const listed = <Kept extends Finding>(finding: Kept): Kept | string =>
    known.has(finding) ? finding.id : asFound(finding);
  return { findings: shown.map(listed), ...(hidden.length > 0 && { hidden: hidden.map(listed) }) };
}
