import { resolve } from 'node:path';
import { createConfigFile } from '../compose/createConfigFile';
import { printable } from '../core/report/text';
import type { InitCommand } from './command';
import { CommandFailure, exitCodes } from './exitCode';
import { print } from './output';

/** Writes a commented `folder-review.yaml` into a folder that has none. */
export async function init({ folder }: InitCommand): Promise<number> {
  const created = await createConfigFile(resolve(folder));
  if (created.kind !== 'created') {
    throw new CommandFailure(printable(created.message));
  }
  print(
    `Written: ${printable(created.path)}\nIt changes nothing yet: each key in it is a comment, with its default.\n`,
  );
  return exitCodes.done;
}
