import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { clearOffer } from '../../../src/compose/clearData';
import { acquireLock } from '../../../src/store/lock';
import { createRun, runLock, runsIn } from '../../../src/store/runs';
import { openFolderState } from '../../../src/store/stateDir';
import { clearData } from '../../../src/vscode/data/clearData';
import { fileUri } from '../../../src/vscode/documents';
import { toElementId } from '../../../src/vscode/elements';
import { copiedText, ignoreOnLines } from '../../../src/vscode/rules/findingCommands';
import { disableRule, turnOffRule } from '../../../src/vscode/rules/turnOffRule';
import { Sessions } from '../../../src/vscode/sessions';
import { sha256 } from '../../unit/fakes';
import { closeEverything, makeFolder, recordingUi, reviewedFolder } from '../reviewedFolder';

const files = { 'a.txt': 'one\nlast\n' };

describe('a rule that is turned off', () => {
  const settings = () => vscode.workspace.getConfiguration('folderReview');
  const own = () => settings().inspect<Record<string, string>>('rules')?.globalValue;
  const set = (rules: object | undefined) => settings().update('rules', rules, vscode.ConfigurationTarget.Global);
  let sessions: Sessions;
  let said: string[];
  let button: string | undefined;
  let meanwhile: (() => PromiseLike<void>) | undefined;
  const ui = {
    pick: async <T>(items: readonly T[]) => items[0],
    offer: async (_level: string, message: string) => {
      said.push(message);
      await meanwhile?.();
      return button;
    },
  };
  beforeEach(() => {
    sessions = new Sessions();
    [said, button, meanwhile] = [[], undefined, undefined];
  });
  afterEach(async () => {
    sessions.dispose();
    await set(undefined);
    await closeEverything();
  });

  it('is off in the user’s own settings, behind what stands there, and can be had back', async () => {
    await set({ 'eslint/no-var': 'off', 'eslint/*': 'info' });
    await turnOffRule({ rule: 'eslint/no-var' }, { sessions, ui });
    assert.deepEqual(Object.entries(own() ?? {}), [
      ['eslint/*', 'info'],
      ['eslint/no-var', 'off'],
    ]);
    button = 'Undo';
    await turnOffRule({ rule: 'ruff/E711' }, { sessions, ui });
    assert.deepEqual(Object.keys(own() ?? {}), ['eslint/*', 'eslint/no-var']);
    assert.match(said[0] ?? '', /eslint\/no-var is off in your settings/);
  });

  it('is had back alone, in its place, with what was set since left as it is', async () => {
    await set({ 'eslint/no-var': 'info', 'eslint/*': 'off' });
    button = 'Undo';
    meanwhile = () => set({ 'eslint/*': 'off', 'eslint/no-var': 'off', 'ruff/E711': 'off' });
    await turnOffRule({ rule: 'eslint/no-var' }, { sessions, ui });
    const all = [
      ['eslint/no-var', 'info'],
      ['eslint/*', 'off'],
      ['ruff/E711', 'off'],
    ];
    assert.deepEqual(Object.entries(own() ?? {}), all);
    meanwhile = () => set({ 'eslint/no-var': 'error' });
    await turnOffRule({ rule: 'eslint/no-var' }, { sessions, ui });
    assert.deepEqual(own(), { 'eslint/no-var': 'error' });
  });

  it('is never one that settings could not name, nor a model’s finding', async () => {
    const session = reviewedFolder(makeFolder(files), files, [
      { path: 'a.txt', title: 'First', find: 'one', replaceWith: 'two' },
    ]);
    sessions.add(session);
    const [finding] = [...session.run.store.files()].flatMap((file) => file.findings);
    assert.ok(finding);
    const row = toElementId({ kind: 'finding', run: session.run.store.header.id, finding: finding.id });
    const hasRule = finding.reviewer !== 'model' && finding.rule !== undefined;
    await turnOffRule(row, { sessions, ui });
    assert.equal(own() !== undefined, hasRule);
    await set(undefined);
    await turnOffRule({ rule: '*' }, { sessions: new Sessions(), ui });
    assert.equal(own(), undefined);
  });
});

describe('a finding that is not wanted', () => {
  const code = { 'a.js': 'function a() {\n  return b == NaN;\n}\n', 'b.js': 'const c = 1;\n' };
  const observations = [
    {
      path: 'a.js',
      title: 'Compares with NaN',
      find: 'b == NaN',
      source: 'eslint',
      rule: 'use-isnan',
      explanation: 'Why.',
    },
    { path: 'b.js', title: 'By a model', find: 'c = 1', reviewer: 'model' as const, source: 'qwen3' },
  ];
  let sessions: Sessions;
  let said: ReturnType<typeof recordingUi>;
  afterEach(async () => {
    sessions.dispose();
    await closeEverything();
  });

  function setUp(answers: Parameters<typeof recordingUi>[0] = {}) {
    const session = reviewedFolder(makeFolder(code), code, observations);
    sessions = new Sessions();
    sessions.add(session);
    said = recordingUi(answers);
    const rows = session.ids.map((finding) =>
      toElementId({ kind: 'finding', run: session.run.store.header.id, finding }),
    );
    const text = (name: string) => readFileSync(path.join(session.folder.fsPath, name), 'utf8');
    return { session, rows, text, dependencies: { sessions, hash: sha256, ui: said.ui, log: assert.fail as never } };
  }

  it('is silenced by a comment on its line, in one undo step, and counted as hidden by that', async () => {
    const { session, rows, text, dependencies } = setUp();
    await ignoreOnLines(rows[0], rows, dependencies);
    assert.equal(text('a.js'), 'function a() {\n  // eslint-disable-next-line use-isnan\n  return b == NaN;\n}\n');
    assert.equal(text('b.js'), '// folder-review-ignore-next-line: model\nconst c = 1;\n');
    assert.deepEqual([said.problems, said.statuses], [[], ['2 findings ignored on their lines.']]);
    const hidden = [...session.run.store.files()].flatMap((file) => file.hidden ?? []);
    assert.deepEqual(
      hidden.map(({ hiddenBy }) => hiddenBy.kind),
      ['comment', 'comment'],
    );
    await ignoreOnLines(rows[0], undefined, dependencies);
    assert.match(said.problems[0] ?? '', /^This finding is no longer part of the review/);
  });

  it('is ignored in a file with unsaved changes, which stays unsaved', async () => {
    const { session, rows, text, dependencies } = setUp();
    const document = await vscode.workspace.openTextDocument(fileUri(session.folder, 'a.js'));
    const typed = new vscode.WorkspaceEdit();
    typed.insert(document.uri, new vscode.Position(0, 0), '// mine\n');
    await vscode.workspace.applyEdit(typed);
    await ignoreOnLines(rows[0], undefined, dependencies);
    assert.equal(text('a.js'), code['a.js']);
    assert.equal(
      document.getText(),
      '// mine\nfunction a() {\n  // eslint-disable-next-line use-isnan\n  return b == NaN;\n}\n',
    );
  });

  it('has its rule turned off in the settings of its folder, until that is undone', async () => {
    const { session, rows } = setUp({ offers: [undefined, 'Undo'] });
    const inFolder = () =>
      vscode.workspace.getConfiguration('folderReview', session.folder).inspect<Record<string, string>>('rules')
        ?.workspaceFolderValue;
    const own = () => vscode.workspace.getConfiguration('folderReview').inspect('rules')?.globalValue;
    const before = own();
    await disableRule(rows[0], { sessions, ui: said.ui });
    assert.deepEqual(inFolder(), { 'eslint/use-isnan': 'off' });
    assert.deepEqual(own(), before);
    assert.match(
      said.offers[0] ?? '',
      /^The rule eslint\/use-isnan is off in the settings of “.*”, from the next review on\.$/,
    );
    await disableRule(rows[1], { sessions, ui: said.ui });
    assert.equal(said.offers[1], 'This finding has no rule that can be turned off.');
    await vscode.workspace
      .getConfiguration('folderReview', session.folder)
      .update('rules', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    said = recordingUi({ offers: ['Undo'] });
    await disableRule(rows[0], { sessions, ui: said.ui });
    assert.equal(inFolder(), undefined);
  });

  it('is copied with its place and explanation', () => {
    const { session } = setUp();
    const found = session.run.store.finding(session.ids[0] ?? '') ?? assert.fail();
    assert.equal(copiedText(found), 'Compares with NaN\na.js:2:10 (warning, eslint/use-isnan)\nWhy.');
  });
});

describe('Clear Data', () => {
  it('asks once with all that goes, removes that, and leaves what is open', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'folder-review-data-'));
    const folder = realpathSync(makeFolder(files).fsPath);
    const state = await openFolderState(root, folder);
    assert.ok(state.kind === 'state');
    const [closed, open] = [await createRun(state.state, Date.now()), await createRun(state.state, Date.now())];
    mkdirSync(path.join(closed.path, 'pre-images'));
    writeFileSync(path.join(closed.path, 'pre-images', 'a'), 'text');
    const locked = await acquireLock(runLock(open));
    const [asked, told]: [string[], string[]] = [[], []];
    let answer: string | undefined;
    const clear = () =>
      clearData({
        log: { info: () => {}, warn: (message) => told.push(message) },
        offer: () => clearOffer(root, { folder, answers: false }),
        foldersWithRuns: async () => [folder],
        ui: {
          pick: async (items) => items[0],
          ask: async (_question, detail) => {
            asked.push(detail);
            return answer;
          },
          tell: async (_level, message) => {
            told.push(message);
            return undefined;
          },
        },
      });
    await clear();
    assert.equal(asked.length, 1);
    assert.ok(asked[0]?.includes(`Run ${closed.id} has applied edits`) && asked[0].includes(`Not ${open.id}:`));
    assert.equal((await runsIn(state.state.path)).length, 2, 'nothing goes unasked');
    answer = 'Remove';
    await clear();
    assert.deepEqual([(await runsIn(state.state.path)).map(({ id }) => id), told], [[open.id], ['Removed.']]);
    assert.ok(locked.kind === 'held');
    await locked.lock.release();
    rmSync(root, { recursive: true });
  });
});
