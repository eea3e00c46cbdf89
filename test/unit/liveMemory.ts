import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is in memory and still of use, in megabytes. */
export function liveMb(): number {
  // What a first collection only marks as free for later goes in the second.
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}
