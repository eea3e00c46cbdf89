import { type Command as CommandLine, Option, type OptionValues } from '@commander-js/extra-typings';
import { verifyLimits, verifyModes } from '../core/proof';
import { integer, listOf, nonEmpty, UsageProblem } from './values';

/** The flags that say how proposals are verified, for every command that does. */
export const verifyFlags = {
  verify: new Option(
    '--verify <COMMAND>',
    'prove proposals by this command, such as "npm test", in a copy of your files: it runs the project\'s and the proposals\' code with your permissions; may be repeated, in the order in which they run',
  ).argParser(commandsOf('--verify')),
  verifySetUp: new Option(
    '--verify-set-up <COMMAND>',
    'run this first in each copy, such as "npm ci"; may be repeated',
  ).argParser(commandsOf('--verify-set-up')),
  verifyIn: new Option(
    '--verify-in <DIR>',
    'where the commands run (default: the top of the repository, or the folder where it is in none or ignored there)',
  ).argParser(nonEmpty('--verify-in')),
  verifyInclude: new Option(
    '--verify-include',
    'also copy the ignored files that .worktreeinclude names there, such as .env: the commands, and the proposals that they run, can read them',
  ),
  verifyEach: new Option(
    '--verify-each <SCOPE>',
    'what is tried at once (default all); what passes apart is tried once more together before a review applies it',
  ).choices(verifyModes),
  verifyParallel: new Option('--verify-parallel <N>', 'copies at work at once, 1 to 8 (default 1)').argParser(
    integer('--verify-parallel', verifyLimits.parallel.min, verifyLimits.parallel.max),
  ),
  verifyTimeLimit: new Option('--verify-time-limit <MINUTES>', 'for each run of a command (default 10)').argParser(
    integer('--verify-time-limit', verifyLimits.timeLimit.min, verifyLimits.timeLimit.max),
  ),
  verifyRepair: new Option(
    '--verify-repair',
    'have the model make another edit, once, for each of its own that fails: it is sent what the command printed',
  ),
} as const;

/** Adds them to a command, in this order. */
export function withVerifyFlags<Args extends unknown[], Flags extends OptionValues, Common extends OptionValues>(
  command: CommandLine<Args, Flags, Common>,
) {
  return command
    .addOption(verifyFlags.verify)
    .addOption(verifyFlags.verifySetUp)
    .addOption(verifyFlags.verifyIn)
    .addOption(verifyFlags.verifyInclude)
    .addOption(verifyFlags.verifyEach)
    .addOption(verifyFlags.verifyParallel)
    .addOption(verifyFlags.verifyTimeLimit)
    .addOption(verifyFlags.verifyRepair);
}

/** What they come to; absent is what was not said. */
export type VerifyFlags = ReturnType<
  ReturnType<typeof withVerifyFlags<[], Record<never, never>, Record<never, never>>>['opts']
>;

/** Refuses flags about verification without a command to verify by. */
export function checkVerifyFlags(flags: VerifyFlags): void {
  const names = Object.keys(verifyFlags) as (keyof VerifyFlags)[];
  const idle = names.find((name) => flags.verify === undefined && flags[name] !== undefined);
  if (idle !== undefined) {
    throw new UsageProblem(
      `${verifyFlags[idle].long} says how --verify works: give a command, such as --verify "npm test".`,
    );
  }
}

function commandsOf(flag: string): (text: string, before?: readonly string[]) => string[] {
  const checked = nonEmpty(flag);
  return (text, before) => listOf(checked(text), before);
}
