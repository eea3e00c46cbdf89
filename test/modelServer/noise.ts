import { createHash } from 'node:crypto';

/**
 * Numbers in [0, 1) that depend on nothing but the words: the same in every run, whatever the order.
 */
export function fractionsOf(words: string): readonly [number, number] {
  const bytes = createHash('sha256').update(words).digest();
  return [bytes.readUInt32BE(0) / 2 ** 32, bytes.readUInt32BE(4) / 2 ** 32];
}

/** A log-normal factor of mean 1; `spread` is the standard deviation of its logarithm. Box and Muller's method. */
export function noiseOf(words: string, spread: number): number {
  const [a, b] = fractionsOf(words);
  const normal = Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b);
  return Math.exp(spread * normal - spread ** 2 / 2);
}
