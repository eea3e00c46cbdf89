import type { Summary } from '../run/summary';

/** "7 of 10 verified, 1 not tried", where commands were run. */
export function verifiedText({ proofs, untried }: Pick<Summary, 'proofs' | 'untried'>): string[] {
  const all = Object.values(proofs).reduce((sum, count) => sum + count, untried);
  return [
    ...(all > 0 ? [`${proofs.verified} of ${all} verified`] : []),
    ...(untried > 0 ? [`${untried} not tried`] : []),
  ];
}
