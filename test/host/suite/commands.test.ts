import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Branch } from '../../../src/core/branches';
import type { Discovery, ReviewOutcome } from '../../../src/core/ports';
import type { FileSnapshot } from '../../../src/core/types';
import { toElementId } from '../../../src/vscode/elements';
import { registerGuardedCommand } from '../../../src/vscode/guardedCommand';
import { commandIds } from '../../../src/vscode/ids';
import type { TurnedDown } from '../../../src/vscode/runs/continueOffer';
import { askFolder } from '../../../src/vscode/runs/folderArguments';
import { filesToReview } from '../../../src/vscode/runs/reviewFile';
import { RunCommands } from '../../../src/vscode/runs/runCommands';
import type { StartRequest, StartResult } from '../../../src/vscode/runs/runStarts';
import type { RunUi } from '../../../src/vscode/runs/runUi';
import { Sessions } from '../../../src/vscode/sessions';
import { reviewed } from '../../unit/fakes';
import { until } from '../reviewedFolder';
import { type ScriptedSession, scriptedSession } from '../scriptedSession';

interface Told {
  readonly level: string;
  readonly message: string;
  readonly buttons: readonly string[];
}

/** Remembers what was said and answers as told to. */
class ScriptedUi implements RunUi {
  readonly told: Told[] = [];
  readonly asked: { readonly question: string; readonly detail: string; readonly buttons: readonly string[] }[] = [];
  /** In the place of `answers` in a dialog, which stays open until it answers. */
  answering: (() => Promise<string>) | undefined;
  readonly picks: string[][] = [];
  answers: (string | undefined)[] = [];
  revision: string | undefined;
  folder: vscode.Uri | undefined;
  /** Index of the item to pick. */
  pickAt: number | undefined;
  #heard = () => {};

  async tell(level: string, message: string, ...buttons: readonly string[]): Promise<string | undefined> {
    this.told.push({ level, message, buttons });
    this.#heard();
    return this.answers.shift();
  }
  async ask(question: string, detail: string, ...buttons: readonly string[]): Promise<string | undefined> {
    this.asked.push({ question, detail, buttons });
    return this.answering ? this.answering() : this.answers.shift();
  }
  async pick<T extends vscode.QuickPickItem>(items: readonly T[]): Promise<T | undefined> {
    this.picks.push(items.map(({ label }) => label));
    return this.pickAt === undefined ? undefined : items[this.pickAt];
  }
  async chooseFolder(): Promise<vscode.Uri | undefined> {
    return this.folder;
  }
  async askRevision(): Promise<string | undefined> {
    return this.revision;
  }
  async untilTold(count: number): Promise<void> {
    while (this.told.length < count) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }
}

describe('the commands of runs', () => {
  let root = '';
  let sessions = new Sessions();
  let ui = new ScriptedUi();
  let requests: StartRequest[] = [];
  let started: ScriptedSession[] = [];
  let errors: string[] = [];
  let answer: ((request: StartRequest) => StartResult | undefined) | undefined;
  let release = () => {};
  let held: Promise<void> | undefined;
  let broken = new Set<string>();
  let restored: Promise<void> = Promise.resolve();
  let branches: readonly Branch[] = [];
  let notWanted = new Set<string>();
  const turnedDown: TurnedDown = {
    has: (runId) => notWanted.has(runId),
    set: async (runId, isSo) => void notWanted[isSo ? 'add' : 'delete'](runId),
  };
  let discover: (() => Promise<Discovery>) | undefined;
  let commands: RunCommands;

  function newCommands() {
    const branchesOf = async () => branches;
    return new RunCommands({ sessions, log: silent(), start, restored, turnedDown, branchesOf, ui });
  }

  function silent() {
    return { info: () => {}, error: (message: string | Error) => void errors.push(String(message)), show: () => {} };
  }

  async function review(file: FileSnapshot, { signal }: { signal: AbortSignal }): Promise<ReviewOutcome> {
    if (held) {
      await Promise.race([held, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    }
    if (signal.aborted) {
      return { kind: 'cancelled' };
    }
    return broken.has(file.path)
      ? { kind: 'failed', reason: 'timed out', message: 'No answer.', findings: [], server: 'troubled' }
      : reviewed(file, []);
  }

  async function start(request: StartRequest): Promise<StartResult> {
    requests.push(request);
    const answered = answer?.(request);
    if (answered) {
      return answered;
    }
    const files = new Map([
      ['a.ts', 'a'],
      ['sub/b.ts', 'b'],
    ]);
    const session = scriptedSession({ folder: request.folder, files, review, ...(discover && { discover }) });
    started.push(session);
    void session.run.start();
    return { kind: 'started', session };
  }

  const hold = () => {
    held = new Promise((resolve) => {
      release = resolve;
    });
  };
  const folderAt = (...names: string[]) => vscode.Uri.file(path.join(root, ...names));
  const asked = () => requests.map(({ folder }) => folder.fsPath);
  const runElement = (session = started[0]) =>
    toElementId({ kind: 'run', run: session?.run.store.header.id ?? assert.fail('no run') });

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'folder-review-commands-')));
    mkdirSync(path.join(root, 'one', 'inner'), { recursive: true });
    mkdirSync(path.join(root, 'one-and-a-half'));
    mkdirSync(path.join(root, 'two'));
    writeFileSync(path.join(root, 'file.txt'), '');
    sessions = new Sessions();
    ui = new ScriptedUi();
    requests = [];
    started = [];
    errors = [];
    answer = undefined;
    held = undefined;
    broken = new Set();
    restored = Promise.resolve();
    notWanted = new Set();
    branches = [];
    discover = undefined;
    commands = newCommands();
  });
  afterEach(() => {
    release();
    commands.dispose();
    sessions.dispose();
    rmSync(root, { recursive: true });
  });

  it('take the only folder that is open when called bare, without a question', async () => {
    const open = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    await commands.reviewFolder();
    assert.deepEqual([asked(), ui.picks], [[open], []]);
    // As a button of the view does, with the row that has the focus.
    await commands.reviewFolder(toElementId({ kind: 'file', run: 'one', path: 'a.ts' }));
    assert.deepEqual([asked(), ui.picks], [[open, open], []]);
  });

  it('ask which folder is meant where several are open', async () => {
    const open = ['one', 'two'].map((name, index) => ({ name, index, uri: folderAt(name) }));
    ui.pickAt = 1;
    const chosen = async () => (await askFolder(ui, open)).map(({ fsPath }) => fsPath);
    assert.deepEqual(await chosen(), [path.join(root, 'two')]);
    assert.deepEqual(ui.picks[0], ['$(folder) one', '$(folder) two', '$(folder-opened) Choose Another Folder…']);
    ui.pickAt = 2;
    ui.folder = folderAt('one', 'inner');
    assert.deepEqual(await chosen(), [path.join(root, 'one', 'inner')]);
    ui.pickAt = undefined;
    assert.deepEqual(await chosen(), []);
  });

  it('take the clicked folder and the whole selection, nested folders once', async () => {
    await commands.reviewFolder(folderAt('one'), [folderAt('one')]);
    const selection = [folderAt('one', 'inner'), folderAt('one-and-a-half'), folderAt('one'), folderAt('one')];
    await commands.reviewFolder(selection[0], selection);
    await commands.reviewFolder(vscode.Uri.file(`${root}/two/`));
    assert.deepEqual(asked().toSorted(), [
      folderAt('one').fsPath,
      folderAt('one').fsPath,
      folderAt('one-and-a-half').fsPath,
      folderAt('two').fsPath,
    ]);
  });

  it('refuse anything else with one message, and do nothing', async () => {
    const odd: readonly (readonly [unknown, unknown, RegExp])[] = [
      ['/tmp', undefined, /works on folders/],
      [42, undefined, /works on folders/],
      [{}, undefined, /works on folders/],
      [null, undefined, /works on folders/],
      [folderAt('one'), [folderAt('one'), 'two'], /works on folders/],
      [folderAt('file.txt'), undefined, /This is a file; .*file\.txt/],
      [folderAt('one'), [folderAt('one'), folderAt('file.txt')], /This is a file/],
      [folderAt('gone'), undefined, /does not exist.*gone/],
      [vscode.Uri.parse('untitled:x'), undefined, /Only folders on disk/],
    ];
    for (const [clicked, selection, message] of odd) {
      ui.told.length = 0;
      await commands.reviewFolder(clicked, selection);
      assert.equal(ui.told.length, 1);
      assert.match(ui.told[0]?.message ?? '', message);
    }
    assert.deepEqual(requests, []);
    await commands.retries.retry('nonsense');
    await commands.retries.retry();
    await commands.cancel({ kind: 'run' });
    await commands.clear(7);
    await commands.retries.retryFailed();
    assert.deepEqual(
      ui.told.slice(1).map(({ level }) => level),
      ['info', 'info', 'info', 'info', 'info'],
    );
  });

  it('announce each run once, when it ends', async () => {
    await commands.reviewFolder(undefined, [folderAt('one'), folderAt('two')]);
    await ui.untilTold(2);
    assert.deepEqual(ui.told.map(({ message }) => message).toSorted(), [
      '“one”: Reviewed 2 of 2 files (2 lines). No findings in what was reviewed.',
      '“two”: Reviewed 2 of 2 files (2 lines). No findings in what was reviewed.',
    ]);
    assert.equal(sessions.all().length, 2);
  });

  it('offer the default branch, what is not committed, the recent branches, and what is typed', async () => {
    const committedAt = Date.UTC(2024, 0, 5, 12);
    branches = [
      { name: 'main', isDefault: true, isCurrent: false, committedAt },
      { name: 'origin/main', isDefault: true, isCurrent: false, committedAt },
      { name: 'odd\nname', isDefault: false, isCurrent: true, committedAt },
    ];
    ui.revision = 'v1.0';
    const since = [];
    for (ui.pickAt of [0, 1, 2, 4, 6, undefined]) {
      await commands.reviewChangedFiles(folderAt('one'));
      since.push(requests.splice(0).map(({ changedSince }) => changedSince));
    }
    assert.deepEqual(since, [['main'], ['origin/main'], ['HEAD'], ['odd\nname'], ['v1.0'], []]);
    assert.deepEqual(ui.picks[0], [
      ...['$(git-branch) main', '$(cloud) origin/main', '$(git-commit) HEAD'],
      ...['recent branches', '$(git-branch) odd\\nname', '', '$(edit) Another Revision…'],
    ]);
  });

  it('review one file alone, or several, of the folder that is open or else of the one that they are in', async () => {
    const open = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder is open');
    const file = vscode.Uri.joinPath(open, 'of', 'it.ts');
    const others = [folderAt('one', 'a.ts'), folderAt('one', 'b [1].ts')];
    await commands.reviewFiles(file);
    await ui.untilTold(1);
    ui.answers = ['Replace'];
    await commands.reviewFiles(others[0], [...others, file]);
    const begun = requests.map(({ folder, only }) => [folder.fsPath, only]);
    const alone = [open.fsPath, ['of/it.ts']];
    assert.deepEqual(begun, [alone, [folderAt('one').fsPath, ['a.ts', 'b [1].ts']], alone]);
    for (const odd of [undefined, 'a.ts', vscode.Uri.parse('untitled:a.ts')]) {
      await commands.reviewFiles(odd);
    }
    assert.equal(requests.length, 3);
    assert.match(ui.told.at(-1)?.message ?? '', /^Only files on disk can be reviewed/);
  });

  it('know which of some files a review in the view has already', async () => {
    hold();
    await commands.reviewFolder(folderAt('one'));
    sessions.add(started[0] ?? assert.fail());
    const wanted = filesToReview(
      folderAt('one', 'a.ts'),
      [folderAt('one', 'a.ts'), folderAt('one', 'new.ts')],
      sessions,
    );
    assert.deepEqual(
      wanted?.shown.map(({ fsPath }) => fsPath),
      [folderAt('one', 'a.ts').fsPath],
    );
    assert.deepEqual(
      wanted?.starts.map(({ only }) => only),
      [['new.ts']],
    );
  });

  it('ask before one file takes the place of a review of more, or of one with viewed files', async () => {
    await commands.reviewFolder(folderAt('one'));
    await ui.untilTold(1);
    const alone = { folder: folderAt('one'), only: ['new.ts'] };
    assert.equal((await commands.beginAtOnce(alone)).kind, 'cancelled');
    assert.equal(ui.asked[0]?.question, 'Replace the review of “one” by one of 1 file alone?');
    assert.deepEqual([requests.length, sessions.all()], [1, [started[0]]]);
    await started[0]?.run.view(['a.ts'], true);
    await commands.reviewFolder(folderAt('one'));
    assert.match(ui.asked[1]?.detail ?? '', /• the marks of 1 file that you have viewed/);
    assert.equal(requests.length, 1);
    ui.answers = ['Replace'];
    await commands.beginAtOnce(alone);
    assert.deepEqual(requests.at(-1)?.only, ['new.ts']);
  });

  it('review changed files since the revision that is asked for', async () => {
    ui.revision = ' main ';
    await commands.reviewChangedFiles(folderAt('one'));
    assert.equal(requests[0]?.changedSince, 'main');
    ui.revision = undefined;
    await commands.reviewChangedFiles(folderAt('one'));
    assert.equal(requests.length, 1);
  });

  it('say why a run could not begin, with the log at hand', async () => {
    answer = () => ({ kind: 'failed', message: 'The setting is wrong.' });
    await commands.reviewFolder(folderAt('one'));
    assert.deepEqual(ui.told, [{ level: 'error', message: 'The setting is wrong.', buttons: ['Show Log'] }]);
    assert.deepEqual(errors, ['The setting is wrong.']);
    answer = () => ({ kind: 'cancelled' });
    await commands.reviewFolder(folderAt('one'));
    assert.equal(ui.told.length, 1);
    assert.deepEqual(sessions.all(), []);
  });

  it('offer to show or restart a run that is at work', async () => {
    hold();
    await commands.reviewFolder(folderAt('one'));
    ui.answers = [undefined];
    await commands.reviewFolder(folderAt('one'));
    const { question, detail, buttons } = ui.asked[0] ?? assert.fail('not asked');
    assert.equal(question, '“one” is under review already. Restart?');
    assert.match(detail, /• what the review has done so far \(0\/2 files\)/);
    assert.deepEqual(buttons, ['Restart', 'Show']);
    assert.equal(requests.length, 1);
    assert.equal(started[0]?.run.store.state.kind, 'running');
    ui.answers = ['Restart'];
    await commands.reviewFolder(folderAt('one'));
    assert.equal(requests.length, 2);
    assert.deepEqual(started[0]?.calls, ['forget']);
    assert.deepEqual(sessions.all(), [started[1]]);
    release();
    await ui.untilTold(1);
    assert.match(ui.told[0]?.message ?? '', /Reviewed 2 of 2/);
  });

  it('ask once, however often a folder is chosen, and start one run', async () => {
    hold();
    await commands.reviewFolder(folderAt('one'));
    let answer = (_: string) => {};
    ui.answering = () => new Promise((resolve) => (answer = resolve));
    const both = [commands.reviewFolder(folderAt('one')), commands.reviewChangedFiles(folderAt('one'))];
    ui.revision = 'main';
    await until(() => ui.asked.length > 0, 'the question');
    both.push(commands.reviewFolder(folderAt('one')));
    await both.at(-1);
    answer('Restart');
    await Promise.all(both);
    assert.equal(ui.asked.length, 1);
    assert.equal(requests.length, 2);
    assert.deepEqual(sessions.all(), [started[1]]);
  });

  it('leave a run at work alone when the one that would follow cannot start', async () => {
    hold();
    await commands.reviewFolder(folderAt('one'));
    for (const kept of [{ kind: 'failed', message: 'No.' } as const, { kind: 'cancelled' } as const]) {
      answer = () => kept;
      ui.answers = ['Restart'];
      await commands.reviewFolder(folderAt('one'));
      assert.deepEqual(sessions.all(), [started[0]]);
      assert.equal(started[0]?.run.store.state.kind, 'running');
      assert.deepEqual(started[0]?.calls, []);
    }
  });

  it('keep what is there until the new run has found files, then replace it', async () => {
    await commands.reviewFolder(folderAt('one'));
    await ui.untilTold(1);
    answer = () => ({ kind: 'failed', message: 'No.' });
    await commands.reviewFolder(folderAt('one'));
    assert.deepEqual(sessions.all(), [started[0]]);
    const found: (() => Promise<Discovery>)[] = [
      async () => ({ kind: 'failed', message: 'The folder is gone.' }),
      async () => ({ kind: 'found', files: [] }),
    ];
    for (discover of found) {
      answer = undefined;
      await commands.reviewFolder(folderAt('one'));
      assert.deepEqual(sessions.all(), [started[0]]);
      assert.deepEqual(started.at(-1)?.calls, ['forget']);
    }
    await ui.untilTold(4);
    assert.deepEqual(
      ui.told.slice(2).map(({ message }) => message),
      ["Couldn't review “one”: The folder is gone.", 'No files to review in “one”.'],
    );
    discover = undefined;
    await commands.reviewFolder(folderAt('one'));
    assert.deepEqual(sessions.all(), [started.at(-1)]);
    assert.deepEqual(started[0]?.calls, ['forget']);
    assert.deepEqual(ui.asked, [], 'nothing was lost');
  });

  it('begin only after the runs of before a reload are shown again', async () => {
    let show = () => {};
    restored = new Promise((resolve) => (show = resolve));
    commands.dispose();
    commands = newCommands();
    const reviewing = commands.reviewFolder(folderAt('one'));
    const earlier = scriptedSession({ folder: folderAt('one'), files: new Map([['a.ts', 'a']]), review });
    await earlier.run.start();
    sessions.add(earlier);
    show();
    await reviewing;
    assert.deepEqual(earlier.calls, ['forget']);
    assert.deepEqual(sessions.all(), started);
  });

  describe('of before a reload', () => {
    /** A run that was interrupted when `a.ts` was reviewed and `sub/b.ts` was not. */
    async function interrupted(folder: string): Promise<ScriptedSession> {
      const files = new Map([
        ['a.ts', 'a'],
        ['sub/b.ts', 'b'],
      ]);
      let reviews = 0;
      const session = scriptedSession({
        ...{ folder: folderAt(folder), files, maxParallelFiles: 1 },
        review: async (file, { signal }) => {
          seen.push(file.path);
          if (reviews++ === 1) {
            session.run.interrupt();
          }
          return signal.aborted ? { kind: 'cancelled' } : reviewed(file, []);
        },
      });
      await session.run.start();
      assert.deepEqual([session.run.store.state.kind, session.run.isResumable], ['interrupted', true]);
      return session;
    }
    let seen: string[] = [];

    /** The window comes back with these. */
    async function comeBack(...runs: ScriptedSession[]): Promise<void> {
      seen = [];
      commands.dispose();
      sessions.dispose();
      sessions = new Sessions();
      for (const session of runs) {
        sessions.add(session);
      }
      commands = newCommands();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }

    it('go on when told so in one message for all, with what is left alone', async () => {
      const [one, two] = [await interrupted('one'), await interrupted('two')];
      ui.answers = ['Resume'];
      await comeBack(one, two);
      await ui.untilTold(3);
      assert.deepEqual([ui.told[0]?.level, ui.told[0]?.buttons], ['info', ['Resume', 'Not Now']]);
      assert.match(ui.told[0]?.message ?? '', /^2 reviews were interrupted .*: 2 of 4 files not finished\./);
      assert.deepEqual(
        [one, two].map(({ run }) => run.store.state.kind),
        ['finished', 'finished'],
      );
      assert.deepEqual(seen, ['sub/b.ts', 'sub/b.ts']);
      assert.match(ui.told[1]?.message ?? '', /Reviewed 2 of 2 files/);
    });

    it('do not go on by themselves, and are not asked about twice', async () => {
      const one = await interrupted('one');
      ui.answers = ['Not Now'];
      await comeBack(one);
      assert.equal(ui.told.length, 1);
      await comeBack(one);
      assert.deepEqual([ui.told.length, seen, one.run.store.state.kind], [1, [], 'interrupted']);

      await commands.resume(runElement(one));
      await ui.untilTold(2);
      assert.deepEqual([seen, one.run.store.state.kind], [['sub/b.ts'], 'finished']);
      assert.deepEqual([...notWanted], [], 'another interruption is another question');
      await commands.resume(runElement(one));
      assert.equal(ui.told[2]?.message, 'No review was cancelled or interrupted.');
    });

    it('that were cancelled or are finished are not asked about', async () => {
      const one = scriptedSession({ folder: folderAt('one'), files: new Map([['a.ts', 'a']]), review });
      hold();
      const running = one.run.start();
      one.run.cancel();
      one.run.interrupt();
      await running;
      assert.equal(one.run.store.state.kind, 'cancelled');
      await comeBack(one);
      assert.deepEqual(ui.told, []);
    });
  });

  it('cancel the run that is at work, or the one that is picked', async () => {
    hold();
    await commands.reviewFolder(undefined, [folderAt('one'), folderAt('two')]);
    ui.pickAt = undefined;
    await commands.cancel();
    assert.equal(ui.picks.at(-1)?.length, 2);
    await commands.cancel(runElement(started[0]));
    await ui.untilTold(1);
    assert.match(ui.told[0]?.message ?? '', /Cancelled\. Reviewed 0 of 2 files \(0 lines\); 2 cancelled/);
    assert.deepEqual(ui.told[0]?.buttons, ['Resume', 'Show']);
    assert.equal(started[0]?.run.store.state.kind, 'cancelled');
    assert.equal(started[1]?.run.store.state.kind, 'running');
    await commands.cancel();
    await ui.untilTold(2);
    assert.equal(started[1]?.run.store.state.kind, 'cancelled');
  });

  it('retry a file, a folder or all that failed, and tell how that went', async () => {
    broken = new Set(['a.ts', 'sub/b.ts']);
    await commands.reviewFolder(folderAt('one'));
    await ui.untilTold(1);
    assert.deepEqual(ui.told[0]?.buttons, ['Retry Failed', 'Show']);
    const { run } = started[0] ?? assert.fail();
    const id = run.store.header.id;
    broken = new Set(['a.ts']);
    await commands.retries.retry(toElementId({ kind: 'folder', run: id, path: 'sub' }));
    await ui.untilTold(2);
    assert.match(ui.told[1]?.message ?? '', /Reviewed 1 of 2 files \(1 line\); 1 failed/);
    await commands.retries.retry(toElementId({ kind: 'file', run: id, path: 'a.ts' }));
    await ui.untilTold(3);
    assert.equal(ui.told[2]?.level, 'warning');
    broken = new Set();
    await commands.retries.retryFailed();
    await ui.untilTold(4);
    assert.match(ui.told[3]?.message ?? '', /Reviewed 2 of 2 files \(2 lines\)\./);
  });

  it('resume what was cancelled, and retry only what failed', async () => {
    hold();
    await commands.reviewFolder(folderAt('one'));
    await commands.cancel();
    await ui.untilTold(1);
    await commands.retries.retryFailed();
    assert.equal(ui.told[1]?.message, 'No file failed.');
    assert.equal(started[0]?.run.store.state.kind, 'cancelled');
    release();
    await commands.resume();
    await ui.untilTold(3);
    assert.match(ui.told[2]?.message ?? '', /Reviewed 2 of 2 files/);
    await commands.resume();
    assert.equal(ui.told[3]?.message, 'No review was cancelled or interrupted.');
  });

  it('do what the button under the message says', async () => {
    broken = new Set(['a.ts']);
    ui.answers = ['Retry Failed'];
    await commands.reviewFolder(folderAt('one'));
    await ui.untilTold(2);
    assert.match(ui.told[1]?.message ?? '', /Reviewed 1 of 2 files/);
  });

  it('clear a run that is only just shown again after a reload', async () => {
    let show = () => {};
    restored = new Promise((resolve) => (show = resolve));
    commands.dispose();
    commands = newCommands();
    ui.answers = ['Clear'];
    const clearing = commands.clear();
    const earlier = scriptedSession({ folder: folderAt('one'), files: new Map([['a.ts', 'a']]), review });
    sessions.add(earlier);
    show();
    await clearing;
    assert.deepEqual([earlier.calls, sessions.all()], [['forget'], []]);
  });

  it('clear a run when the person says so, and offer it back', async () => {
    hold();
    await commands.reviewFolder(folderAt('one'));
    ui.answers = [undefined, 'Clear'];
    await commands.clear();
    assert.deepEqual([sessions.all().length, started[0]?.calls, ui.told], [1, [], []]);
    await commands.clear();
    assert.deepEqual(sessions.all(), []);
    assert.deepEqual(started[0]?.calls, ['forget']);
    await started[0]?.run.settled();
    assert.deepEqual(ui.asked[1], {
      question: 'Clear the review of “one”?',
      detail: [
        'This takes out of the view: 0 findings, 0 open proposals, 0 applied proposals. No file is changed.',
        'It is not finished yet, and stops.',
        '“Open Earlier Review…” brings all of it back.',
      ].join('\n\n'),
      buttons: ['Clear'],
    });
    assert.deepEqual(
      ui.told.map(({ message, buttons }) => [message, buttons]),
      [['The review of “one” is no longer shown. Open Earlier Review… brings it back.', ['Undo']]],
    );
  });

  it('clear nothing that has gone while it was asked', async () => {
    await commands.reviewFolder(folderAt('one'));
    ui.answering = async () => {
      for (const session of sessions.all()) {
        sessions.remove(session);
      }
      return 'Clear';
    };
    await commands.clear();
    assert.deepEqual(started[0]?.calls, []);
  });
});

describe('a guarded command', () => {
  it('does not let a defect get lost', async () => {
    const errors: string[] = [];
    const log = { error: (message: string | Error) => void errors.push(String(message)), show: () => {} };
    const command = registerGuardedCommand('folderReviewTest.defect', log, async () => {
      throw new Error('a defect');
    });
    await vscode.commands.executeCommand('folderReviewTest.defect');
    assert.match(errors[0] ?? '', /a defect/);
    command.dispose();
  });
});

describe('the extension', () => {
  it('registers every command', async () => {
    await vscode.extensions.getExtension('folder-review.folder-review')?.activate();
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      Object.values(commandIds).filter((id) => !registered.includes(id)),
      [],
    );
  });

  it('bears odd arguments for each of them', async () => {
    // The others open a dialog or a panel, whatever they are called with.
    const {
      setKey,
      clearKey,
      useModel,
      checkSetup,
      createConfig,
      setUpVerification,
      showView,
      showLog,
      reviewChangedFiles,
      clearData,
      filter,
      group,
      goToFinding,
      openEarlier,
      ...rest
    } = commandIds;
    const odd = ['nonsense', 42, {}, [], vscode.Uri.parse('folder-review:/x?run=none')];
    for (const id of Object.values(rest)) {
      // With a row, as from a button of the view, Review Folder reviews the open folder.
      for (const argument of id === commandIds.reviewFolder ? odd : [...odd, 'file:none:a']) {
        await vscode.commands.executeCommand(id, argument);
      }
    }
  });
});
