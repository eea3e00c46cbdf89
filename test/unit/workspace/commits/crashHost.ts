/**
 * `node crashHost.js land|recover FOLDER STATE [CALL]`: commits and lands what a run has changed in a folder, or recovers,
 * and prints how many calls that change something on disk or start a process it took. With a number it is killed before
 * that call; one that starts a process is made before, so that git is left alone in the middle of its work.
 */
import { commitStore, recoverCommits } from '../../../../src/compose/commits';
import { watchCalls } from '../killedCalls';
import { crashedChanges, storeWith } from './support';

const [, , what, folder = '', state = '', killedAt] = process.argv;

async function main(): Promise<void> {
  const store = storeWith(folder, crashedChanges);
  const calls = watchCalls(Number(killedAt), ['utimes', 'link', 'open']);
  const never = new AbortController().signal;
  const outcome =
    what === 'recover'
      ? await recoverCommits(state, folder)
      : await commitStore(store, { stateRoot: state }, { scope: 'file', lands: true }, never);
  process.stdout.write(`${calls()} ${JSON.stringify(outcome)}\n`);
}

void main();
