import { setFlagsFromString } from 'node:v8';

/**
 * Node 20 optimizes soon and thoroughly. A review waits much more than it works, and to optimize later saves it a tenth
 * of its processor time. Later versions have a quick compiler in between, and not this flag.
 */
export function optimizeLater(): void {
  if (process.versions.node.startsWith('20.')) {
    setFlagsFromString('--interrupt-budget=400000');
  }
}
