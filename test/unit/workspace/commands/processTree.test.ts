import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, it } from 'mocha';
import { tagVariable } from '../../../../src/workspace/commands/environment';
import { canBeOurs, psProcesses, windowsProcesses } from '../../../../src/workspace/commands/processTable';
import { endTree } from '../../../../src/workspace/commands/processTree';
import { recoverCommands } from '../../../../src/workspace/commands/recoverCommands';
import { runCommand } from '../../../../src/workspace/commands/runCommand';
import { put, useFolder } from '../support';
import { callOf, never, onLinux, processesWith } from './support';

/** Seconds, and what none but the processes of these tests show. */
const long = `5353.${process.pid}`;
/** The same of processes that are nobody's command. */
const apart = `5454.${process.pid}`;

/** Leaves its parents by a double fork, its group by setsid, and ignores SIGTERM; prints its id to a file. */
const daemon = `
import os, signal, sys, time
if os.fork(): sys.exit()
os.setsid()
if os.fork(): os._exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pid = open('pid', 'w')
if 'closes' in sys.argv:
    null = os.open('/dev/null', os.O_RDWR)
    for descriptor in (0, 1, 2): os.dup2(null, descriptor)
if 'leaves' in sys.argv:
    held = open('held', 'w')
    os.chdir('/')
pid.write(str(os.getpid()))
pid.close()
time.sleep(${long})
`;

/** `WAIT` stands for what keeps the shell until the process is there. */
const ways: Record<string, string> = {
  'what ignores SIGTERM': `trap '' TERM; sleep ${long} & echo $! > pid; WAIT`,
  'a session of its own': `setsid sleep ${long} & echo $! > pid; WAIT`,
  'a double fork': `python3 daemon.py ${long}; WAIT`,
  'a double fork that prints elsewhere': `python3 daemon.py ${long} closes; WAIT`,
  'a double fork without the environment': `env -i "$(command -v python3)" daemon.py ${long}; WAIT`,
  'a child without environment, pipe and session': `sh -c 'env -i setsid sleep ${long} > /dev/null 2>&1 & echo $! > pid; wait' & WAIT`,
  'the group without environment and pipe': `env -i sleep ${long} > /dev/null 2>&1 & echo $! > pid; WAIT`,
  'another group without environment and pipe': `bash -c 'set -m; env -i sleep ${long} > /dev/null 2>&1 & echo $! > pid'; WAIT`,
  'what is stopped': `sleep ${long} & kill -STOP $!; echo $! > pid; WAIT`,
};

/** Nothing tells of these but where they are. */
const waysInPlace: Record<string, string> = {
  'a double fork that is known by its folder alone': `env -i "$(command -v python3)" daemon.py ${long} closes; WAIT`,
  'a double fork that is known by its open file alone': `env -i "$(command -v python3)" daemon.py ${long} closes leaves; WAIT`,
  'an orphan without environment, pipe and session': `env -i setsid sleep ${long} > /dev/null 2>&1 & echo $! > pid; WAIT`,
};

onLinux('the processes of a command', function () {
  this.timeout(60_000);
  const folder = useFolder();

  afterEach(() => {
    for (const line of [...processesWith(long), ...processesWith(apart)]) {
      process.kill(Number.parseInt(line, 10), 'SIGKILL');
    }
  });

  async function written(path: string): Promise<void> {
    const file = join(folder.path, path);
    while (!existsSync(file) || readFileSync(file, 'utf8') === '') {
      await delay(10);
    }
  }

  /** What is left of a command, if something is, and what else is wrong with its end. */
  async function problemsAfter(way: string, command: string, end: 'exits' | 'cancelled' | 'timed out') {
    put(folder.path, `${way}/daemon.py`, daemon);
    const stop = new AbortController();
    const wait = end === 'exits' ? 'while ! test -s pid; do sleep 0.02; done' : `wait; sleep ${long}`;
    const call = callOf(join(folder.path, way), command.replace('WAIT', wait), {
      ...(way in waysInPlace && { place: join(folder.path, way) }),
      timeLimitMs: end === 'timed out' ? 3000 : 20_000,
    });
    const running = runCommand(call, stop.signal);
    await written(`${way}/pid`);
    const began = performance.now();
    if (end === 'cancelled') {
      stop.abort();
    }
    const outcome = await running;
    const took = performance.now() - began - (end === 'timed out' ? 3000 : 0);
    const pid = readFileSync(join(folder.path, way, 'pid'), 'utf8').trim();
    const kind = outcome.kind === 'ran' ? outcome.run.end.kind : outcome.kind;
    return [
      ...(isAtWork(pid) ? [`${way}: ${pid} is left`] : []),
      ...(kind === (end === 'exits' ? 'exited' : end) ? [] : [`${way}: ${kind}`]),
      ...(took < 5000 ? [] : [`${way}: took ${took} ms`]),
    ];
  }

  for (const end of ['exits', 'cancelled', 'timed out'] as const) {
    it(`are gone within five seconds, wherever they went: ${end}`, async () => {
      const problems = await Promise.all(
        Object.entries({ ...ways, ...waysInPlace }).map(([way, command]) => problemsAfter(way, command, end)),
      );
      assert.deepEqual(problems.flat(), []);
      assert.deepEqual(processesWith(long), []);
    });
  }

  it('may print to the end after the shell has exited', async () => {
    const outcome = await runCommand(callOf(folder.path, '(sleep 0.3; echo late) & echo soon'), never);
    assert.equal(outcome.kind === 'ran' && outcome.run.output.head, 'soon\nlate\n');
  });

  it('have time to clean up when they are asked to end', async () => {
    const command = `trap 'sleep 0.3; echo cleaned > cleaned; exit' TERM; echo $$ > pid; while :; do sleep 0.05; done`;
    const stop = new AbortController();
    const running = runCommand(callOf(folder.path, command), stop.signal);
    await written('pid');
    stop.abort();
    await running;
    assert.equal(readFileSync(join(folder.path, 'cleaned'), 'utf8'), 'cleaned\n');
  });

  it('are ended by their tag alone, and nobody else is', async () => {
    const tags = ['a'.repeat(24), 'b'.repeat(24)];
    const [left, other] = tags.map((tag) =>
      spawn('sleep', [apart], {
        env: { PATH: process.env.PATH, [tagVariable]: tag },
        detached: true,
        stdio: 'ignore',
      }),
    );
    assert.deepEqual(await endTree({ tag: tags[0] ?? '' }, 500), []);
    assert.equal(left?.signalCode, 'SIGTERM');
    assert.equal(other?.signalCode, null);
    other?.kill('SIGKILL');
  });

  it('are not those that were there before, nor those that somebody started in its folder', async () => {
    const plain = { cwd: folder.path, env: { PATH: process.env.PATH }, stdio: 'ignore' } as const;
    const before = spawn('sleep', [apart], plain);
    const running = runCommand(callOf(folder.path, 'echo > begun; sleep 1', { place: folder.path }), never);
    await written('begun');
    const terminal = spawn('sh', ['-c', `(cd "$1" && exec sleep ${long}) & wait`, '-', folder.path], {
      ...plain,
      cwd: '/',
      // As a terminal has its own session.
      detached: true,
    });
    await running;
    assert.equal(processesWith(`sleep ${long}`).length, 2);
    assert.deepEqual([before.signalCode, before.exitCode, terminal.exitCode], [null, null, null]);
    before.kill('SIGKILL');
  });

  it('are not jobs of the shell that we were started from, in their session or in one that is older than the command', async () => {
    const source = join(import.meta.dirname, '../../../../src/workspace/commands/runCommand');
    const script = put(
      folder.path,
      'ours.ts',
      `import { runCommand } from ${JSON.stringify(source)};
      void runCommand({ command: 'echo > copy/begun; sleep 1; echo > copy/ended', folder: ${JSON.stringify(folder.path)}, place: ${JSON.stringify(join(folder.path, 'copy'))},
        shell: '/bin/sh', environment: { PATH: process.env.PATH ?? '' }, timeLimitMs: 60_000, tag: '${randomBytes(16).toString('hex')}' }, new AbortController().signal);`,
    );
    put(folder.path, 'copy/file');
    const shell = `(cd "$2" && exec "$0" --import tsx "$1") & ours=$!
      cd "$3"; until test -s copy/begun; do sleep 0.05; done
      tail -f copy/file > /dev/null & file=$!
      (cd copy && exec sleep ${long}) & sleep=$!
      wait $ours; cat copy/ended
      kill $file && kill $sleep && echo all there`;
    const project = join(import.meta.dirname, '../../../..');
    const child = spawn('bash', ['-c', shell, process.execPath, script, project, folder.path], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await once(child, 'close');
    assert.equal(said, '\nall there\n');
  });

  it('are in no session that is older than the command, and in our own control group', () => {
    const ours = { since: 500, controlGroup: '0::/terminal' };
    const origin = { sessionSince: 505, controlGroup: '0::/terminal' };
    assert.ok(canBeOurs(origin, ours));
    assert.ok(canBeOurs({ ...origin, sessionSince: undefined }, ours));
    for (const other of [{ sessionSince: 499 }, { controlGroup: '0::/files' }]) {
      assert.equal(canBeOurs({ ...origin, ...other }, ours), false, JSON.stringify(other));
    }
  });

  it('are those of one run, also where others run under the same tag', async () => {
    const tag = 'c'.repeat(24);
    const other = runCommand(callOf(folder.path, `echo $$ > pid; sleep 1.5; echo still`, { tag }), never);
    await written('pid');
    const first = await runCommand(callOf(folder.path, 'sleep 60 & exit 0', { tag }), never);
    assert.equal(first.kind, 'ran');
    const outcome = await other;
    assert.equal(outcome.kind === 'ran' && outcome.run.output.head, 'still\n');
  });

  it('are those of all runs under one tag when they are ended by it', async () => {
    const tag = 'd'.repeat(24);
    const runs = ['1', '2'].map((name) =>
      runCommand(callOf(folder.path, `echo $$ > ${name}; sleep ${long}`, { tag }), never),
    );
    await Promise.all([written('1'), written('2')]);
    assert.deepEqual(await endTree({ tag }, 500), []);
    const ends = (await Promise.all(runs)).map((outcome) => outcome.kind === 'ran' && outcome.run.end);
    assert.deepEqual(ends, Array(2).fill({ kind: 'killed', signal: 'SIGTERM' }));
  });

  it('are gone after a crash, and their temporary files, too', async () => {
    const tag = randomBytes(16).toString('hex');
    const script = put(
      folder.path,
      'crash.ts',
      `import { runCommand } from ${JSON.stringify(join(import.meta.dirname, '../../../../src/workspace/commands/runCommand'))};
      void runCommand({ command: 'trap "" TERM; echo $TMPDIR > where; echo x > $TMPDIR/x; sleep ${long}; sleep ${long}', folder: ${JSON.stringify(folder.path)},
        shell: '/bin/sh', environment: { PATH: process.env.PATH ?? '' }, timeLimitMs: 60_000, tag: '${tag}' }, new AbortController().signal);`,
    );
    const crashing = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: join(import.meta.dirname, '../../../..'),
      stdio: 'ignore',
    });
    await written('where');
    crashing.kill('SIGKILL');
    await once(crashing, 'exit');
    const temporary = readFileSync(join(folder.path, 'where'), 'utf8').trim();
    assert.notDeepEqual(processesWith(long), []);
    assert.ok(existsSync(temporary));
    assert.deepEqual(await recoverCommands(tag), []);
    assert.deepEqual(processesWith(long), []);
    assert.equal(existsSync(dirname(temporary)), false);
  });

  it('and their temporary files are told of where they cannot be removed after a crash', () => {
    const script = put(
      folder.path,
      'recover.ts',
      `import { recoverCommands } from ${JSON.stringify(join(import.meta.dirname, '../../../../src/workspace/commands/recoverCommands'))};
      recoverCommands('e'.repeat(24)).then(console.log, ({ message }) => console.log(message));`,
    );
    const place = join(folder.path, `fr-${'e'.repeat(12)}-1`);
    mkdirSync(place);
    const asRoot = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const inside = `mount -t tmpfs none "$1" && exec "$2" --import tsx "$3"`;
    const words = [...asRoot, '--mount', 'sh', '-c', inside, 'sh', place, process.execPath, script];
    const { stdout, stderr } = spawnSync('unshare', words, {
      cwd: join(import.meta.dirname, '../../../..'),
      env: { ...process.env, TMPDIR: folder.path },
      encoding: 'utf8',
    });
    const reason = `something is mounted at ${place}, which is left alone: unmount it`;
    assert.equal(stdout, `temporary files of a command in ${place} could not be removed: ${reason}\n`, stderr);
  });

  it('are told from a list of macOS', () => {
    const listing = [
      '    1     0     1 Ss   Mon Nov  2 08:00:00 2026     /sbin/launchd',
      '  512     1   512 S    Sun Nov 22 09:01:02 2026     node server.js PATH=/bin FOLDER_REVIEW_RUN=abc HOME=/Users/a',
      '  513   512   512 Z    Sun Nov 22 09:01:02 2026     (sh)',
      '',
    ].join('\n');
    assert.deepEqual(
      psProcesses(listing, 'abc').map(({ pid, parent, group, isTagged }) => [pid, parent, group, isTagged]),
      [
        [1, 0, 1, false],
        [512, 1, 512, true],
      ],
    );
  });

  it('are told from a list of Windows, where the id of a parent may be used again', () => {
    const processes = windowsProcesses(
      '4 0 \r\n100 4 638000000000000200\r\n101 100 638000000000000100\r\n102 100 638000000000000300\r\n',
    );
    assert.deepEqual(
      processes.map(({ pid, parent }) => [pid, parent]),
      [
        [4, 0],
        [100, 4],
        [101, 0],
        [102, 100],
      ],
    );
  });
});

/** A process that has ended and that nobody has noticed is not. */
function isAtWork(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
