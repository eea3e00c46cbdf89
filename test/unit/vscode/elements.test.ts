import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isIn, lowestRows, type TreeElement } from '../../../src/vscode/elements';

const run = 'r';
const place = (kind: 'folder' | 'file' | 'active' | 'group' | 'more', path: string): TreeElement => ({
  ...{ kind, run, path },
});
const finding = (id: string): TreeElement => ({ kind: 'finding', run, finding: id });
/** The finding `a.ts#1` is in `a.ts`. */
const pathOf = (id: string) => id.split('#')[0];
const lowest = (...rows: TreeElement[]) => lowestRows(rows, pathOf);

describe('rows that are selected', () => {
  it('over the end of a file do not take in all that the next one found', () => {
    const ends = [finding('src/a.ts#2'), finding('src/b.ts#1')];
    assert.deepEqual(lowest(finding('src/a.ts#2'), place('file', 'src/b.ts'), finding('src/b.ts#1')), ends);
    const wide = [
      { kind: 'run', run } as const,
      place('folder', ''),
      place('folder', 'src'),
      place('file', 'src/b.ts'),
    ];
    assert.deepEqual(lowest(...wide, ...ends), ends);
    assert.deepEqual(lowest(...wide), [place('file', 'src/b.ts')]);
    assert.deepEqual(lowest(place('active', 'src/a.ts'), ...ends), ends);
  });

  it('stand for all that is below where nothing of that is selected', () => {
    const rows = [place('file', 'src/a.ts'), place('folder', 'src2'), finding('b.ts#1')];
    assert.deepEqual(lowest(...rows), rows);
    assert.deepEqual(lowest({ kind: 'run', run }, place('more', 'src')), [{ kind: 'run', run }, place('more', 'src')]);
  });

  it('are no more than they show: what is not drawn is behind none of them', () => {
    assert.equal(isIn(place('more', 'src'), 'src/a.ts', 'src/a.ts#1'), false);
    assert.equal(isIn(place('folder', 'src'), 'src/a.ts', 'src/a.ts#1'), true);
    assert.equal(isIn(place('folder', 'src'), 'src2/a.ts', 'src2/a.ts#1'), false);
  });
});
