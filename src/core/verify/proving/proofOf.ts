import type { Proof, ProofResult } from '../../proof';
import { mapStrings } from '../../text/mapStrings';
import { maskSecrets } from '../../text/secrets';
import { outputText } from '../judging/runText';
import { isTold } from '../judging/seenRun';
import type { CommandRun } from '../ports';
import type { Settled } from './settle';

/** A proof has this many failures at most; the output has all. */
const mostFailures = 50;

/** Writes down what became of proposals, without secrets. */
export function proofWriter({
  commands,
  site,
  keep,
}: {
  readonly commands: readonly string[];
  readonly site: { readonly baseTree: string };
  keep(output: string): Promise<string>;
}): (settled: Settled) => Promise<Proof> {
  const keys = new Map<CommandRun, Promise<string>>();
  // One run tells of as many proposals as were in its tree.
  const keyOf = (run: CommandRun): Promise<string> => {
    const key = keys.get(run) ?? keep(maskSecrets(outputText(run.output)));
    keys.set(run, key);
    return key;
  };
  return async ({ result, verdict, run }) => {
    const tree = verdict && 'tree' in verdict ? verdict.tree : undefined;
    const telling = run ?? (verdict && 'run' in verdict ? verdict.run : undefined);
    const output = telling && (await keyOf(telling));
    const ran = verdict?.kind === 'failed' ? commandsUpTo(verdict.runs, verdict.run) : commands;
    return {
      result: {
        ...mapStrings(bounded(result), maskSecrets, (name) => name),
        // They are compared with the commands.
        ...(result.kind === 'verified' && result.blind && { blind: result.blind }),
      },
      commands: ran,
      baseTree: site.baseTree,
      ...(tree !== undefined && { tree }),
      ...(output !== undefined && { output }),
    };
  };
}

function commandsUpTo(runs: readonly CommandRun[], last: CommandRun): readonly string[] {
  return runs.slice(0, runs.indexOf(last) + 1).map(({ command }) => command);
}

function bounded(result: ProofResult): ProofResult {
  if (!('failures' in result)) {
    return result;
  }
  const told = result.failures.filter(isTold);
  const failures = told.slice(0, mostFailures);
  const moreFailures = told.length - failures.length;
  return { ...result, failures, ...(moreFailures > 0 && { moreFailures }) };
}
