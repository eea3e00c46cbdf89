/**
 * `node crashHost.js verify|recover FOLDER STATE [CALL]`: verifies a folder, or recovers, and prints how many calls that
 * change something on disk or start a process it took. With a number it is killed before that call; one that starts a
 * process is made before, so that the process is left alone in the middle of its work.
 */
import { createVerifier, recoverVerifications } from '../../../../src/compose/verifier';
import { watchCalls } from '../killedCalls';
import { change } from './support';

const [, , what, folder = '', state = '', killedAt] = process.argv;
const calls = watchCalls(Number(killedAt), ['chmod']);

async function main(): Promise<void> {
  const never = new AbortController().signal;
  if (what === 'recover') {
    const failed = await recoverVerifications(state, folder);
    process.stdout.write(`${calls()} ${JSON.stringify(failed)}\n`);
    return;
  }
  const world = { folder, stateRoot: state, unsaved: async () => new Map<string, Uint8Array>() };
  const options = { setUp: ['mkdir made'], commands: [], parallel: 1, timeLimitMs: 60_000 };
  const opened = await createVerifier(world).open(options, never);
  if (opened.kind !== 'site') {
    throw new Error(JSON.stringify(opened));
  }
  const changes = [change(folder, 'a.txt', 'one', 'other')];
  await opened.site.try({ changes, commands: ['touch new; ln -s "$PWD/.." link'], goesOn: () => true }, never);
  const outcome = await opened.site.try({ changes: [], commands: ['cat a.txt'], goesOn: () => true }, never);
  await opened.site.close();
  process.stdout.write(`${calls()} ${JSON.stringify(outcome)}\n`);
}

void main();
