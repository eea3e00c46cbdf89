import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Playground } from './cli';

/** A function with a comparison that is never true, which ESLint's `use-isnan` finds. */
const wrong = (name: string, value = name) => `export function ${name}(${value}) {\n  return ${value} === NaN;\n}\n`;
const right = (name: string) => `export function ${name}(value) {\n  return Number.isNaN(value);\n}\n`;

describe('folder-review compare', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  const review = async (folder: string, ...words: string[]) => {
    const { stderr, exitCode } = await ground.run(['review', folder, '--fail-on', 'never', ...words]);
    assert.ok(exitCode === 0 || exitCode === 3, stderr);
  };
  const runs = async () =>
    (await ground.run(['runs'])).stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 19))
      .reverse();
  const compared = async (earlier: string, later: string) => {
    const { stdout, stderr, exitCode } = await ground.run(['compare', earlier, later, '--format', 'json']);
    assert.equal(exitCode, 0, stderr);
    const { findings, counts } = JSON.parse(stdout);
    return {
      counts,
      all: findings.map((one: Record<string, unknown>) =>
        [one.standing, one.before ?? '', one.path, one.startLine].filter((part) => part !== '').join(' '),
      ),
    };
  };

  it('follows findings through edits, moves, renames, skipped and deleted files over five reviews', async () => {
    const folder = ground.folder('project', {
      'edited.js': wrong('one') + wrong('two') + wrong('three'),
      'named.js': wrong('a') + wrong('b'),
      'large.js': wrong('big'),
      'gone.js': wrong('gone'),
    });
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    await review(folder);
    // Lines above, one fixed, one new, the others moved.
    write('edited.js', '// above\n'.repeat(40) + wrong('three') + right('two') + wrong('one') + wrong('four'));
    renameSync(join(folder, 'named.js'), join(folder, 'renamed.js'));
    write('renamed.js', `// another\n${wrong('a')}${wrong('b')}`);
    write('large.js', wrong('big') + '// long\n'.repeat(200_000));
    rmSync(join(folder, 'gone.js'));
    await review(folder);
    // Fixed, and then wrong again.
    write('edited.js', right('one'));
    await review(folder);
    write('edited.js', wrong('one'));
    write('large.js', right('big'));
    await review(folder);
    write('edited.js', 'export function one( {');
    await review(folder);
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = await runs();

    const { all, counts } = await compared(first, second);
    assert.deepEqual(all, [
      'still there edited.js 42',
      'still there edited.js 48',
      'new edited.js 51',
      'still there named.js renamed.js 3',
      'still there named.js renamed.js 6',
      'fixed edited.js 5',
      'not looked at gone.js 2',
      'not looked at large.js 2',
    ]);
    assert.deepEqual(counts, { new: 1, 'came back': 0, 'still there': 4, fixed: 1, hidden: 0, 'not looked at': 2 });
    assert.deepEqual((await compared(second, third)).all.slice(2), [
      'fixed edited.js 42',
      'fixed edited.js 48',
      'fixed edited.js 51',
    ]);
    assert.deepEqual((await compared(third, fourth)).all[0], 'came back edited.js 2');
    assert.deepEqual((await compared(first, fourth)).all.at(-1), 'fixed large.js 2');
    const last = await compared(fourth, fifth);
    assert.ok(!last.all.includes('fixed edited.js 2'), 'a file that cannot be parsed was not looked at by ESLint');
    assert.ok(last.all.includes('not looked at edited.js 2'), last.all.join());
    // Whichever is named first.
    assert.deepEqual(await compared(fifth, fourth), last);
  });

  it('is read by people', async () => {
    const folder = ground.folder('project', { 'a.js': wrong('one') + wrong('two') });
    await review(folder);
    writeFileSync(join(folder, 'a.js'), wrong('one') + wrong('three'));
    await review(folder);
    const [first = '', second = ''] = await runs();
    const { stdout } = await ground.run(['compare', first, 'last']);
    assert.equal(
      stdout.replace(/id [0-9a-f]{12}/, 'id ID'),
      [
        '── New (1)',
        '',
        'error: Use the isNaN function to compare with NaN  eslint use-isnan',
        ' --> project/a.js:5:10',
        '  |',
        '3 | }',
        '4 | export function three(three) {',
        '5 |   return three === NaN;',
        '  |          ^^^^^^^^^^^^^',
        '6 | }',
        '  |',
        '  = NaN is unequal to everything, itself included: the comparison always has the same result.',
        '  = id ID · fix available (resolves this finding)',
        '5 -   return three === NaN;',
        '5 +   return Number.isNaN(three);',
        '',
        '── Fixed (1)',
        '',
        'error: Use the isNaN function to compare with NaN  eslint use-isnan',
        ' --> project/a.js:5:10',
        '',
        '1 new, 0 came back, 1 still there, 1 fixed, 0 hidden, 0 not looked at.',
        `${second} compared with ${first}, ${folder}`,
        '',
      ].join('\n'),
    );
  });

  it('takes two runs of one folder', async () => {
    await review(ground.folder('one', { 'a.js': wrong('a') }));
    await review(ground.folder('two', { 'a.js': wrong('a') }));
    const [first = '', second = ''] = await runs();
    const other = await ground.run(['compare', first, second]);
    assert.equal(other.exitCode, 2);
    assert.match(other.stderr, /^These are runs of two folders: /);
    assert.equal((await ground.run(['compare', 'nope', first])).exitCode, 2);
    assert.equal((await ground.run(['compare', first])).exitCode, 2);
  });
});
