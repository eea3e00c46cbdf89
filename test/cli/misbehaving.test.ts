import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { isComplete, sampled } from '../complete';
import { git, type ProposedEdit, ProvingGround } from './proving';

const good: ProposedEdit = { path: 'a.mjs', from: '  return a + b;', to: '  return b + a;' };
const bad: ProposedEdit = { path: 'b.mjs', from: '  return a - b;', to: '  return b - a;' };

const project = {
  'a.mjs': 'export function add(a, b) {\n  return a + b;\n}\n',
  'b.mjs': 'export function sub(a, b) {\n  return a - b;\n}\n',
  'check.mjs':
    "import { add } from './a.mjs';\nimport { sub } from './b.mjs';\nif (add(2, 3) !== 5 || sub(2, 3) !== -1) process.exit(1);\n",
};

/** A command, more files that it needs, and what is said of a good and of a bad edit: the result, and why. */
interface Case {
  readonly command: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly good: readonly [string, RegExp?];
  readonly bad?: readonly [string, RegExp?];
}

/** A script that knows whether the bad edit is there. */
function withBad(script: string): Record<string, string> {
  return {
    'run.mjs': `import './a.mjs';\nimport { sub } from './b.mjs';\nconst isBad = sub(2, 3) !== -1;\n${script}\n`,
  };
}

/** Nobody would hear of what fails there in another way than by a crash. */
const lost = ['unverifiable', /something in it crashes, but it ends as if nothing had failed$/] as const;

const cases: Readonly<Record<string, Case>> = {
  'leaves children that ignore TERM': {
    command: "(trap '' TERM; sleep 5151) & setsid sh -c \"trap '' TERM; sleep 5151\" & node check.mjs",
    good: ['verified'],
  },
  'reads its input': {
    command: 'read line || echo none; cat; node check.mjs',
    good: ['verified'],
    bad: ['failed'],
  },
  'rewrites sources': {
    command: 'echo "// x" >> a.mjs; node check.mjs',
    good: ['unverifiable', /the command changed a\.mjs/],
    bad: ['unverifiable'],
  },
  'deletes its worktree': {
    command: 'node check.mjs; rm -rf "$PWD"',
    good: ['unverifiable', /could not be read/],
    bad: ['unverifiable'],
  },
  'puts the tests away': {
    command: 'git rm -rq . 2>/dev/null; git clean -fdq; true',
    good: ['unverifiable', /the command changed/],
    bad: ['unverifiable'],
  },
  'runs no test': {
    command: 'node --test docs/',
    files: { 'docs/none.txt': 'x\n' },
    good: ['unverifiable', /ran no tests/],
    bad: ['unverifiable'],
  },
  'exits with 0 after a crash': {
    command: 'node run.mjs; true',
    files: withBad("if (isBad) { console.log('x'); process.abort(); }"),
    good: lost,
    bad: lost,
  },
  'exits with 0 after an exception': {
    command: 'node load.mjs && node run.mjs | cat',
    files: {
      ...withBad("if (isBad) throw new Error('broken');"),
      'load.mjs': "import './a.mjs';\nimport './b.mjs';\n",
    },
    good: ['verified'],
    bad: ['failed', /^1 error$/],
  },
  'exits with 0 after a segmentation fault': {
    command: 'node run.mjs || true',
    files: withBad(
      "if (isBad) process.kill(process.pid, 'SIGSEGV');\nawait new Promise((end) => setTimeout(end, 50));",
    ),
    good: lost,
    bad: lost,
  },
};

/** Several times what it may take more. */
const megabytes = isComplete ? 1000 : 300;

describe('review --verify with commands that misbehave', function () {
  this.timeout(60_000);
  let ground: ProvingGround;
  beforeEach(() => {
    ground = new ProvingGround();
  });
  afterEach(() => ground.dispose());

  for (const [what, { command, files, ...expected }] of Object.entries(cases)) {
    it(`one that ${what}`, async () => {
      const folder = ground.project({ ...project, ...files });
      const edits = expected.bad ? [good, bad] : [good];
      const { exitCode, stdout, stderr } = await ground.review(folder, edits, '--verify', command);
      const isNothingTold = [expected.good, expected.bad].every(
        (one) => (one?.[0] ?? 'unverifiable') === 'unverifiable',
      );
      assert.equal(exitCode, isNothingTold ? 3 : 0, stderr);
      const proofs = ground.proofs();
      for (const [edit, [result, said = /(?:)/] = []] of [
        [good, expected.good],
        [bad, expected.bad],
      ] as const) {
        const { result: seen, reason = '', message = reason } = proofs[edit.path] ?? {};
        assert.equal(seen, result, stdout);
        assert.match(message, said);
      }
      assert.equal(git(folder, 'status', '--porcelain'), '');
      assert.deepEqual(ground.leftovers(), []);
    });
  }

  it(`one that prints ${megabytes} MB takes no more memory than one that prints nothing`, async () => {
    const folder = ground.project(project);
    const quiet = await peakMemory(folder, 'node check.mjs');
    const loud = await peakMemory(folder, `head -c ${megabytes}000000 /dev/zero | tr "\\\\0" x; node check.mjs`);
    assert.deepEqual(
      Object.values(ground.proofs()).map((proof) => proof?.reason ?? proof?.result),
      ['verified'],
    );
    assert.ok(loud - quiet < 60_000, `${quiet} kB and ${loud} kB`);
  });

  /** Kilobytes that the command line itself has at most. */
  async function peakMemory(folder: string, command: string): Promise<number> {
    const started = ground.playground.start(await ground.words(folder, [good], '--verify', command));
    let peak = 0;
    let isOver = false;
    const ended = started.ended.then(({ exitCode, stderr }) => {
      isOver = true;
      assert.equal(exitCode, 0, stderr);
    });
    while (!isOver) {
      const status = await readFile(`/proc/${started.process.pid}/status`, 'utf8').catch(() => '');
      peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? peak);
      await delay(20);
    }
    await ended;
    return peak;
  }

  it('one that fails in 30 of 100 runs, whatever the edits: none that is bad is ever verified, none that is good is blamed', async () => {
    for (const seed of sampled([1, 2, 3], 3)) {
      const counter = join(ground.playground.root, `counter-${seed}`);
      const folder = ground.playground.folder(`flaky-${seed}`, {
        ...project,
        'flaky.test.mjs': `import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { add } from './a.mjs';
import { sub } from './b.mjs';
let count = 0;
try {
  count = Number(readFileSync('${counter}', 'utf8'));
} catch {}
writeFileSync('${counter}', String(count + 1));
const chance = createHash('sha256').update('${seed} ' + count).digest()[0] / 256;
test('adds', () => assert.equal(add(2, 3), 5));
test('subtracts', () => assert.equal(sub(2, 3), -1));
test('shaky', () => assert.ok(chance >= 0.3));
`,
      });
      const { stdout } = await ground.review(folder, [good, bad], '--verify', 'node flaky.test.mjs');
      const proofs = ground.proofs();
      assert.ok(['verified', 'flaky', 'unverifiable'].includes(proofs['a.mjs']?.result ?? ''), stdout);
      assert.ok(['failed', 'flaky', 'unverifiable'].includes(proofs['b.mjs']?.result ?? ''), stdout);
    }
  });
});
