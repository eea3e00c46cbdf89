import { crashTool } from '../output/report';
import type { CommandRun } from '../ports';
import type { Candidate } from './proposals';
import type { FailedVerdict, Verdict } from './trials';

/** Whether the commands look at a file at all. */
export type Sight =
  | {
      readonly kind: 'seen';
      /** Those of the commands that were not seen to. */
      readonly blind: readonly string[];
    }
  /** They say of it what they say anyway. */
  | { readonly kind: 'unseen'; readonly reason: string; readonly run?: CommandRun };

/** What came of a control, by the path of each file that was in it; a file is absent when it was cancelled. */
export type Sights = ReadonlyMap<string, Sight>;

/** Of a file that every command looks at. */
export const seen: Sight = { kind: 'seen', blind: [] };

/** What it says of files that were broken together, all of them, that a command ends like this. */
export function sightOf(verdict: Verdict, files: readonly Candidate[], command: string): Sight | undefined {
  const [first, ...more] = files.map(({ path }) => path);
  const named = more.length > 0 ? `${first} and ${more.length} more` : first;
  const them = more.length > 0 ? 'them' : 'it';
  const untold = (reason: string, run?: CommandRun): Sight => ({
    kind: 'unseen',
    reason: `whether ${command} looks at ${named} cannot be told: ${reason}`,
    ...(run && { run }),
  });
  switch (verdict.kind) {
    case 'passed': {
      const says = verdict.nothingNew ? 'fails no more than before' : 'passes';
      const run = verdict.runs.at(-1);
      const reason = `${command} ${says} with ${named} broken, too: it does not look at ${them}`;
      return { kind: 'unseen', reason, ...(run && { run }) };
    }
    case 'failed':
      return verdict.unstable
        ? untold(`with ${them} broken, ${verdict.message}`, verdict.run)
        : isLost(verdict)
          ? untold(`with ${them} broken, something in it crashes, but it ends as if nothing had failed`, verdict.run)
          : seen;
    case 'flaky':
      return untold(`what fails with ${them} broken fails now and then anyway`, verdict.run);
    case 'unverifiable':
      // A run that came to its end in another way than on the base, with fewer tests say.
      return verdict.run?.end.kind === 'exited' ? seen : untold(verdict.reason, verdict.run);
    case 'cancelled':
      return undefined;
  }
}

/** What came of each of the commands, in their order. */
export function together(sights: readonly Sight[], commands: readonly string[]): Sight {
  const unseen = sights.filter((sight) => sight.kind === 'unseen');
  if (unseen.length < sights.length) {
    return { kind: 'seen', blind: commands.filter((_, index) => sights[index]?.kind === 'unseen') };
  }
  const run = unseen.at(-1)?.run;
  return { kind: 'unseen', reason: unseen.map(({ reason }) => reason).join('; '), ...(run && { run }) };
}

/** Whether only a crash in the output tells: where something fails in another way, nobody will hear of it. */
function isLost({ run, failures }: FailedVerdict): boolean {
  return run.end.kind === 'exited' && run.end.exitCode === 0 && failures.every(({ tool }) => tool === crashTool);
}
