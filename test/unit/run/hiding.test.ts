import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ExcludedCount } from '../../../src/core/fileReview';
import type { RunOptions } from '../../../src/core/options';
import type { DiscoveredFile } from '../../../src/core/ports';
import { toHiddenText } from '../../../src/core/report/hiddenText';
import { toMarkdown } from '../../../src/core/report/markdown';
import { toResults } from '../../../src/core/report/results';
import { toText } from '../../../src/core/report/runText';
import { toSarif } from '../../../src/core/report/sarif';
import { plainStyle } from '../../../src/core/report/style';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { recordsOf } from '../../../src/core/run/snapshot';
import { RunStore } from '../../../src/core/run/store';
import { confidences, type FileRole, type ReportedFinding, type Silencing, severities } from '../../../src/core/types';
import { allOf, header, memoryWorkspace, replay, reported, reviewed, reviewer, textOf } from '../fakes';
import { runWith } from './support';

const span = { start: 0, end: 3 };
const byConfig = (file: string): Silencing => ({ kind: 'configuration', file });

/** Runs a review of `a.txt` in which one local reviewer and one model report these. */
async function review(
  local: readonly ReportedFinding[],
  model: readonly ReportedFinding[] = [],
  options: Partial<RunOptions> = {},
  skipped: readonly DiscoveredFile[] = [],
  excluded?: ExcludedCount,
) {
  const workspace = memoryWorkspace(new Map([['a.txt', 'foo\nbar\n']]));
  const stage = (kind: 'local' | 'model', findings: readonly ReportedFinding[]) => {
    const lane = { reviewer: reviewer(kind, async (file) => reviewed(file, findings)), maxConcurrency: 1 };
    return { kind, limit: 1, lanes: [lane] };
  };
  const { run } = runWith({
    header: { ...header, options: { ...header.options, ...options } },
    workspace: {
      ...workspace,
      discover: async (signal) => {
        const found = await workspace.discover(signal);
        return found.kind === 'found'
          ? { ...found, files: [...found.files, ...skipped], ...(excluded && { excluded }) }
          : found;
      },
    },
    createStages: async () => stagesOf([stage('local', local), stage('model', model)]),
  });
  await run.start();
  const hidden = JSON.parse(textOf(toResults(run.store))).files['a.txt'].hidden ?? [];
  return {
    run,
    shown: run.store.file('a.txt')?.findings.map(({ title }) => title) ?? [],
    hidden: hidden.map(({ title, hiddenBy }: { title: string; hiddenBy: string }) => [title, hiddenBy]),
    reports: [
      await allOf(toText(run.store, plainStyle)),
      textOf(toMarkdown(run.store)),
      textOf(toSarif(run.store, '1')),
    ] as const,
  };
}

describe('what is in no list', () => {
  it('is kept with who hides it, stage after stage', async () => {
    const { shown, hidden } = await review(
      [
        reported({ title: 'Shown' }),
        reported({ title: 'Silenced', hiddenBy: byConfig('ruff.toml') }),
        reported({ title: 'Commented', hiddenBy: { kind: 'comment' } }),
        reported({ title: 'In a test', hiddenBy: { kind: 'role', role: 'test' } }),
        reported({ title: 'Doubtful', confidence: 'low' }),
      ],
      [reported({ title: 'Another guess', confidence: 'low' })],
    );
    assert.deepEqual(shown, ['Shown']);
    assert.deepEqual(hidden.toSorted(), [
      ['Another guess', 'profile'],
      ['Commented', 'comment'],
      ['Doubtful', 'profile'],
      ['In a test', 'test'],
      ['Silenced', 'ruff.toml'],
    ]);
  });

  it('takes nothing along that another reviewer says', async () => {
    const same = { title: 'The name is never used anywhere', span };
    const { shown, hidden } = await review(
      [reported({ ...same, hiddenBy: byConfig('ruff.toml') })],
      [reported({ ...same, source: 'model' })],
    );
    assert.deepEqual(shown, [same.title]);
    assert.deepEqual(hidden, [[same.title, 'ruff.toml']]);
  });

  it('is the folder’s where the user’s bounds would show it', async () => {
    const [profile] = [{ ...header.options.profile, severities: ['error'] as const }];
    const without = { severities, minConfidence: confidences[1] };
    const bounds = { by: '.vscode/settings.json', without } as const;
    const { shown, hidden, reports } = await review(
      [
        reported({ title: 'Grave', severity: 'error' }),
        reported({ title: 'Less so' }),
        reported({ title: 'A guess', confidence: 'low' }),
      ],
      [],
      { profile, folderShare: { leavesOut: [], bounds, notes: ['A note.'] } },
    );
    assert.deepEqual(shown, ['Grave']);
    assert.deepEqual(hidden, [
      ['A guess', 'profile'],
      ['Less so', '.vscode/settings.json'],
    ]);
    for (const report of reports) {
      assert.match(report, /1 finding is hidden by `?\.vscode\/settings\.json`? \(it does not meet its bounds\)\./);
      assert.match(report, /1 finding is hidden by the profile “`?bugs`?”/);
      assert.ok(report.includes('A note.'));
      assert.ok(!report.includes('Less so'));
    }
  });

  it('is not the folder’s to say where it is not trusted, which is told', async () => {
    const { reports } = await review([], [], { untrusted: true });
    for (const report of reports) {
      assert.match(
        report,
        /Reviewed in Restricted Mode, by the bundled analyzers alone\. .*was not read: .*\.reviewignore/,
      );
    }
    const trusted = await review([], []);
    assert.ok(trusted.reports.every((report) => !report.includes('Restricted')));
  });

  it('is also what exclude globs leave out, which is counted, and still is when the record is read again', async () => {
    const { run, reports } = await review([], [], {}, [], { files: 3, folders: 1 });
    for (const report of reports) {
      assert.match(report, /3 files and 1 folder are left out by exclude globs\./);
    }
    const again = replay(recordsOf(run.store))?.summary();
    assert.deepEqual(again?.excluded, { files: 3, folders: 1 });
  });

  it('is said of tests, fixtures and examples, and of what is retired', async () => {
    const inA = (role: FileRole, title: string) => reported({ title, hiddenBy: { kind: 'role', role } });
    const { reports } = await review([
      ...[inA('fixture', 'A'), inA('test', 'B'), inA('test', 'C'), inA('example', 'D')],
      ...[inA('retired', 'E'), inA('retired', 'F')],
    ]);
    for (const report of reports) {
      assert.match(report, /1 finding is hidden because it is in an example\./);
      assert.match(report, /2 findings are hidden because they are in what the project has retired\./);
      assert.match(report, /2 findings are hidden because they are in tests\./);
      assert.match(report, /1 finding is hidden because it is in a fixture\./);
    }
  });

  it('is counted by file, the first of them by name', async () => {
    const silenced = ['a', 'b', 'c', 'd', 'e'].flatMap((name, index) =>
      Array.from({ length: 5 - index }, (_, n) =>
        reported({ title: `${name} ${n}`, hiddenBy: byConfig(`${name}/ruff.toml`) }),
      ),
    );
    const { reports } = await review(silenced);
    for (const report of reports) {
      const counts = [...report.matchAll(/(\d) findings are hidden by ([\w/`]+)/g)].map(([, count, by]) => [count, by]);
      assert.deepEqual(
        counts.map(([count]) => count),
        ['5', '4', '3', '3'],
      );
      assert.match(report, /3 findings are hidden by other configuration files of analyzers\./);
    }
  });

  it('is said of files that the folder leaves out', async () => {
    const left = (path: string): DiscoveredFile => ({
      ...{ kind: 'skipped', path, bytes: 0, message: 'exclude leaves it out' },
      reason: 'left out by folder-review.yaml',
    });
    const ignored = { ...left('z.txt'), reason: 'ignored by .reviewignore' } as const;
    const { reports, run } = await review([], [], {}, [left('b.txt'), left('c.txt'), left('d/'), ignored]);
    for (const report of reports) {
      assert.match(report, /2 files and 1 folder are left out by folder-review\.yaml\./);
      assert.match(report, /1 file is left out by \.reviewignore\./);
    }
    assert.equal(run.store.summary().skipped, 4);
  });

  it('is said of what overrides do by the folder’s word, and of any that fits no file, with nothing that steers a terminal', async () => {
    const by = 'folder-review.yaml';
    const overrides = [
      { files: ['*.txt'], by, rules: { 'ruff/A': 'off' } },
      { files: ['\u001b[31m*.c'], by, rules: { 'ruff/*': 'info' } },
      { files: ['a.txt'], analyzers: ['text'] },
      { files: ['*.zig'], analyzers: ['text'] },
    ] as const;
    const { reports, run } = await review([], [], { overrides }, []);
    for (const report of reports) {
      assert.match(report, /folder-review\.yaml says for `?\*\.txt: ruff\/A off`?\./);
      assert.match(
        report,
        /folder-review\.yaml says for .{1,11}\[31m\*\.c: ruff\/\* at most info`?; no file of this review fits\./,
      );
      assert.match(report, /Your settings say for `?\*\.zig: analyzers text`?; no file of this review fits\./);
      assert.ok(!report.includes('a.txt: analyzers'));
      assert.ok(!report.includes('\u001b'));
    }
    assert.deepEqual(replay(recordsOf(run.store))?.summary().idleOverrides, [1, 3]);
  });

  it('says nothing of overrides that fit no file before there are files', () => {
    const overrides = [{ files: ['*.zig'], analyzers: ['text'] }];
    assert.deepEqual(
      new RunStore({ ...header, options: { ...header.options, overrides } }).summary().idleOverrides,
      [],
    );
  });

  it('can be seen on a terminal, each with the reason', async () => {
    const off: Silencing = { kind: 'rules', by: 'folder-review.yaml' };
    const { run } = await review([
      reported({ title: 'Shown' }),
      reported({ title: 'A silenced', span, hiddenBy: byConfig('\u001b[31mruff.toml') }),
      reported({ title: 'B commented', hiddenBy: { kind: 'comment' } }),
      reported({ title: 'C in a test', hiddenBy: { kind: 'role', role: 'test' } }),
      reported({ title: 'D off', hiddenBy: off }),
      reported({ title: 'E off', hiddenBy: { kind: 'rules' } }),
      reported({ title: 'F doubtful', confidence: 'low' }),
    ]);
    const text = await allOf(toHiddenText(run.store, plainStyle));
    const lines = text.split('\n').map((line) => line.trim());
    assert.match(lines[1] ?? '', /^--> a\.txt/);
    assert.ok(!text.includes('Shown') && !text.includes('\u001b'));
    const reasons = [
      ['A silenced', /^hidden by .+\[31mruff\.toml$/],
      ['B commented', /^hidden by a comment in its file$/],
      ['C in a test', /^hidden because it is in a test$/],
      ['D off', /^hidden by folder-review\.yaml \(its rule is off, or its analyzer left out\)$/],
      ['E off', /^hidden by your settings \(its rule is off, or its analyzer left out\)$/],
      ['F doubtful', /^hidden by the profile “bugs” \(it does not meet its bounds\): severity \w+, confidence low$/],
    ] as const;
    for (const [title, reason] of reasons) {
      const at = lines.findIndex((line) => line.includes(title));
      const why = lines.slice(at).find((line) => line.startsWith('= hidden'));
      assert.match(why?.slice(2) ?? '', reason);
    }
    assert.ok(text.endsWith('\n6 findings are hidden.\n'), text);
    const shown = await allOf(toText(run.store, plainStyle));
    assert.ok(
      shown.includes(`\n6 findings are hidden: \`folder-review show ${run.store.header.id} --hidden\` lists them.\n`),
      shown,
    );
    const { run: open } = await review([reported()]);
    assert.equal(await allOf(toHiddenText(open.store, plainStyle)), 'No findings are hidden.\n');
    assert.doesNotMatch(await allOf(toText(open.store, plainStyle)), /hidden/);
  });

  it('goes without a word where nothing is', async () => {
    const { reports, hidden } = await review([reported()]);
    assert.deepEqual(hidden, []);
    for (const report of reports) {
      assert.ok(!/hidden|left out/.test(report));
    }
  });
});
