/*
 * Loaded before the command line (`--require`), for what cannot be had by chance:
 * FOLDER_REVIEW_SLOW_WRITES=MS writes a file that is written over in halves, with so many milliseconds before each.
 * FOLDER_REVIEW_FAULT='KIND [CALL] N[+]' has a fault at the N-th call that it can happen to, and with + at all that follow;
 * CALL counts calls of that name alone, as in `SIGKILL ftruncateSync 1`. What writes bytes has written half of them by then.
 *   SIGKILL   the process is killed, before the call or in the middle of it
 *   ENOSPC    a call that takes room fails with that error
 *   EIO, EROFS, EACCES  a call that changes something on disk fails with that error
 *             of what is there already, a page is written over whole or not at all before an error
 *   short     a call that says how many bytes it wrote writes half of them, at least one
 * FOLDER_REVIEW_CALLS=FILE writes the name of each of these calls into a file when the process ends, a line each.
 */
const fs = require('node:fs');
const http = require('node:http');
const { isMainThread } = require('node:worker_threads');

const slowMs = Number(process.env.FOLDER_REVIEW_SLOW_WRITES ?? 0);
const wish = process.env.FOLDER_REVIEW_FAULT ?? '';
const [, kind, wanted, number, onwards] = /^(\w+) (?:(\w+) )?(\d+)(\+?)$/.exec(wish) ?? [];
if (wish !== '' && kind === undefined) {
  throw new Error(`What fault is "${wish}"?`);
}

/** What calls do; those that write say how many bytes they wrote, or have all of them written. */
const does = {
  ...Object.fromEntries(['writeSync', 'writeInPlace', 'write', 'writev'].map((name) => [name, 'write'])),
  ...Object.fromEntries(['writeFileSync', 'writeFile', 'appendFile', 'copyFile'].map((name) => [name, 'fill'])),
  ...Object.fromEntries(
    ['create', 'mkdirSync', 'mkdir', 'mkdtemp', 'fsync', 'sync', 'datasync'].map((name) => [name, 'room']),
  ),
  request: 'request',
};
const happensTo = {
  SIGKILL: () => true,
  ENOSPC: (what) => ['write', 'fill', 'room'].includes(what),
  EIO: (what) => what !== 'request',
  EROFS: (what) => what !== 'request',
  EACCES: (what) => what !== 'request',
  short: (what) => what === 'write',
};

let calls = 0;
const names = [];

/** Before a call: whether the fault is its. */
function isHit(name) {
  const what = does[name] ?? 'change';
  if (kind !== undefined && !happensTo[kind](what)) {
    return false;
  }
  names.push(name);
  calls += wanted === undefined || wanted === name ? 1 : 0;
  const isIt = wanted === undefined || wanted === name;
  return kind !== undefined && isIt && (calls === Number(number) || (onwards === '+' && calls > Number(number)));
}

/** What happens instead of the rest of a call. */
function fail(name, path) {
  if (kind === 'SIGKILL') {
    process.kill(process.pid, 'SIGKILL');
  }
  const words = {
    ENOSPC: 'no space left on device',
    EIO: 'i/o error',
    EROFS: 'read-only file system',
    EACCES: 'permission denied',
  }[kind];
  const of = { code: kind, syscall: name, ...(typeof path === 'string' && { path }) };
  throw Object.assign(new Error(`${kind}: ${words}, ${name}`), of);
}

function wait() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowMs);
}

const halfOf = (length) => Math.ceil(length / 2);
const pageSize = 4096;

/** How much of a write to a place in a file is done before it fails. */
function doneInPlace(descriptor, length, position) {
  const half = halfOf(length);
  const isError = kind !== 'SIGKILL' && kind !== 'short';
  const isOver = isError && position < fs.fstatSync(descriptor).size;
  return isOver ? Math.max(0, Math.floor((position + half) / pageSize) * pageSize - position) : half;
}

/** What is written whole, up to its middle: text, bytes, or the first of several pieces. */
async function firstHalf(content) {
  if (typeof content === 'string' || content instanceof Uint8Array) {
    return Buffer.from(content).subarray(0, halfOf(content.length));
  }
  for await (const piece of content) {
    return firstHalf(piece);
  }
  return '';
}

function watchSync(object, name) {
  const call = object[name];
  object[name] = function (...words) {
    if (isHit(name)) {
      if (name === 'writeFileSync') {
        const [file, content] = words;
        call(file, Buffer.from(content).subarray(0, halfOf(content.length)));
      }
      fail(name, words[0]);
    }
    return call.apply(this, words);
  };
}

/** @param begin what is done of it before it fails; gets the call and its words */
function watch(object, name, { as = name, isCounted = () => true, begin = async () => {} } = {}) {
  const call = object[name];
  object[name] = async function (...words) {
    if (isCounted(...words) && isHit(as)) {
      const begun = await begin.call(this, call, words);
      if (kind === 'short') {
        return begun;
      }
      fail(name, words[0]);
    }
    return call.apply(this, words);
  };
}

function watchWriteSync() {
  const { writeSync } = fs;
  fs.writeSync = (descriptor, bytes, start, length, position) => {
    if (typeof bytes === 'string' || typeof start === 'object' || length === undefined) {
      return writeSync(descriptor, bytes, start, length, position);
    }
    // Only a file that is written over is written to at a place.
    const isInPlace = typeof position === 'number';
    const name = isInPlace ? 'writeInPlace' : 'writeSync';
    if (isHit(name)) {
      const done = isInPlace ? doneInPlace(descriptor, length, position) : halfOf(length);
      const written = done > 0 ? writeSync(descriptor, bytes, start, done, position) : 0;
      return kind === 'short' ? written : fail(name);
    }
    if (slowMs === 0 || !isInPlace) {
      return writeSync(descriptor, bytes, start, length, position);
    }
    wait();
    return writeSync(descriptor, bytes, start, halfOf(length), position);
  };
}

function watchHandles(prototype) {
  watch(prototype, 'write', {
    begin(call, [bytes, start = 0, length = bytes.length - start, position = null]) {
      return typeof bytes === 'string'
        ? call.call(this, bytes.slice(0, halfOf(bytes.length)))
        : call.call(this, bytes, start, halfOf(length), position);
    },
  });
  watch(prototype, 'writev', {
    begin(call, [[first], position]) {
      return call.call(this, [first.subarray(0, halfOf(first.length))], position);
    },
  });
  for (const name of ['writeFile', 'appendFile']) {
    watch(prototype, name, {
      async begin(call, [content]) {
        return call.call(this, await firstHalf(content));
      },
    });
  }
  for (const name of ['truncate', 'sync', 'datasync']) {
    watch(prototype, name);
  }
}

function watchAll() {
  watchWriteSync();
  for (const name of [
    'ftruncateSync',
    'mkdirSync',
    'renameSync',
    'rmSync',
    'rmdirSync',
    'unlinkSync',
    'writeFileSync',
  ]) {
    watchSync(fs, name);
  }
  const { fsync } = fs;
  fs.fsync = (descriptor, done) => {
    try {
      return isHit('fsync') ? fail('fsync') : fsync(descriptor, done);
    } catch (error) {
      return process.nextTick(done, error);
    }
  };
  for (const name of ['mkdir', 'mkdtemp', 'rename', 'rm', 'rmdir', 'unlink', 'chmod', 'symlink', 'copyFile']) {
    watch(fs.promises, name);
  }
  watch(fs.promises, 'writeFile', {
    async begin(call, [file, content]) {
      return call(file, await firstHalf(content));
    },
  });
  const isChange = (_path, flags = 'r') => flags !== 'r' && flags !== fs.constants.O_RDONLY;
  const creates = (_path, flags) => (typeof flags === 'string' ? flags !== 'r+' : (flags & fs.constants.O_CREAT) !== 0);
  watch(fs.promises, 'open', { as: 'create', isCounted: (...words) => isChange(...words) && creates(...words) });
  watch(fs.promises, 'open', { isCounted: (...words) => isChange(...words) && !creates(...words) });
  const { open } = fs.promises;
  let isWatched = false;
  fs.promises.open = async (...words) => {
    const handle = await open(...words);
    if (!isWatched) {
      isWatched = true;
      watchHandles(Object.getPrototypeOf(handle));
    }
    return handle;
  };
  watchSync(http, 'request');
}

// Only the program itself, not the analyzers that it starts.
if (process.argv[1]?.endsWith('cli.js') && isMainThread) {
  const { writeFileSync } = fs;
  watchAll();
  const list = process.env.FOLDER_REVIEW_CALLS;
  if (list !== undefined) {
    process.on('exit', () => writeFileSync(list, names.map((name) => `${name}\n`).join('')));
  }
}
