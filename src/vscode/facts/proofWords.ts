import type { Proof, ProofResult, Unproven } from '../../core/proof';
import type { Proposal } from '../../core/types';
import { isProofOld, proofText, shortProofText } from '../../core/verify/proofText';
import { t } from '../l10n';
import { oneLine, withoutFullStop } from '../plainText';
import { proofsSentence } from './runTexts';

const changedSince = t('file changed since');

/** What came of one verification. */
export interface Tried {
  readonly proofs: readonly Proof[];
  /** How many have none of it. */
  readonly untried: number;
}

/** "Verification: 7 verified, 2 failed, 1 not tried." Undefined where nothing was tried. */
export function triedSentence({ proofs, untried }: Tried): string | undefined {
  const countOf = (kind: ProofResult['kind']) => proofs.filter(({ result }) => result.kind === kind).length;
  const counts = {
    ...{ verified: countOf('verified'), failed: countOf('failed') },
    ...{ flaky: countOf('flaky'), unverifiable: countOf('unverifiable') },
  };
  return proofsSentence({ proofs: counts, untried });
}

/** Longer reasons are cut off; the row has all of it. */
const longestReason = 240;

/** Where nothing is verified, why the first that cannot be is not, and of how many that is said. */
export function unverifiableSentence(proofs: readonly Proof[]): string | undefined {
  const all = proofs.flatMap(({ result }) => (result.kind === 'unverifiable' ? [result] : []));
  const [first] = all;
  if (first === undefined || proofs.some(({ result }) => result.kind === 'verified')) {
    return undefined;
  }
  const same = all.filter(({ reason }) => reason === first.reason).length;
  const whole = withoutFullStop(oneLine(first.reason));
  const reason = whole.length > longestReason ? `${whole.slice(0, longestReason)}…` : whole;
  const why = `${reason}${adviceOn(first)}`;
  if (all.length === 1) {
    return t('Not verifiable: {0}.', why);
  }
  return same === all.length
    ? t('Not verifiable (all {0}): {1}.', same, why)
    : t('Not verifiable ({0} of {1}): {2}.', same, all.length, why);
}

/** What a proof says, and where it says nothing, what the person can do about that. */
export function advisedProofText(proof: Proof): string {
  return `${proofText(proof, t)}${proof.result.kind === 'unverifiable' ? adviceOn(proof.result) : ''}`;
}

function adviceOn({ cause }: Unproven): string {
  switch (cause) {
    case 'not viewed':
      return t(': open its preview, then verify again');
    case 'not told apart':
      return t(': set “Verify: Each” to “proposal” in the settings, then verify again');
    default:
      // Of a copy that lacks something the reason says what helps, and there is a button for it.
      return '';
  }
}

/** What commands say of a proposal, in the words of a row: "verified with 2 others: npm test", "file changed since". */
export function proofWords(proposal: Proposal, textHash: string | undefined): readonly string[] {
  return wordsOf(proposal, textHash, advisedProofText);
}

/** The same for a title: "verified with 2 others", "file changed since". */
export function shortProofWords(proposal: Proposal, textHash: string | undefined): readonly string[] {
  return wordsOf(proposal, textHash, (proof) => shortProofText(proof, t));
}

function wordsOf(
  proposal: Proposal,
  textHash: string | undefined,
  textOf: (proof: Proof) => string,
): readonly string[] {
  const said = proposal.proof && textOf(proposal.proof);
  return [
    ...(said === undefined ? [] : [withoutFullStop(oneLine(`${said[0]?.toLowerCase() ?? ''}${said.slice(1)}`))]),
    ...(isProofOld(proposal, textHash) ? [changedSince] : []),
  ];
}
