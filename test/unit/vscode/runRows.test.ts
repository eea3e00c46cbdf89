import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { TreeElement } from '../../../src/vscode/elements';
import type { TreeFilter } from '../../../src/vscode/tree/rows/filter';
import { fixedGroups, type Grouping } from '../../../src/vscode/tree/rows/grouping';
import { openCount } from '../../../src/vscode/tree/rows/openCounts';
import { RunRows } from '../../../src/vscode/tree/rows/runRows';
import { ActedRun, type Action, actions, listed, open, type PlainFile } from './randomActions';

const run = 'r';
const groupings: readonly Grouping[] = ['folder', 'severity', 'rule', 'source'];

/** All rows below the run's, each with the one above it. */
function allRows(rows: RunRows, above: TreeElement = { kind: 'run', run }): TreeElement[] {
  return rows.children(above).flatMap((child) => {
    const element = { ...child, run } as TreeElement;
    assert.deepEqual({ ...rows.parent(element), run }, above, JSON.stringify(element));
    return [element, ...allRows(rows, element)];
  });
}

const sum = (files: readonly PlainFile[], count: (file: PlainFile) => number) =>
  files.reduce((total, file) => total + count(file), 0);

/** The counts of a folder are what the plain account says. */
function checkFolder(rows: RunRows, files: readonly PlainFile[], folder: string): void {
  const within = files.filter(({ path }) => folder === '' || path.startsWith(`${folder}/`));
  const tally = rows.folders.tally(folder);
  const of = (severity: string) =>
    sum(within, (file) => open(file).filter(({ finding }) => finding.severity === severity).length);
  assert.deepEqual(
    [tally.error, tally.warning, tally.info, tally.findings, tally.failed, tally.viewed, tally.waiting, tally.finished],
    [
      ...[of('error'), of('warning'), of('info'), sum(within, (file) => listed(file).length)],
      within.filter(({ status }) => status === 'failed').length,
      within.filter(({ isViewed }) => isViewed).length,
      sum(within, (file) => listed(file).filter(({ state }) => state === 'ready').length),
      within.filter(({ status }) => status === 'failed' || status === 'reviewed').length,
    ],
    folder,
  );
}

/** The groups have each finding once, and count as the plain account does. */
function checkGroups(rows: RunRows, files: readonly PlainFile[]): void {
  const elements = allRows(rows);
  const shown = elements.flatMap((one) => (one.kind === 'finding' ? [one.finding] : []));
  assert.deepEqual(shown.sort(), files.flatMap((file) => listed(file).map(({ finding }) => finding.id)).sort());
  const groups = elements.flatMap((one) => (one.kind === 'group' ? (rows.group(one.path) ?? []) : []));
  const openOnes = groups.reduce((total, group) => total + openCount(group.open), 0);
  assert.equal(
    openOnes,
    sum(files, (file) => open(file).length),
  );
  const inRows = elements.flatMap((one) => (one.kind === 'file' ? [one.path] : []));
  const alone = files.filter((file) => file.status === 'failed' || listed(file).length === 0);
  assert.deepEqual(inRows.sort(), alone.map(({ path }) => path).sort());
}

const action = fc.tuple(fc.constantFrom<Action>(...actions), fc.nat(5), fc.nat(5));

describe('the rows of a run', () => {
  it('count right after a thousand actions of any kind, in any order', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1_000, maxLength: 1_000 }), (some) => {
        const acted = new ActedRun();
        const views = groupings.map((grouping) => new RunRows(acted.store, { filter: 'all', grouping }));
        some.forEach(([what, fileAt, findingAt], index) => {
          const file = acted.store.file(acted.do(what, fileAt, findingAt));
          for (const rows of file ? views : []) {
            rows.update(file as NonNullable<typeof file>);
          }
          for (const rows of index % 50 === 0 || index === some.length - 1 ? views : []) {
            for (const folder of ['', 'lib', 'lib/deep', 'test']) {
              checkFolder(rows, acted.files, folder);
            }
            if (rows.isGrouped) {
              checkGroups(rows, acted.files);
            } else {
              allRows(rows);
            }
          }
        });
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });

  it('are told to be others whenever they are, and only then', () => {
    const filters: readonly TreeFilter[] = ['all', 'findings', 'unviewed', 'failed'];
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 60 }),
        fc.constantFrom(...groupings),
        fc.constantFrom(...filters),
        (some, grouping, filter) => {
          const acted = new ActedRun();
          const rows = new RunRows(acted.store, { filter, grouping });
          const names = () => allRows(rows).flatMap((one) => (isBeside(one) ? [] : [JSON.stringify(one)]));
          for (const [what, fileAt, findingAt] of some) {
            const before = names();
            const file = acted.store.file(acted.do(what, fileAt, findingAt));
            const told = file && rows.update(file);
            // Rows below a file's own are drawn anew with it.
            const after = names();
            const isOther = JSON.stringify(before) !== JSON.stringify(after);
            assert.ok(!isOther || told === 'other rows' || !rows.isGrouped, `${what} ${before} ${after}`);
            assert.ok(told === 'same rows' || isOther || !rows.isGrouped);
          }
        },
      ),
    );
  });

  it('stand in groups, the worst first, with what failed and what is without findings last', () => {
    const acted = new ActedRun();
    for (const index of [0, 1, 2, 3, 4]) {
      acted.do('review', index, 0);
    }
    acted.do('fail', 5, 0);
    const keys = (grouping: Grouping) =>
      new RunRows(acted.store, { filter: 'all', grouping })
        .children({ kind: 'run', run })
        .flatMap((one) => (one.kind === 'group' ? [one.path] : []));
    const files = [fixedGroups.failed];
    assert.deepEqual(keys('severity'), [fixedGroups.active, '/severity/0', '/severity/1', '/severity/2', ...files]);
    assert.deepEqual(keys('source'), [fixedGroups.active, '/source/eslint', '/source/ruff', ...files]);
    assert.deepEqual(keys('rule').length, 1 + 5 + 1);
    acted.do('retry', 5, 0);
    assert.equal(keys('severity').at(-1), fixedGroups.quiet);
  });

  it('have the files that are looked at now in a group, while the run is under way', () => {
    const acted = new ActedRun();
    const rows = new RunRows(acted.store, { filter: 'all', grouping: 'folder' });
    const active = () => rows.children({ kind: 'group', run, path: fixedGroups.active });
    assert.deepEqual(active(), []);
    const path = acted.do('look', 2, 0);
    rows.update(acted.store.file(path) ?? assert.fail());
    assert.deepEqual(active(), [{ kind: 'active', path }]);
    acted.do('review', 2, 0);
    rows.update(acted.store.file(path) ?? assert.fail());
    assert.deepEqual(active(), []);
    assert.deepEqual(rows.children({ kind: 'run', run })[0], { kind: 'group', path: fixedGroups.active });
    for (const index of [0, 1, 3, 4, 5]) {
      acted.do('fail', index, 0);
    }
    acted.store.apply({ type: 'state', state: { kind: 'finished' } });
    assert.notDeepEqual(rows.children({ kind: 'run', run })[0], { kind: 'group', path: fixedGroups.active });
  });

  it('say what is wrong with a server, and what can be done, until no file has failed for it', () => {
    const acted = new ActedRun();
    const rows = new RunRows(acted.store, { filter: 'all', grouping: 'folder' });
    const top = () => rows.children({ kind: 'run', run })[0];
    const update = (path: string) => rows.update(acted.store.file(path) ?? assert.fail());
    const remedies = () =>
      rows.children({ kind: 'group', run, path: fixedGroups.server }).map((one) => 'path' in one && one.path);
    acted.store.setEndpoint('ollama-1', { state: 'not answering', limit: 1, reason: 'waiting for the server' });
    assert.deepEqual(top(), { kind: 'group', path: fixedGroups.server });
    assert.deepEqual(remedies(), ['check', 'model']);
    acted.store.setEndpoint('ollama-1', { state: 'open', limit: 1, reason: 'fixed' });
    for (const { path } of acted.files) {
      const status = { kind: 'failed', reason: 'server down', message: 'Nothing answers.', phase: 'model' } as const;
      acted.store.apply({ type: 'file', path, status });
      update(path);
    }
    acted.store.apply({ type: 'state', state: { kind: 'finished' } });
    assert.deepEqual([rows.trouble?.title, rows.trouble?.files], ['Server down', 6]);
    assert.deepEqual(remedies(), ['retry', 'check', 'model']);
    acted.store.apply({ type: 'retry', paths: acted.files.map(({ path }) => path) });
    for (const { path } of acted.files) {
      update(path);
    }
    assert.equal(rows.trouble, undefined);
  });
});

/** Those stand and fall with the state of the run, not of a file. */
function isBeside(one: TreeElement): boolean {
  return one.kind === 'active' || one.kind === 'remedy' || (one.kind === 'group' && one.path === fixedGroups.active);
}
