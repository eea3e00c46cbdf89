import { counted } from '../../text/counted';
import { maskSecrets } from '../../text/secrets';
import { seen } from '../judging/seenRun';
import type { CommandRun } from '../ports';
import { failureText } from '../proofText';

/** Names of what fails that are told. */
const mostNamed = 3;

/**
 * What fails without any edit, a sentence for each command: "npm test fails without any edit, too: 2 tests (a › b, c)".
 * Whoever knows it to pass in the folder learns so that the copy lacks something, and that a proof says nothing of it.
 */
export function redSentences(baseline: readonly CommandRun[]): readonly string[] {
  const red = baseline.filter(({ end }) => end.kind !== 'exited' || end.exitCode !== 0);
  const ofCommands = new Map(red.map((run) => [run.command, run]));
  return [...ofCommands.values()].map((run) => {
    const { failures } = seen(run);
    const tests = failures.filter(({ test }) => test !== undefined);
    const what = tests.length > 0 ? counted(tests.length, 'test') : counted(failures.length, 'failure');
    const names = (tests.length > 0 ? tests : failures).map((failure) => failure.test ?? failureText(failure));
    const named = [...names.slice(0, mostNamed), ...(names.length > mostNamed ? ['…'] : [])].join(', ');
    return maskSecrets(`${run.command} fails without any edit, too: ${what} (${named})`);
  });
}
