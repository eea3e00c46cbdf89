import assert from 'node:assert/strict';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Baseline } from '../../../src/core/ports';
import { languageOf } from '../../../src/core/text/language';
import { commitIn } from '../../../src/workspace/baseline/revision';
import { sha256 } from '../fakes';
import { baselineOf } from './baselineOf';
import { commitAll, git, never, put, useFolder } from './support';

describe('a folder as it was at a revision', () => {
  const folder = useFolder();

  async function opened(files: readonly string[], at = folder.path): Promise<Baseline> {
    const outcome = await baselineOf(at, 'main', files);
    assert.ok(outcome.kind === 'baseline', 'message' in outcome ? outcome.message : outcome.kind);
    return outcome.baseline;
  }
  const asked = async (baseline: Baseline, path: string, text: string) => {
    const language = languageOf(path);
    const snapshot = { path, language, text, textHash: sha256(text), lineEnding: 'lf' } as const;
    const then = await baseline.before(snapshot, never);
    return then.kind === 'changed' ? then.text : then.kind === 'unreadable' ? then.message : then.kind;
  };

  it('says of each text what its file was, by what is in it', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.txt', 'a\n');
    put(folder.path, 'crlf.txt', 'x\r\ny\r\n');
    put(folder.path, 'o.win', Buffer.from('caf\xe9\n', 'latin1'));
    put(folder.path, 'bytes.bin', Buffer.from([0, 1, 2]));
    put(folder.path, 'long.txt', 'long\n'.repeat(300));
    put(folder.path, 'sub/ü b.txt', 'in sub\n');
    commitAll(folder.path);
    const paths = ['a.txt', 'crlf.txt', 'o.win', 'bytes.bin', 'long.txt', 'sub/ü b.txt', 'new.txt'];
    const baseline = await opened(paths);
    assert.equal(await asked(baseline, 'a.txt', 'a\n'), 'same');
    assert.equal(await asked(baseline, 'a.txt', 'another\n'), 'a\n');
    assert.equal(await asked(baseline, 'crlf.txt', 'x\ny\n'), 'same');
    assert.equal(await asked(baseline, 'crlf.txt', 'x\n'), 'x\ny\n');
    assert.equal(await asked(baseline, 'o.win', 'café\n'), 'same');
    assert.equal(await asked(baseline, 'bytes.bin', 'text\n'), 'none');
    assert.equal(await asked(baseline, 'long.txt', 'short\n'), 'none');
    assert.equal(await asked(baseline, 'new.txt', 'new\n'), 'none');
    // Many at once are asked for together.
    const all = Array.from({ length: 40 }, (_, n) => asked(baseline, 'sub/ü b.txt', `${n}`));
    assert.deepEqual(new Set(await Promise.all(all)), new Set(['in sub\n']));
    baseline.dispose();
    const inSub = await opened(['ü b.txt'], join(folder.path, 'sub'));
    assert.equal(await asked(inSub, 'ü b.txt', '?'), 'in sub\n');
    inSub.dispose();
  });

  it('follows files that were renamed, tracked or not, also out of the folder that they were in', async () => {
    git(folder.path, 'init', '--quiet');
    const lines = (name: string) => Array.from({ length: 20 }, (_, n) => `${name} ${n}\n`).join('');
    for (const name of ['one', 'two', 'three']) {
      put(folder.path, `src/${name}.txt`, lines(name));
    }
    commitAll(folder.path);
    renameSync(join(folder.path, 'src/one.txt'), join(folder.path, 'moved one.txt'));
    put(folder.path, 'two\nlines.txt', `${lines('two')}more\n`);
    rmSync(join(folder.path, 'src/two.txt'));
    put(folder.path, 'copy.txt', lines('three'));
    git(folder.path, 'add', 'moved one.txt');
    const before = readdirSync(join(folder.path, '.git', 'objects')).length;
    const baseline = await opened(['moved one.txt', 'two\nlines.txt', 'copy.txt', 'src/three.txt']);
    assert.equal(await asked(baseline, 'moved one.txt', lines('one')), 'same');
    assert.equal(await asked(baseline, 'two\nlines.txt', '?'), lines('two'));
    assert.equal(await asked(baseline, 'copy.txt', '?'), 'none', 'what it is like is still there');
    baseline.dispose();
    assert.equal(readdirSync(join(folder.path, '.git', 'objects')).length, before, 'objects of ours go elsewhere');
  });

  it('says why nobody can tell', async () => {
    assert.match(message(await baselineOf(folder.path, 'main', [])), /git does not track .*nothing tells what was/);
    git(folder.path, 'init', '--quiet');
    assert.equal((await commitIn(folder.path, 'HEAD', never)).kind, 'no commit yet');
    put(folder.path, 'a.txt', 'a\n');
    put(folder.path, 'b.txt', 'b\n');
    commitAll(folder.path);
    assert.match(message(await baselineOf(folder.path, '--all', [])), /git knows no revision "--all"/);
    const baseline = await opened(['a.txt', 'b.txt']);
    const id = git(folder.path, 'rev-parse', 'HEAD:a.txt').trim();
    const object = join(folder.path, '.git', 'objects', id.slice(0, 2), id.slice(2));
    rmSync(object);
    assert.match(await asked(baseline, 'a.txt', 'b\n'), /the object \w+ is missing in the repository/);
    assert.equal(await asked(baseline, 'a.txt', 'a\n'), 'same', 'its name tells');
    assert.equal(await asked(baseline, 'b.txt', 'x\n'), 'b\n', 'others are there');
    baseline.dispose();
    writeFileSync(object, 'damaged');
    const outcome = await baselineOf(folder.path, 'main', ['a.txt']);
    assert.ok(outcome.kind === 'failed' || outcome.kind === 'baseline');
    if (outcome.kind === 'baseline') {
      assert.match(await asked(outcome.baseline, 'a.txt', 'b\n'), /cannot be read/);
      outcome.baseline.dispose();
    }
  });
});

function message(outcome: object): string {
  return 'message' in outcome ? String(outcome.message) : JSON.stringify(outcome);
}
