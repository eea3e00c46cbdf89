import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { editorReports } from '../../../src/compose/editorReports';
import { reportFormats, reportNames } from '../../../src/core/export/formats';
import { toElementId } from '../../../src/vscode/elements';
import { Reports } from '../../../src/vscode/reports/reports';
import { Sessions } from '../../../src/vscode/sessions';
import { clearReview } from '../clearReview';
import { closeEverything, makeFolder, reviewedFolder, until } from '../reviewedFolder';
import { untilRunEnds } from '../runsOnDisk';

const files = { 'a.txt': 'one\nlast\n' };
const observations = [{ path: 'a.txt', title: 'First', find: 'one', replaceWith: 'two' }];

describe('reports in the editor', () => {
  let sessions: Sessions;
  let reports: Reports;
  let session: ReturnType<typeof reviewedFolder>;
  let output: string;
  let listed: vscode.QuickPickItem[];
  let suggested: vscode.Uri | undefined;
  let said: string[];
  /** Label of the format that is chosen, and the file. */
  let chosen: string | undefined;
  let file: vscode.Uri | undefined;

  beforeEach(() => {
    output = mkdtempSync(path.join(tmpdir(), 'folder-review-report-'));
    const reviewed = reviewedFolder(makeFolder(files), files, observations);
    session = { ...reviewed, reports: editorReports(reviewed.run.store, output) };
    sessions = new Sessions();
    sessions.add(session);
    [listed, suggested, said, chosen, file] = [[], undefined, [], 'JUnit XML', undefined];
    reports = new Reports({
      sessions,
      ui: {
        pick: async (items) => {
          listed = [...items];
          return items.find(({ label }) => label === chosen);
        },
        offer: async (_level, message) => {
          said.push(message);
          return undefined;
        },
        chooseFile: async (uri) => {
          suggested = uri;
          return file;
        },
      },
    });
  });
  afterEach(async () => {
    reports.dispose();
    sessions.dispose();
    rmSync(output, { recursive: true, force: true });
    await closeEverything();
  });

  it('are exported in each format that the command line has, to a file that is asked for', async () => {
    file = vscode.Uri.file(path.join(output, 'mine.xml'));
    await reports.export(toElementId({ kind: 'run', run: session.run.store.header.id }));
    assert.deepEqual(
      listed.map(({ label, description }) => [label, description]),
      reportNames.map((name) => [reportFormats[name].title, reportFormats[name].file]),
    );
    assert.equal(suggested?.fsPath, path.join(path.dirname(session.folder.fsPath), 'junit.xml'));
    assert.match(readFileSync(file.fsPath, 'utf8'), /<testsuite name="a\.txt" tests="1" failures="1"/);
    assert.deepEqual(said, [`Exported to ${file.fsPath}`]);
  });

  it('are written nowhere when the person turns away, and what cannot be written says why', async () => {
    await reports.export();
    chosen = undefined;
    await reports.export();
    assert.deepEqual(said, []);
    chosen = 'SARIF 2.1.0';
    file = vscode.Uri.parse('untitled:a.sarif');
    await reports.export();
    file = vscode.Uri.file(path.join(output, 'missing', 'a.sarif'));
    await reports.export();
    assert.match(said[0] ?? '', /can only be written to a file on disk/);
    assert.match(said[1] ?? '', /missing\/a\.sarif could not be written: ENOENT/);
    assert.ok(!existsSync(file.fsPath));
    sessions.remove(session);
    await reports.export();
    assert.equal(said[2], 'There is no review to report. Review a folder first.');
  });

  it('have a page that is one editor for each review', async () => {
    const configuration = vscode.workspace.getConfiguration('folderReview');
    await configuration.update('reviewers', ['local'], vscode.ConfigurationTarget.Global);
    const folder = makeFolder({ 'a.js': 'if (a == NaN) {\n}\n' });
    await vscode.commands.executeCommand('folderReview.reviewFolder', folder);
    const { header } = await untilRunEnds(folder);
    const tabs = () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && /folderReview\.report$/.test(input.viewType));
    for (const _ of [1, 2]) {
      await vscode.commands.executeCommand('folderReview.showReport', `run:${header.id}:`);
      await until(() => tabs().length > 0, 'the page');
      assert.deepEqual(
        tabs().map(({ label }) => label),
        [`Report: ${path.basename(folder.fsPath)}`],
      );
    }
    await clearReview(`run:${header.id}:`);
    await configuration.update('reviewers', undefined, vscode.ConfigurationTarget.Global);
  });
});
