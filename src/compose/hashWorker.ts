import { parentPort, workerData } from 'node:worker_threads';
import { diskWorkspace } from './diskWorkspace';
import type { HashRequest } from './hashThreads';
import { readTextHashes } from './textHashes';

const { folder, options, paths } = workerData as HashRequest;
void readTextHashes(paths, diskWorkspace(folder, options).read).then((hashes) => parentPort?.postMessage(hashes));
