import { withState } from '../edits/proposalState';
import { withIdentities } from '../findings/identity';
import { inspectProposals } from '../gates/inspection';
import { eachFinding } from '../gates/proposal';
import type { RunHeader } from '../options';
import type { Clock, EarlierFile, Hasher, Inspector } from '../ports';
import type { Treatment } from '../strategy/treatment';
import { mapStrings } from '../text/mapStrings';
import type { TextSecrets } from '../text/textSecrets';
import type { FileSnapshot, Finding, ReportedFinding, ReviewerKind } from '../types';
import { yielding } from '../yielding';
import { withOldHidden } from './newSince';

/** What the gates for proposals work with. */
export interface Gates {
  readonly signal: AbortSignal;
  readonly inspector: Inspector | undefined;
  /** As in `TakenFile`. */
  readonly before: EarlierFile | undefined;
}

/** What findings are made with. */
interface Means extends Gates {
  readonly header: RunHeader;
  readonly treatment: Treatment;
  readonly clock: Clock;
  readonly hash: Hasher;
  /** Those of the file. */
  readonly secrets: () => TextSecrets;
}

/**
 * What a reviewer reported of a file as findings, with their identities and what the gates say of their proposals. Gates of
 * many proposals for a long file take long: nobody else on this thread is kept waiting for all of them.
 */
export async function findingsOf(
  kind: ReviewerKind,
  snapshot: FileSnapshot,
  reported: readonly ReportedFinding[],
  { signal, inspector, before, header, treatment, clock, hash, secrets }: Means,
): Promise<readonly Finding[]> {
  const { within, options } = header;
  const findings: Finding[] = [];
  const turn = yielding(clock, signal);
  for (const finding of eachFinding(snapshot, kind, reported, hash, within, secrets)) {
    findings.push(finding);
    await turn();
  }
  if (findings.length === 0) {
    return findings;
  }
  const outline = await inspector?.outline(snapshot, signal);
  const known = withIdentities(findings, snapshot.text, outline, hash);
  const question = { kind, snapshot, treatment, within, inspector, hash, signal };
  const told =
    before && options.newSince ? await withOldHidden(known, before, options.newSince.revision, question) : known;
  const gated = inspector ? await inspectProposals(snapshot, told, inspector, signal) : told;
  return gated.map((finding) => apart(withMaskedReason(finding, secrets)));
}

/**
 * The same finding apart from the file that it was found in. A piece of a text keeps all of that text in memory, and
 * findings are there for as long as their run is.
 */
function apart(finding: Finding): Finding {
  return JSON.parse(JSON.stringify(finding)) as Finding;
}

/** Analyzers quote the edited text in the reason that they give against it. */
function withMaskedReason(finding: Finding, secrets: () => TextSecrets): Finding {
  const state = finding.proposal?.state;
  return state?.kind === 'rejected'
    ? withState(
        finding,
        mapStrings(state, (text) => secrets().mask(text)),
      )
    : finding;
}
