import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, realpathSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { worldOf } from '../../src/cli/world';
import { reopenRun } from '../../src/compose/openRun';
import { runsOf } from '../../src/store/runs';
import { Playground } from './cli';

const bad = (name: string) => `export function is${name}(amount) {\n  return amount === NaN;\n}\n`;

describe('a file that was renamed in the editor, on the command line', () => {
  const playground = new Playground();
  const state = join(playground.root, 'state', 'folder-review');
  let folder: string;
  before(() => {
    folder = playground.folder('shop', { 'a.js': bad('Gap'), 'b.js': bad('Hole'), 'c.js': bad('Rest') });
  });
  after(() => playground.dispose());

  /** What the editor does when somebody renames files. */
  const rename = async (...files: readonly { readonly from: string; readonly to: string }[]): Promise<void> => {
    const [run] = await runsOf(state, realpathSync(folder));
    const opened = await reopenRun(run ?? assert.fail(), ({ folder: real, options }) =>
      worldOf(real, options, 1, state),
    );
    assert.ok(opened.kind === 'open', JSON.stringify(opened));
    for (const { from, to } of files) renameSync(join(folder, from), join(folder, to));
    await opened.run.rename(files);
    await opened.run.saveResults();
    await opened.run.close();
  };

  it('has its findings, what was applied and what was dismissed by its new name, there and in later reviews', async () => {
    await playground.run(['review', folder, '--out', 'out']);
    const idOf = (name: string) => playground.json('out', 'results.json').files[name]?.findings[0]?.id ?? '';
    const [a, b, c] = ['a.js', 'b.js', 'c.js'].map(idOf);
    assert.equal((await playground.run(['apply', 'last', '--exact', '--only', a ?? ''])).exitCode, 0);
    assert.equal((await playground.run(['dismiss', 'last', '--only', b ?? ''])).exitCode, 0);
    mkdirSync(join(folder, 'in'));
    await rename({ from: 'a.js', to: 'in/x.js' }, { from: 'b.js', to: 'in/y.js' }, { from: 'c.js', to: 'z.js' });
    const shown = await playground.run(['show', 'last']);
    assert.match(shown.stdout, /z\.js:2/);
    assert.doesNotMatch(shown.stdout, /\b[abc]\.js\b/);
    assert.match((await playground.run(['show', 'last', '--hidden'])).stdout, /in\/y\.js/);
    assert.equal((await playground.run(['apply', 'last', '--exact', '--only', c ?? ''])).exitCode, 0);
    assert.match(readFileSync(join(folder, 'z.js'), 'utf8'), /Number\.isNaN\(amount\)/);
    assert.equal((await playground.run(['revert', 'last', '--only', a ?? ''])).exitCode, 0);
    assert.equal(readFileSync(join(folder, 'in/x.js'), 'utf8'), bad('Gap'));
    await playground.run(['review', folder, '--out', 'later']);
    const { files } = playground.json('later', 'results.json');
    assert.deepEqual(Object.keys(files), ['in/x.js', 'in/y.js', 'z.js']);
    assert.equal(files['in/y.js']?.hidden?.[0]?.hiddenBy, 'dismissed');
  });
});
