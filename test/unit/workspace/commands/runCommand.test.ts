import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { it } from 'mocha';
import { runCommand } from '../../../../src/workspace/commands/runCommand';
import { put, useFolder } from '../support';
import { callOf, onPosix, processesWith, runOf } from './support';

onPosix('running a command', function () {
  this.timeout(30_000);
  const folder = useFolder();
  const exited = (exitCode: number) => ({ kind: 'exited', exitCode });

  it('tells how it exited and what it printed, both streams in their order', async () => {
    const run = await runOf(folder.path, 'echo 1; echo 2 >&2; echo 3; echo 4 > /dev/stderr; pwd; exit 3');
    assert.deepEqual(run.end, exited(3));
    assert.equal(run.output.head, `1\n2\n3\n4\n${folder.path}\n`);
    assert.equal(run.output.tail, '');
  });

  it('waits for who reads with one stream where the other is set not to wait', async () => {
    // As Node.js sets what it prints to, where that is a pipe.
    const setNotToWait =
      'import fcntl, os; fcntl.fcntl(2, fcntl.F_SETFL, fcntl.fcntl(2, fcntl.F_GETFL) | os.O_NONBLOCK)';
    const command = `python3 -c '${setNotToWait}'; head -c 30000000 /dev/zero | tr '\\0' a | tee /dev/null | tail -c +2`;
    const { end, output } = await runOf(folder.path, `set -e; ${command}`);
    assert.deepEqual(end, { kind: 'exited', exitCode: 0 });
    assert.equal(output.head.length + output.omittedBytes + output.tail.length, 30_000_000 - 1);
  });

  it('gives it the command as it is', async () => {
    const run = await runOf(folder.path, `printf '%s|' 'a  b' "\\$x" "$0" 'é'`);
    assert.equal(run.output.head, 'a  b|$x|/bin/sh|é|');
  });

  it('gives it no input to wait for', async () => {
    const run = await runOf(folder.path, 'cat; read line; echo "read: $?"; test -t 0 || echo no terminal');
    assert.equal(run.output.head, 'read: 1\nno terminal\n');
  });

  it('leads a session without a terminal, so that nobody is asked for a password', async () => {
    const run = await runOf(folder.path, 'echo asks > /dev/tty');
    assert.notDeepEqual(run.end, exited(0));
  });

  it('gives it a folder for temporary files, and removes it', async () => {
    const run = await runOf(folder.path, 'mkdir -p "$TMPDIR/a/b" && echo x > "$TMPDIR/a/b/c" && printf %s "$TMPDIR"');
    assert.deepEqual(run.end, exited(0));
    assert.match(run.output.head, /^\//);
    assert.equal(readdirSync(tmpdir()).includes(run.output.head.split('/').at(-2) ?? ''), false);
  });

  it('gives it no more of the environment than it was told', async () => {
    const run = await runOf(folder.path, 'env', { environment: { PATH: process.env.PATH ?? '', ONE: '1' } });
    const names = run.output.head.split('\n').map((line) => line.split('=')[0]);
    const shells = ['PWD', 'OLDPWD', 'SHLVL', '_', ''];
    assert.deepEqual(
      names.filter((name) => !shells.includes(name ?? '')).sort(),
      ['FOLDER_REVIEW_RUN', 'ONE', 'PATH', 'TEMP', 'TMP', 'TMPDIR'].sort(),
    );
  });

  for (const [what, command] of [
    ['by itself', 'kill -SEGV $$'],
    ['below the shell', 'sh -c "kill -SEGV \\$\\$"; exit $?'],
  ] as const) {
    it(`tells of a crash ${what}`, async () => {
      assert.deepEqual((await runOf(folder.path, command)).end, { kind: 'killed', signal: 'SIGSEGV' });
    });
  }

  it('tells of a command that does not exist, and of one that may not run', async () => {
    put(folder.path, 'plain.sh', 'echo no\n');
    for (const [command, expected] of [
      ['no-such-command --flag', /no-such-command: (command )?not found/],
      ['./missing.sh', /missing\.sh: (not found|No such file)/],
      ['./plain.sh', /plain\.sh: Permission denied/],
    ] as const) {
      const { end } = await runOf(folder.path, command);
      assert.equal(end.kind, 'did not start', command);
      assert.match(end.kind === 'did not start' ? end.message : '', expected);
    }
  });

  it('takes 127 for a number of failures where no shell says that it found nothing', async () => {
    const run = await runOf(folder.path, 'echo "  1) Error: GET /things: not found"; exit 127');
    assert.deepEqual(run.end, exited(127));
  });

  it('tells of a folder that does not exist, and of a shell that does not', async () => {
    for (const [other, expected] of [
      [{ folder: join(folder.path, 'gone') }, /the folder to run in, .*gone, cannot be used: it does not exist/],
      [{ folder: put(folder.path, 'file') }, /is not a folder/],
      [{ shell: '/no/such/shell' }, /the shell, \/no\/such\/shell, cannot be used: it does not exist/],
      [{ shell: 'sh' }, /must be given by its absolute path/],
      [{ command: 'echo \0' }, /NUL/],
    ] as const) {
      const { end } = await runOf(folder.path, 'echo ran > ran', other);
      assert.equal(end.kind, 'did not start');
      assert.match(end.kind === 'did not start' ? end.message : '', expected);
    }
    assert.equal(readdirSync(folder.path).includes('ran'), false);
  });

  it('ends at its time limit, with what was printed until then', async () => {
    const run = await runOf(folder.path, `echo before; sleep 5151.${process.pid}; echo after`, { timeLimitMs: 300 });
    assert.deepEqual(run.end, { kind: 'timed out', afterMs: 300 });
    assert.equal(run.output.head, 'before\n');
    assert.ok(run.durationMs < 5000, `${run.durationMs} ms`);
    assert.deepEqual(processesWith(`5151.${process.pid}`), []);
  });

  it('ends when it is cancelled, and does not begin when it was before', async () => {
    const stop = new AbortController();
    const call = callOf(folder.path, `echo ran > ran; sleep 5252.${process.pid}`);
    const running = runCommand(call, stop.signal);
    while (!readdirSync(folder.path).includes('ran')) {
      await delay(10);
    }
    stop.abort();
    assert.deepEqual(await running, { kind: 'cancelled' });
    assert.deepEqual(processesWith(`5252.${process.pid}`), []);
    assert.deepEqual(await runCommand(callOf(folder.path, 'echo ran > again'), stop.signal), { kind: 'cancelled' });
    assert.deepEqual(readdirSync(folder.path), ['ran']);
  });

  it('prints 1 GB in memory that does not grow, and keeps both ends', async function () {
    this.timeout(60_000);
    await runOf(folder.path, 'head -c 20000000 /dev/zero');
    const before = process.memoryUsage().rss;
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const run = await runOf(folder.path, 'echo first; head -c 1000000000 /dev/zero | tr "\\\\0" x; echo; echo last');
    clearInterval(timer);
    assert.deepEqual(run.end, exited(0));
    assert.ok(peak - before < 50e6, `${(peak - before) / 1e6} MB`);
    assert.ok(run.output.head.startsWith('first\nxxx'));
    assert.ok(run.output.tail.endsWith('xxx\nlast\n'));
    const kept = run.output.head.length + run.output.tail.length;
    assert.equal(kept + run.output.omittedBytes, 'first\n\nlast\n'.length + 1_000_000_000);
    assert.equal(kept, 2 * 64 * 1024);
  });

  it('runs several at once, each with its own output', async () => {
    const runs = await Promise.all([1, 2, 3, 4].map((n) => runOf(folder.path, `sleep 0.1; echo ${n}`)));
    assert.deepEqual(
      runs.map(({ output }) => output.head),
      ['1\n', '2\n', '3\n', '4\n'],
    );
  });

  it('leaves no descriptor open', async () => {
    await runOf(folder.path, 'true');
    const before = readdirSync('/proc/self/fd').length;
    for (let count = 0; count < 10; count++) {
      await runOf(folder.path, count % 2 ? 'no-such-command' : 'echo x');
    }
    await delay(50);
    assert.ok(readdirSync('/proc/self/fd').length <= before + 1);
  });

  it('never rejects when what it needs is missing', async () => {
    const { end } = await runOf(folder.path, 'true', { environment: { PATH: folder.path } });
    assert.equal(end.kind, 'did not start');
    assert.deepEqual(await runCommand(callOf(folder.path, 'true'), AbortSignal.abort()), { kind: 'cancelled' });
  });
});
