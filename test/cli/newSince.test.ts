import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { git } from './proving';
import { servedPlayground } from './served';

/** A function with a comparison that is never true, which ESLint's `use-isnan` finds. */
const wrong = (name: string) => `export function ${name}(value) {\n  return value === NaN;\n}\n`;
const many = (count: number, name: string) => Array.from({ length: count }, (_, n) => wrong(`${name}${n}`)).join('');

function committed(folder: string): void {
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, '-c', 'user.name=T', '-c', 'user.email=t@t', 'commit', '--quiet', '--message', 'first');
  git(folder, 'tag', 'base');
}

describe('folder-review review --new-since', () => {
  const served = servedPlayground();
  const review = async (folder: string, ...words: string[]) => {
    const out = join(served.ground.root, 'out');
    const { stdout, stderr, exitCode } = await served.ground.run(['review', folder, '--out', out, ...words]);
    const { files } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
    const titled = Object.entries<Record<string, Record<string, unknown>[]>>(files).flatMap(([path, { findings }]) =>
      (findings ?? []).map(({ startLine, title }) => `${path}:${startLine} ${title}`),
    );
    const hidden = Object.values<{ hidden?: { hiddenBy: string }[] }>(files).flatMap(({ hidden = [] }) => hidden);
    return { stdout, stderr, exitCode, titled, hidden, files };
  };
  const use = 'Use the isNaN function to compare with NaN';

  it('reports three new findings of an old folder with 500, after 40 lines above all others and a renamed file', async () => {
    const folder = served.ground.folder('project', {
      'long.js': many(300, 'long'),
      'equal.js': '{}\nNaN === NaN;\n'.repeat(100),
      'named.js': many(60, 'named'),
      'same.js': many(40, 'same'),
    });
    committed(folder);
    const at = (name: string) => join(folder, name);
    const write = (name: string, text: string) => writeFileSync(at(name), text);
    assert.equal((await review(folder)).titled.length, 500);
    write(
      'long.js',
      '// above\n'.repeat(40) + many(150, 'long') + wrong('added') + many(300, 'long').slice(many(150, 'long').length),
    );
    const equal = '{}\nNaN === NaN;\n';
    write('equal.js', `${equal.repeat(50)}{}\n/**/ NaN === NaN;\n${equal.repeat(50)}`);
    renameSync(at('named.js'), at('renamed.js'));
    write('renamed.js', `// moved\n${many(60, 'named')}${wrong('last')}`);
    for (const limit of ['1', '8']) {
      const { stdout, exitCode, titled, hidden } = await review(
        ...[folder, '--new-since', 'base', '--fail-on', 'warning', '--max-parallel-files', limit],
      );
      assert.equal(exitCode, 1);
      assert.deepEqual(titled, [`equal.js:102 ${use}`, `long.js:492 ${use}`, `renamed.js:183 ${use}`], limit);
      assert.equal(hidden.length, 500);
      assert.ok(hidden.every(({ hiddenBy }) => hiddenBy === 'baseline'));
      assert.match(stdout, /500 findings are hidden because they were already there at base\./);
    }
    rmSync(at('renamed.js'));
    write('renamed.js', many(60, 'named'));
    write('long.js', many(300, 'long'));
    write('equal.js', equal.repeat(100));
    const { exitCode, titled, stdout } = await review(folder, '--new-since', 'base', '--fail-on', 'warning');
    assert.deepEqual([exitCode, titled], [0, []]);
    assert.match(stdout, /^Nothing new in what was reviewed\.$/m);
  });

  it('sends no file to a model that has not changed, and shows of its findings those on lines that have', async () => {
    const { ground, server } = served;
    const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`);
    const folder = ground.folder('project', { 'a.txt': lines.join('\n'), 'b.txt': 'the same\n', 'c.txt': 'to move\n' });
    committed(folder);
    writeFileSync(join(folder, 'a.txt'), lines.with(9, 'another').join('\n'));
    mkdirSync(join(folder, 'sub'));
    renameSync(join(folder, 'c.txt'), join(folder, 'sub', 'd.txt'));
    const finding = (line: number, text: string) => ({
      ...{ title: `about ${line}`, explanation: '', severity: 'error' as const, category: 'bug' as const },
      ...{ confidence: 'high' as const, startLine: line, endLine: line },
      edits: [{ startLine: line, endLine: line, oldText: text, newText: 'repaired' }],
    });
    server.reply(() => ({ findings: [finding(10, 'another'), finding(20, 'line 19')] }));
    const { exitCode, titled, hidden, files } = await review(folder, '--new-since', 'HEAD', ...served.endpoint);
    assert.deepEqual([...new Set(server.requests.map(({ file }) => file))], ['a.txt']);
    assert.deepEqual(titled, ['a.txt:10 about 10']);
    assert.deepEqual(
      hidden.map(({ hiddenBy, ...rest }) => [hiddenBy, 'proposal' in rest]),
      [['baseline', false]],
    );
    assert.equal(exitCode, 1);
    assert.deepEqual(files['b.txt'].withheld, [{ analyzer: 'model', because: 'unchanged', since: 'HEAD' }]);
    assert.deepEqual(files['sub/d.txt'].withheld, files['b.txt'].withheld);
    const words = ['review', folder, '--new-since', 'HEAD', ...served.endpoint, '--estimate', '--format', 'json'];
    const estimate = JSON.parse((await served.ground.run(words)).stdout);
    assert.deepEqual(
      [estimate.files, estimate.model.requests],
      [3, { low: 2, high: 2 }],
      'what was renamed is read before that is known',
    );
    const alone = await review(folder, '--new-since', 'HEAD', '--reviewers', 'model', ...served.endpoint);
    assert.equal(alone.files['b.txt'].reason, 'unchanged');
    assert.equal(alone.files['b.txt'].message, 'it has not changed since HEAD');
    assert.deepEqual(alone.titled, ['a.txt:10 about 10']);
  });

  it('ends with 2 where nothing is called so, and where git tracks nothing', async () => {
    const { ground } = served;
    const folder = ground.folder('project', { 'a.js': wrong('a') });
    const plain = await ground.run(['review', folder, '--new-since', 'main']);
    assert.equal(plain.exitCode, 2);
    assert.match(plain.stderr, /--new-since: git does not track .*project, so nothing tells what was there before/);
    committed(folder);
    const unknown = await ground.run(['review', folder, '--new-since', 'nothing']);
    assert.equal(unknown.exitCode, 2);
    assert.match(unknown.stderr, /--new-since: git knows no revision "nothing"/);
    assert.match((await ground.run(['runs'])).stdout, /No runs yet/);
  });

  it('goes on with the commit that it began with, wherever its name leads by then', async () => {
    const { ground, server } = served;
    const folder = ground.folder('project', { 'a.txt': 'one\ntwo\nthree\n' });
    committed(folder);
    writeFileSync(join(folder, 'a.txt'), 'one\nTWO\nthree\n');
    server.reply(() => ({ text: 'no JSON at all' }));
    const began = await review(folder, '--new-since', 'base', '--reviewers', 'model', ...served.endpoint);
    assert.equal(began.exitCode, 3, began.stderr);
    git(folder, '-c', 'user.name=T', '-c', 'user.email=t@t', 'commit', '--quiet', '--all', '--message', 'second');
    git(folder, 'tag', '--force', 'base');
    const words = { explanation: '', severity: 'warning', category: 'bug', confidence: 'high' } as const;
    const about = (line: number) => ({ title: `about ${line}`, startLine: line, endLine: line, edits: [], ...words });
    server.reply(() => ({ findings: [about(1), about(2)] }));
    const out = join(ground.root, 'resumed');
    const { exitCode, stderr } = await ground.run(['review', '--resume', 'last', '--out', out]);
    assert.equal(exitCode, 0, stderr);
    const { findings, hidden } = ground.json('resumed', 'results.json').files['a.txt'] ?? {};
    assert.deepEqual([findings?.map(({ title }) => title), hidden?.length], [['about 2'], 1]);
  });

  it('counts as old what only line ends tell apart, and is about the reviewed folder alone', async () => {
    const folder = served.ground.folder('project', {
      'crlf.js': wrong('a').replaceAll('\n', '\r\n'),
      'sub/b.js': wrong('b'),
    });
    committed(folder);
    writeFileSync(join(folder, 'crlf.js'), wrong('a'));
    writeFileSync(join(folder, 'sub', 'b.js'), wrong('b') + wrong('c'));
    assert.deepEqual((await review(folder, '--new-since', 'base')).titled, [`sub/b.js:5 ${use}`]);
    assert.deepEqual((await review(join(folder, 'sub'), '--new-since', 'base')).titled, [`b.js:5 ${use}`]);
  });
});
