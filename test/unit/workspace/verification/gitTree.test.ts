import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { blobId, type TreeFile, treeId, treeNamer } from '../../../../src/workspace/verification/gitTree';
import { git, useFolder } from '../support';

describe('git’s name of a tree', () => {
  const folder = useFolder();
  const name = fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'b', 'é', 'a b', '"', 'B', '文', '\u{1F600}', '\uFFFD');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const mode = fc.constantFrom<TreeFile['mode'][]>('100644', '100755', '120000');

  for (const format of ['sha1', 'sha256'] as const) {
    it(`is what git says of an index with the same files (${format})`, () => {
      git(folder.path, 'init', '--quiet', `--object-format=${format}`);
      const anyTree = fc.dictionary(path, fc.tuple(mode, fc.string()), { maxKeys: 12 });
      fc.assert(
        fc.property(anyTree, (entries) => {
          const isFolder = (one: string) => Object.keys(entries).some((other) => other.startsWith(`${one}/`));
          const files = Object.entries(entries).filter(([one]) => !isFolder(one));
          const tree = new Map(
            files.map(([one, [m, text]]) => [one, { mode: m, id: blobId(Buffer.from(text), format) }]),
          );
          const input = [...tree].map(([one, file]) => `${file.mode} ${file.id}\t${one}\0`).join('');
          git(folder.path, 'read-tree', '--empty');
          execFileSync('git', ['update-index', '-z', '--index-info'], { cwd: folder.path, input });
          const expected = git(folder.path, 'write-tree', '--missing-ok').trim();
          assert.equal(treeId(tree, format), expected);
        }),
        { numRuns: 40 },
      );
    });
  }

  it('is the same when only what differs from another tree is named anew', () => {
    const content = fc.record({ mode, id: fc.string().map((text) => blobId(Buffer.from(text), 'sha1')) });
    const anyTree = fc.dictionary(path, content, { maxKeys: 12 }).map((files) => {
      const isFolder = (one: string) => Object.keys(files).some((other) => other.startsWith(`${one}/`));
      return new Map(Object.entries(files).filter(([one]) => !isFolder(one)));
    });
    const withOthers = anyTree.chain((files) =>
      fc.tuple(fc.constant(files), fc.subarray([...files.keys()]), fc.array(content), fc.boolean()),
    );
    fc.assert(
      fc.property(withOthers, ([files, paths, contents, isMore]) => {
        const others = new Map(paths.flatMap((one, at) => (contents[at] ? [[one, contents[at]] as const] : [])));
        const [first] = contents;
        if (isMore && first) {
          others.set('new/folder/file', first);
        }
        const nameWith = treeNamer(files, 'sha1');
        assert.equal(nameWith(others), treeId(new Map([...files, ...others]), 'sha1'));
        assert.equal(nameWith(new Map()), treeId(files, 'sha1'));
      }),
    );
  });

  it('is what git says of a content', () => {
    const id = execFileSync('git', ['hash-object', '--stdin'], { input: 'text\n', encoding: 'utf8' });
    assert.equal(blobId(Buffer.from('text\n'), 'sha1'), id.trim());
  });
});
