import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sampled } from '../complete';
import { killers } from '../hostile/killers';
import { startModelServer } from '../modelServer/modelServer';
import { type Ended, Playground, type Results } from './cli';

const ordinary = {
  'a.js': 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n',
  'b.py': 'def f(a, b=[]):\n    b.append(a)\n    return a is "c"\n',
  'c.md': '# C\n\n(text)[http://b]\n',
  'd.go': 'package d\n\nvar a = len(b) >= 0\n',
  'e.ts': 'if (list.indexOf(a)) {\n  go();\n}\n',
};

/** Each ends two processes, the second one in a process that it has to itself. */
const tried = Object.fromEntries(sampled(Object.entries(killers), 4, ([name]) => name.split(/[-.]/)[0] ?? ''));

/** Keeps markdownlint busy for more than a minute. */
const slow = { 'slow.md': `${'![\n'.repeat(20_000)}a${'](b)\n'.repeat(20_000)}` };

async function until<Value>(look: () => Value | undefined | false): Promise<Value> {
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) {
      return seen;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Processes that another has started. */
function childrenOf(pid: number | undefined): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('folder-review and files that no analyzer survives', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  async function review(folder: string, maxParallelFiles: number): Promise<Ended & Results> {
    const out = `out-${maxParallelFiles}`;
    const words = ['review', folder, '--quiet', '--out', out, '--max-parallel-files', String(maxParallelFiles)];
    return { ...(await ground.run(words)), ...ground.json(out, 'results.json') };
  }

  it('fails them with the reason and reviews the others as if they were not there, for every limit', async () => {
    const without = await review(ground.folder('ordinary', ordinary), 4);
    const folder = ground.folder('project', { ...ordinary, ...tried });
    const [one, eight] = [await review(folder, 1), await review(folder, 8)];
    assert.deepEqual(eight.files, one.files);
    assert.deepEqual([one.exitCode, one.stderr], [3, '']);
    assert.match(one.stdout, /: analyzer failed\. The analyzer process crashed \(SIGABRT\)\./);
    for (const [path, result] of Object.entries(one.files)) {
      if (path in tried) {
        assert.deepEqual([path, result.status, result.reason], [path, 'failed', 'analyzer failed']);
      } else {
        assert.deepEqual(result, without.files[path]);
      }
    }
  });

  it('leaves no process behind when it is killed in the middle of such a file', async () => {
    const folder = ground.folder('project', { ...ordinary, ...slow });
    const { process: child, ended } = ground.start(['review', folder, '--quiet']);
    const analyzers = await until(() => {
      const [pid] = childrenOf(child.pid);
      return pid !== undefined && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('analyzerProcess') && pid;
    });
    // Long after the other files were done.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    assert.ok(isAlive(analyzers));
    child.kill('SIGKILL');
    await ended;
    const killedAt = Date.now();
    await until(() => !isAlive(analyzers));
    assert.ok(Date.now() - killedAt < 5_000);
  });

  it('starts no process where nothing is analyzed', async () => {
    const started: number[] = [];
    let pid: number | undefined;
    const server = await startModelServer({
      reply: () => {
        started.push(...childrenOf(pid));
        return { findings: [] };
      },
    });
    try {
      const folder = ground.folder('project', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
      const endpoint = `openai=${server.url}/v1,model=scripted:latest`;
      const { process: child, ended } = ground.start([
        'review',
        folder,
        '--reviewers',
        'model',
        '--endpoint',
        endpoint,
      ]);
      pid = child.pid;
      assert.equal((await ended).exitCode, 0);
      assert.equal(server.requests.length, 2);
      assert.deepEqual(started, []);
    } finally {
      await server.stop();
    }
  });
});
