import type { Summary } from '../run/summary';
import { english } from '../text/say';

/** "7 of 10 verified, 1 not tried", where commands were run. */
export function verifiedText({ proofs, untried }: Pick<Summary, 'proofs' | 'untried'>, t = english): string[] {
  const all = Object.values(proofs).reduce((sum, count) => sum + count, untried);
  return [
    ...(all > 0 ? [t('{0} of {1} verified', proofs.verified, all)] : []),
    ...(untried > 0 ? [t('{0} not tried', untried)] : []),
  ];
}
