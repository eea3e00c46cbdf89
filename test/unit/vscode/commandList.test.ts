import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  entered,
  type ListedCommand,
  listOf,
  moved,
  tickedOf,
  without,
} from '../../../src/vscode/verification/commandList';

const check = (command: string) => ({ command, role: 'check' as const });
const setUp = (command: string) => ({ command, role: 'set-up' as const });
const words = (list: readonly ListedCommand[]) =>
  list.map(({ command, isTicked }) => (isTicked ? `+${command}` : command));

describe('a list of commands', () => {
  const suggestions = [
    { ...setUp('npm ci'), from: 'package-lock.json' },
    { ...check('npm run lint'), from: 'package.json' },
    { ...check('npm test'), from: 'package.json' },
  ];
  const list = listOf([check('make'), check('npm test')], suggestions);

  it('begins with what was chosen before, and knows what speaks for it', () => {
    assert.deepEqual(words(list), ['+make', '+npm test', 'npm ci', 'npm run lint']);
    assert.deepEqual(
      list.map(({ from }) => from),
      [undefined, 'package.json', 'package-lock.json', 'package.json'],
    );
  });

  it('moves a command past its neighbour of the same role, and not past the ends', () => {
    const later = moved(list, check('npm test'), 1);
    assert.deepEqual(words(later), ['+make', 'npm run lint', 'npm ci', '+npm test']);
    assert.deepEqual(words(moved(later, check('npm test'), -1)), words(list));
    for (const [command, by] of [
      [check('make'), -1],
      [check('npm run lint'), 1],
      [setUp('npm ci'), -1],
      [check('no such'), 1],
    ] as const) {
      assert.deepEqual(moved(list, command, by), list);
    }
  });

  it('takes what is entered, in the place of what is edited, once', () => {
    assert.deepEqual(words(entered(list, check('tsc'), check(''))), [...words(list), '+tsc']);
    assert.deepEqual(words(entered(list, check('make -j'), check('make'))), [
      '+make -j',
      '+npm test',
      'npm ci',
      'npm run lint',
    ]);
    assert.deepEqual(words(entered(list, check('npm test'), check('make'))), ['+npm test', 'npm ci', 'npm run lint']);
    assert.deepEqual(entered(list, check('make'), check('make')), list);
    assert.deepEqual(words(entered(list, check('npm run lint'), check(''))).at(-1), '+npm run lint');
    assert.deepEqual(words(without(list, check('make'))), ['+npm test', 'npm ci', 'npm run lint']);
  });

  it('runs what prepares first, each in its order', () => {
    const all = list.map((each) => ({ ...each, isTicked: true }));
    assert.deepEqual(tickedOf(all), [setUp('npm ci'), check('make'), check('npm test'), check('npm run lint')]);
  });
});
