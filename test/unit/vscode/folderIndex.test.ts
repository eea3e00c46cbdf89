import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { FileReview } from '../../../src/core/fileReview';
import { findingCount, finishedFiles } from '../../../src/core/run/summary';
import type { Severity } from '../../../src/core/types';
import { isOpenFinding } from '../../../src/vscode/facts/findingPlaces';
import { treeFilters } from '../../../src/vscode/tree/rows/filter';
import { FolderIndex } from '../../../src/vscode/tree/rows/folderIndex';
import { summarize } from '../fakes';
import { file, finding, proposal, reviewedStatus } from './files';

/** All file paths below a folder in the order in which the rows stand. */
function rows(index: FolderIndex, path = ''): string[] {
  return index.children(path).flatMap((child) => (child.kind === 'file' ? [child.path] : rows(index, child.path)));
}

const states: readonly Partial<FileReview>[] = [
  {},
  { status: reviewedStatus, findings: [finding('a', { proposal: proposal({ kind: 'ready' }) }), finding('b')] },
  { status: { kind: 'failed', reason: 'timed out', message: '', phase: 'model' } },
  { status: { kind: 'cancelled' }, findings: [finding('c')] },
  { status: reviewedStatus, findings: [finding('d', { severity: 'error' })], isViewed: true },
  { status: { kind: 'reviewing', phase: 'model', startedAt: 0 } },
  { status: { kind: 'reviewing', phase: 'model', startedAt: 0, waiting: 'slot' } },
];

const name = fc.constantFrom('a', 'b', 'a.b', 'Z', 'ü', '!');
/** A folder that was not gone into stands among the files. */
const last = fc.constantFrom('f.ts', 'vendor/');
const path = fc.tuple(fc.array(name, { maxLength: 4 }), last).map(([parts, end]) => [...parts, end].join('/'));
const filter = fc.constantFrom(...Object.values(treeFilters).map((one) => one.file));
const change = fc.tuple(path, fc.constantFrom(...states)).map(([where, what]) => file(where, what));

function openCounts(files: readonly FileReview[]): Record<Severity, number> {
  const open = files.flatMap(({ findings, isViewed }) => (isViewed ? [] : findings.filter(isOpenFinding)));
  const count = (wanted: Severity) => open.filter(({ severity }) => severity === wanted).length;
  return { error: count('error'), warning: count('warning'), info: count('info') };
}

describe('FolderIndex', () => {
  it('shows every file that the filter lets through once, in the order of paths, whatever the order they come in', () => {
    fc.assert(
      fc.property(fc.array(change), filter, (changes, shows) => {
        const index = new FolderIndex(changes, shows);
        const present = [...new Map(changes.map((one) => [one.path, one])).values()].filter(shows);
        assert.deepEqual(rows(index), present.map((one) => one.path).sort());
        assert.equal(index.tally('').shown, present.length);
      }),
    );
  });

  it('counts at the top what the summary of the run counts', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const present = [...new Map(changes.map((one) => [one.path, one])).values()];
        const summary = summarize(present);
        const { files, failed, cancelled, proposals } = summary;
        const viewed = present.filter(({ isViewed }) => isViewed);
        assert.deepEqual(new FolderIndex(present).tally(''), {
          ...{ files, failed, cancelled, waiting: proposals.ready, shown: files, viewed: viewed.length },
          ...openCounts(present),
          ...{ finished: finishedFiles(summary), findings: findingCount(summary) },
        });
      }),
    );
  });

  it('counts after any changes what the present states say', () => {
    fc.assert(
      fc.property(fc.array(change), fc.array(change), filter, (first, later, shows) => {
        const index = new FolderIndex(first, shows);
        for (const one of later) {
          const before = rows(index);
          const told = index.update(one);
          assert.deepEqual(told === 'same rows' ? rows(index) : before, before);
        }
        const present = new Map([...first, ...later].map((one) => [one.path, one]));
        const fresh = new FolderIndex(present.values(), shows);
        for (const folder of ['', 'a', 'a/b', 'Z']) {
          assert.deepEqual(index.tally(folder), fresh.tally(folder));
        }
        assert.deepEqual(rows(index), rows(fresh));
        assert.deepEqual([...index.inReview].sort(), [...fresh.inReview].sort());
      }),
    );
  });

  it('counts', () => {
    const index = new FolderIndex(states.map((state, n) => file(`a/${n}.ts`, state)));
    const tally = {
      files: 7,
      finished: 4,
      failed: 1,
      cancelled: 1,
      findings: 4,
      waiting: 1,
      viewed: 1,
      shown: 7,
      error: 0,
      warning: 3,
      info: 0,
    };
    assert.deepEqual(index.tally('a'), tally);
    assert.deepEqual([...index.inReview], ['a/5.ts']);
  });

  it('shows a chain of folders as one, until it forks', () => {
    const index = new FolderIndex([file('a/b/c/d.ts')]);
    assert.deepEqual(index.children(''), [{ kind: 'folder', path: 'a/b/c' }]);
    assert.equal(index.shownParent('a/b/c'), '');
    assert.equal(index.update(file('a/b/x.ts')), 'other rows');
    assert.deepEqual(index.children(''), [{ kind: 'folder', path: 'a/b' }]);
    assert.deepEqual(index.children('a/b'), [
      { kind: 'folder', path: 'a/b/c' },
      { kind: 'file', path: 'a/b/x.ts' },
    ]);
    assert.equal(index.shownParent('a/b/c'), 'a/b');
    assert.equal(index.shownParent('a/b/c/d.ts'), 'a/b/c');
  });

  it('tells the row above each row, for every tree', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const index = new FolderIndex(changes);
        const check = (folder: string) => {
          for (const child of index.children(folder)) {
            assert.equal(index.shownParent(child.path), folder);
            if (child.kind === 'folder') {
              check(child.path);
            }
          }
        };
        check('');
      }),
    );
  });
});
