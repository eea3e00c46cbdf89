import { resolve } from 'node:path';
import type { VerificationOptions } from '../core/proof';
import { printable } from '../core/report/text';
import { sentence } from '../core/text/sentence';
import { runsIn } from '../workspace/commands/runsIn';
import { topOf } from '../workspace/verification/askSource';
import { readWorktreeInclude, worktreeIncludeName } from '../workspace/verification/worktreeInclude';
import { CommandFailure } from './exitCode';
import type { VerifyFlags } from './verifyFlags';

/**
 * What the flags say of proving proposals; that they were typed is the approval of the commands. Undefined where there is
 * no command. Throws a CommandFailure.
 *
 * @param folder what is reviewed, real path
 * @param own what holds where nothing was typed: that of an earlier run
 */
export async function verificationOf(
  flags: VerifyFlags,
  folder: string,
  own?: VerificationOptions,
): Promise<VerificationOptions | undefined> {
  const commands = flags.verify ?? own?.commands;
  if (commands === undefined) {
    return undefined;
  }
  const directory = flags.verifyIn === undefined ? (own?.directory ?? '') : await directoryOf(flags.verifyIn, folder);
  const include = flags.verifyInclude ? await includeOf(folder) : own?.include;
  const { verifyTimeLimit: minutes } = flags;
  return {
    setUp: flags.verifySetUp ?? own?.setUp ?? [],
    commands,
    mode: flags.verifyEach ?? own?.mode ?? 'all',
    ...{ ...(directory !== '' && { directory }), ...(include && { include }) },
    parallel: flags.verifyParallel ?? own?.parallel ?? 1,
    timeLimitMs: minutes === undefined ? (own?.timeLimitMs ?? 600_000) : minutes * 60_000,
    ...((flags.verifyRepair ?? own?.repair) && { repair: true }),
  };
}

/** Relative to the top of what is copied. */
async function directoryOf(typed: string, folder: string): Promise<string> {
  const found = await runsIn(await copiedTop('--verify-in', folder), resolve(typed));
  if (found.kind === 'failed') {
    throw new CommandFailure(`--verify-in: ${printable(found.message)}.`);
  }
  return found.directory;
}

async function includeOf(folder: string): Promise<readonly string[]> {
  const top = await copiedTop('--verify-include', folder);
  const read = await readWorktreeInclude(top);
  switch (read.kind) {
    case 'patterns':
      return read.patterns;
    case 'none':
      throw new CommandFailure(`--verify-include: there is no ${worktreeIncludeName} in ${printable(top)}.`);
    case 'failed':
      throw new CommandFailure(`--verify-include: ${printable(read.message)}.`);
  }
}

async function copiedTop(flag: string, folder: string): Promise<string> {
  const found = await topOf(folder);
  if (found.kind === 'failed') {
    throw new CommandFailure(`${flag}: ${printable(sentence(found.message))}`);
  }
  return found.top;
}
