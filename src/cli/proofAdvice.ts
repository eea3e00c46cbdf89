import type { Proof, Unproven, UnprovenCause } from '../core/proof';
import { program } from './calledAs';

/** Why a proposal is not proven, with its id where it is known. */
export interface UnprovenProposal extends Unproven {
  readonly id?: string;
}

/** Why a proposal is not proven, as a list of one; nothing where something is known of it. */
export function unprovenOf(id: string, proof: Proof | undefined): readonly UnprovenProposal[] {
  return proof?.result.kind === 'unverifiable' ? [{ ...proof.result, id }] : [];
}

/** What a person can type about proposals of a run that are not proven: a line for each cause that something can be done about. */
export function proofAdvice(run: string, unproven: readonly UnprovenProposal[]): readonly string[] {
  return [...new Set(unproven.map(({ cause }) => cause))].flatMap((cause) => {
    const [first, ...others] = unproven.filter((one) => one.cause === cause);
    return cause === undefined ? [] : adviceOn(cause, run, others.length === 0 ? first?.id : undefined);
  });
}

function adviceOn(cause: UnprovenCause, run: string, id = 'ID'): string {
  switch (cause) {
    case 'not viewed':
      return `To have the code of a flagged proposal run: ${program} verify ${run} --only ${id}`;
    case 'not told apart':
      return `To have each proposal tried by itself: ${program} verify ${run} --verify-each proposal`;
    case 'incomplete copy':
      return 'What a copy lacks is made there first by --verify-set-up COMMAND, such as --verify-set-up "npm ci".';
  }
}
