import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { keepTree, recallTree } from '../../../src/store/keptTree';

describe('what is in the tree that was verified last', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-review-tree-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is known again, and of no other tree', async () => {
    const files = new Map([
      ['a b.js', '100644 1'],
      ['sub/ü.js', '100755 2'],
    ]);
    assert.equal(await recallTree(folder, 't'), undefined);
    await keepTree(folder, 't', files);
    assert.deepEqual(await recallTree(folder, 't'), files);
    assert.equal(await recallTree(folder, 'u'), undefined);
    await keepTree(folder, 'u', new Map());
    assert.equal(await recallTree(folder, 't'), undefined);
  });

  it('is not known where its file is damaged', async () => {
    await keepTree(folder, 't', new Map());
    writeFileSync(join(folder, 'verified-tree.json'), '{"version":1,"tree":"t","files":[["a"]]}');
    assert.equal(await recallTree(folder, 't'), undefined);
  });
});
