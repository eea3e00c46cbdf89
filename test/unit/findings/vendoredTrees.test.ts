import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileReview } from '../../../src/core/fileReview';
import { likelyVendored, vendoredSentence } from '../../../src/core/paths/vendoredTrees';

type Review = Pick<FileReview, 'path' | 'status' | 'findings'>;

const reviewed = { kind: 'reviewed' } as FileReview['status'];
const skipped = { kind: 'skipped', reason: 'vendored', message: '' } as FileReview['status'];
const file = (path: string, status = reviewed): Review => ({ path, status, findings: [] });
const filesOf = (folder: string, count: number) =>
  Array.from({ length: count }, (_, index) => file(`${folder}/${index}.c`));
const found = { path: 'deps/a/x.c', status: reviewed, findings: [{}, {}] } as unknown as Review;

describe('folders that may be copies of other people’s code', () => {
  it('hold several packages under a name for such, or have been skipped in part; the outermost, most files first', () => {
    const files = [
      ...[...filesOf('deps/a', 3), found, ...filesOf('deps/b/vendor/c', 1)],
      ...[...filesOf('src/third_party/one', 5), file('src/third_party/two/b.c', skipped), ...filesOf('src/own', 9)],
    ];
    assert.deepEqual(likelyVendored(files), [
      { path: 'deps', files: 5, findings: 2 },
      { path: 'src/third_party', files: 5, findings: 0 },
    ]);
  });

  it('are not those with few files, with one package, or of which nothing was reviewed', () => {
    const few = [...filesOf('deps/a', 3), ...filesOf('deps/b', 1)];
    const one = filesOf('src/vendor', 20);
    const none = [...filesOf('vendor/a', 9), ...filesOf('vendor/b', 9)].map(({ path }) => file(path, skipped));
    const own = filesOf('depsolver/a', 9);
    assert.deepEqual(likelyVendored([...few, ...one, ...none, ...own]), []);
  });

  it('are told in a sentence', () => {
    const tree = { path: 'deps', files: 5, findings: 1 };
    assert.equal(vendoredSentence([], String), '');
    assert.equal(vendoredSentence([tree], String), 'deps (5 files, 1 finding) looks like other people’s code.');
    assert.equal(
      vendoredSentence([tree, tree, tree], (path) => `<${path}>`),
      '<deps> (5 files, 1 finding), and 2 other folders look like other people’s code.',
    );
  });
});
