import type { CheckFailure } from '../../proof';
import { fullNames } from '../output/report';

/**
 * What a failure is known by in two runs. A test is known by its name, whatever it says; anything else by what it says,
 * without what an edit elsewhere in the file, another worktree or another moment changes: numbers, addresses, durations.
 */
export function identityOf({ tool, file, test, message }: CheckFailure): string {
  const words = test === undefined ? ['message', withoutNumbers(message)] : ['test', withoutAddresses(test)];
  const place = test !== undefined && fullNames.has(tool) ? '' : (file ?? '');
  return JSON.stringify([tool, place, ...words]);
}

/** The failures that are not among others, as many times as each. */
export function notAmong(failures: readonly CheckFailure[], others: readonly CheckFailure[]): CheckFailure[] {
  const left = new Map<string, number>();
  for (const other of others) {
    const identity = identityOf(other);
    left.set(identity, (left.get(identity) ?? 0) + 1);
  }
  return failures.filter((failure) => {
    const identity = identityOf(failure);
    const count = left.get(identity) ?? 0;
    left.set(identity, count - 1);
    return count <= 0;
  });
}

const address = /\b0x[0-9a-f]+\b/gi;

function withoutAddresses(text: string): string {
  return text.replace(address, '0x');
}

/** A text without what another moment or worktree changes in it. */
export function withoutNumbers(text: string): string {
  return withoutAddresses(text).replace(/\d+(?:[.,:]\d+)*(?:\s?(?:ms|µs|s|m)\b)?/g, '#');
}
