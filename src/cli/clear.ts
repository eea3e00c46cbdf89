import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { clearOffer } from '../compose/clearData';
import { printable } from '../core/report/text';
import { stateRoot } from '../store/stateDir';
import { codeOf, messageOf } from '../workspace/errors';
import type { ClearCommand } from './command';
import { CommandFailure, exitCodes } from './exitCode';
import { print, tell } from './output';

/** Removes what is kept of a folder's runs, or of what was asked and found, after it has said what that is. */
export async function clearData({ folder, answers, yes, stateDir }: ClearCommand): Promise<number> {
  // Also of a folder that is gone.
  const real = folder === undefined ? undefined : await realpath(folder).catch(() => resolve(folder));
  const wish = { ...(real !== undefined && { folder: real }), answers: answers === true };
  const offer = await clearOffer(stateRoot(stateDir), wish).catch(refused);
  for (const line of offer.lines) {
    print(`${printable(line)}\n`);
  }
  if (offer.isEmpty) {
    print('There is nothing to remove.\n');
    return exitCodes.done;
  }
  if (!yes && !(await isWanted())) {
    tell('Nothing was removed.');
    return exitCodes.done;
  }
  const stayed = await offer.clear().catch(refused);
  for (const problem of stayed) {
    tell(printable(problem));
  }
  print(stayed.length > 0 ? 'Removed, but for what stays.\n' : 'Removed.\n');
  return stayed.length > 0 ? exitCodes.failures : exitCodes.done;
}

/** Says in words of a system error what could not be looked at or taken hold of. */
function refused(error: unknown): never {
  if (codeOf(error) === undefined || !(error instanceof Error && 'path' in error)) {
    throw error;
  }
  const what = printable(String(error.path));
  throw new CommandFailure(
    `${what} cannot be cleared: ${messageOf(error)}. Put that right, and clear again.`,
    exitCodes.failures,
  );
}

/** Asks the person at the terminal. Throws a CommandFailure where there is none. */
async function isWanted(): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new CommandFailure('Nothing was removed, as nobody can be asked here: give --yes.');
  }
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await asking.question('Remove this? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}
