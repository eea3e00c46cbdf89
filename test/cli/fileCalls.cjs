/*
 * Loaded before the command line (`--require`), for what cannot be had by chance:
 * FOLDER_REVIEW_SLOW_WRITES=MS writes files in halves, with so many milliseconds before each.
 * FOLDER_REVIEW_KILLED_AT=CALL kills the process before its CALL-th call that changes something on disk, and in the middle of
 * it where it writes bytes; a name in front, as in `ftruncateSync 1`, counts calls of that name alone.
 */
const fs = require('node:fs');

const slowMs = Number(process.env.FOLDER_REVIEW_SLOW_WRITES ?? 0);
const [, wanted, killedAt] = /^(?:(\w+) )?(\d+)$/.exec(process.env.FOLDER_REVIEW_KILLED_AT ?? '') ?? [];
let calls = 0;

/** Before a call. True when it is the last one. */
function isLast(name) {
  calls += wanted === undefined || wanted === name ? 1 : 0;
  return killedAt !== undefined && calls >= Number(killedAt);
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

function wait() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowMs);
}

function watch(object, names, changes = () => true) {
  for (const name of names) {
    const call = object[name];
    object[name] = function (...words) {
      if (changes(...words) && isLast(name)) {
        die();
      }
      return call.apply(this, words);
    };
  }
}

// Only the program itself, not the analyzers that it starts.
if (process.argv[1]?.endsWith('cli.js')) {
  const { writeSync } = fs;
  fs.writeSync = (descriptor, bytes, start, length, position) => {
    const half = Math.ceil(length / 2);
    // Only a file that is written over is written to at a place.
    const isInPlace = typeof position === 'number';
    if (isLast(isInPlace ? 'writeInPlace' : 'writeSync')) {
      writeSync(descriptor, bytes, start, half, position);
      die();
    }
    if (slowMs === 0 || !isInPlace) {
      return writeSync(descriptor, bytes, start, length, position);
    }
    wait();
    return writeSync(descriptor, bytes, start, half, position);
  };
  watch(fs, ['ftruncateSync', 'fsync', 'mkdirSync', 'renameSync', 'rmSync', 'unlinkSync', 'writeFileSync']);
  watch(fs.promises, ['mkdir', 'rename', 'rm', 'unlink', 'writeFile', 'chmod']);
  watch(fs.promises, ['open'], (_path, flags = 'r') => flags !== 'r' && flags !== fs.constants.O_RDONLY);
  const { open } = fs.promises;
  let isWatched = false;
  fs.promises.open = async (...words) => {
    const handle = await open(...words);
    if (!isWatched) {
      isWatched = true;
      watch(Object.getPrototypeOf(handle), ['writeFile', 'appendFile', 'write', 'truncate', 'sync', 'datasync']);
    }
    return handle;
  };
}
