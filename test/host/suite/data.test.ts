import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { clearOffer } from '../../../src/compose/clearData';
import { acquireLock } from '../../../src/store/lock';
import { createRun, runLock, runsIn } from '../../../src/store/runs';
import { openFolderState } from '../../../src/store/stateDir';
import { clearData } from '../../../src/vscode/data/clearData';
import { toElementId } from '../../../src/vscode/elements';
import { turnOffRule } from '../../../src/vscode/rules/turnOffRule';
import { Sessions } from '../../../src/vscode/sessions';
import { closeEverything, makeFolder, reviewedFolder } from '../reviewedFolder';

const files = { 'a.txt': 'one\nlast\n' };

describe('a rule that is turned off', () => {
  const settings = () => vscode.workspace.getConfiguration('folderReview');
  const own = () => settings().inspect<Record<string, string>>('rules')?.globalValue;
  const set = (rules: object | undefined) => settings().update('rules', rules, vscode.ConfigurationTarget.Global);
  let sessions: Sessions;
  let said: string[];
  let button: string | undefined;
  const ui = {
    pick: async <T>(items: readonly T[]) => items[0],
    offer: async (_level: string, message: string) => {
      said.push(message);
      return button;
    },
  };
  beforeEach(() => {
    sessions = new Sessions();
    [said, button] = [[], undefined];
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
