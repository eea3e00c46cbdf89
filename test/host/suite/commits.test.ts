import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Commits, type CommitUi } from '../../../src/vscode/commits/commits';
import type { CommitChoice } from '../../../src/vscode/commits/commitTexts';
import { followChanges } from '../../../src/vscode/commits/followChanges';
import { followCommitted, lookAtCommitted } from '../../../src/vscode/commits/followCommitted';
import { toElementId } from '../../../src/vscode/elements';
import { Sessions } from '../../../src/vscode/sessions';
import { ReviewTree } from '../../../src/vscode/tree/tree';
import { closeEverything, makeFolder, noReports, recordingUi, reviewedFolder, until } from '../reviewedFolder';

const files = { 'a.txt': 'one\nlast\n', 'sub/b.txt': 'one\nlast\n' };
const observations = [
  { path: 'a.txt', title: 'First', find: 'one', replaceWith: 'two' },
  { path: 'sub/b.txt', title: 'Second', find: 'one', replaceWith: 'two' },
];

describe('commits in the editor', () => {
  const set = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration('folderReview').update(key, value, vscode.ConfigurationTarget.Global);
  let folder: vscode.Uri;
  let sessions: Sessions;
  let tree: ReviewTree;
  let session: ReturnType<typeof reviewedFolder>;
  let said: ReturnType<typeof recordingUi>;
  let logged: string[];
  let lists: CommitChoice[][];
  let dialogs: { question: string; detail: string }[];
  /** Labels chosen from lists, one by one; undefined turns away. */
  let choices: (string | undefined)[];
  /** Comes between a question and its answer. */
  let beforeAnswer: () => void;
  let commits: Commits;

  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd: folder.fsPath, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
  const row = () => toElementId({ kind: 'run', run: session.run.store.header.id });
  const item = () => tree.getTreeItem(row());
  const branch = () => `folder-review/${session.run.store.header.id}`;
  const applyAll = async () => {
    for (const id of session.ids) {
      assert.equal((await session.queue.apply(id)).kind, 'applied');
    }
  };
  const hook = (name: string) => {
    mkdirSync(path.join(folder.fsPath, '.git/hooks'), { recursive: true });
    const file = path.join(folder.fsPath, '.git/hooks', name);
    writeFileSync(file, `#!/bin/sh\ntouch '${folder.fsPath}/canary'\n`);
    chmodSync(file, 0o755);
  };

  beforeEach(() => {
    folder = makeFolder(files);
    git('init', '--quiet');
    git('symbolic-ref', 'HEAD', 'refs/heads/main');
    for (const [key, value] of [
      ['user.name', 'Ann'],
      ['user.email', 'ann@example.com'],
      ['commit.gpgsign', 'false'],
    ] as const) {
      git('config', key, value);
    }
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    session = reviewedFolder(folder, files, observations);
    sessions = new Sessions();
    sessions.add(session);
    tree = new ReviewTree(sessions);
    said = recordingUi();
    [logged, lists, dialogs, choices] = [[], [], [], []];
    beforeAnswer = () => {};
    const log = (message: unknown) => void logged.push(String(message));
    const ui: CommitUi = {
      ...said.ui,
      pick: async (items, placeholder) => {
        said.questions.push(placeholder);
        lists.push([...items] as unknown as CommitChoice[]);
        const label = choices.shift();
        beforeAnswer();
        return items.find((one) => one.label === label);
      },
      ask: async (question, detail, ...buttons) => {
        dialogs.push({ question, detail });
        beforeAnswer();
        // The first one has the focus, and does no harm.
        assert.deepEqual(buttons, ['Show Source Control', 'Land']);
        return 'Land';
      },
    };
    commits = new Commits({ sessions, log: { info: log, warn: log, error: log }, ui });
  });
  afterEach(async () => {
    for (const key of ['commit.afterApplying', 'commit.sign', 'commit.hooks']) {
      await set(key, undefined);
    }
    tree.dispose();
    sessions.dispose();
    await closeEverything();
  });

  it('says why it does nothing of a review that another process has open, and does nothing of another one instead', async () => {
    await applyAll();
    const { run } = reviewedFolder(folder, files, observations);
    const unasked = async () => assert.fail('not asked for');
    const held = { folder, store: run.store, holder: 'process 1 on box', reports: noReports };
    sessions.addHeld({ ...held, retake: unasked, forget: unasked });
    const before = git('for-each-ref');
    const heldRow = toElementId({ kind: 'run', run: run.store.header.id });
    await commits.commit(heldRow);
    await commits.land(heldRow);
    assert.deepEqual([git('for-each-ref'), lists, dialogs], [before, [], []]);
    assert.equal(said.problems.length, 2);
    for (const problem of said.problems) {
      assert.match(problem, /^Process 1 on box has this review open\. /);
    }
    sessions.removeHeld(run.store.header.id);
    await commits.commit(heldRow);
    assert.equal(said.problems.at(-1), 'This review is no longer there.');
  });

  it('says what will happen, commits, lands on request, and leaves nothing for Source Control to show', async () => {
    assert.doesNotMatch(String(item().contextValue), /\bchanged\b/);
    await applyAll();
    await until(() => /\bchanged\b/.test(String(item().contextValue)), 'the row to offer it');
    choices = ['One Commit per File'];
    await commits.commit(row());
    const head = git('rev-parse', '--short=12', 'main');
    assert.equal(said.questions[0], `New commits on ${branch()}, from main (${head.slice(0, 7)})`);
    assert.deepEqual(
      lists[0]?.map(({ label, description }) => [label, description]),
      [
        ['One Commit', '2 files, by Ann <ann@example.com>'],
        ['One Commit per File', '2 files, by Ann <ann@example.com>'],
      ],
    );
    assert.equal(lists[0]?.[0]?.detail, 'Not signed; no hooks to run.');
    assert.match(
      said.offers[0] ?? '',
      /^Committed 2 changes in 2 files on the branch folder-review\/\S+, 2 commits up to \w{12}\. Not signed; no hooks to run\.$/,
    );
    assert.deepEqual(said.offers.length + said.problems.length, 1);
    assert.match(logged.join('\n'), /Committed 2 changes/);
    await until(
      () => /^2 findings · none open · committed, not landed · /.test(String(item().description)),
      'the row to say so',
    );
    assert.equal(
      git('log', '--format=%s by %an', `main..${branch()}`),
      'sub/b.txt: Second by Ann\na.txt: First by Ann',
    );
    assert.equal(git('status', '--porcelain'), ' M a.txt\n M sub/b.txt');

    await commits.land(row());
    assert.equal(dialogs[0]?.question, `Land these commits on main at ${head}?`);
    assert.match(
      dialogs[0]?.detail ?? '',
      /^2 commits on folder-review\/\S+ are not on it yet\.\n\nOnly this branch moves, forward\./,
    );
    assert.equal(said.offers[1], 'Landed on main: 2 files.');
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('rev-parse', 'main'), git('rev-parse', branch()));
    await until(
      () => /^2 findings · none open · landed on main · /.test(String(item().description)),
      'the row to say so',
    );
    await commits.land(row());
    assert.match(said.statuses.at(-1) ?? '', /^There is nothing new to commit/);
  });

  it('commits what is taken back after it was landed, too', async () => {
    await applyAll();
    await commits.land(row());
    assert.match(
      dialogs[0]?.detail ?? '',
      /^2 files with accepted edits become one more commit: by Ann <ann@example\.com>, not signed\./,
    );
    assert.equal((await session.queue.revert(session.ids[0] ?? '')).kind, 'reverted');
    await commits.land(row());
    assert.equal(git('log', '-1', '--format=%s'), 'a.txt: revert: First');
    assert.equal(git('status', '--porcelain'), '');
  });

  const races: Readonly<Record<string, () => void>> = {
    commits: () => void git('commit', '--quiet', '--allow-empty', '--message', 'mine'),
    amends: () => void git('commit', '--quiet', '--amend', '--message', 'mine'),
    'switches the branch': () => void git('checkout', '--quiet', '-b', 'mine'),
  };
  for (const [what, race] of Object.entries(races)) {
    it(`lands nothing when the person ${what} while they are asked, and says why`, async () => {
      await applyAll();
      beforeAnswer = race;
      await commits.land(row());
      assert.match(
        said.offers[0] ?? '',
        /^“.*” was not landed: what is checked out has changed since you were asked: it was main at .*\. Nothing was committed, and your files are as they were\./,
      );
      assert.match(logged.join('\n'), /has changed since you were asked/);
      assert.equal(git('for-each-ref', '--format=%(refname)', 'refs/heads/folder-review'), '');
      assert.equal(readFileSync(path.join(folder.fsPath, 'a.txt'), 'utf8'), 'two\nlast\n');
    });
  }

  it('says after a refused landing where the commits stay, and lands them anew on what is checked out then', async () => {
    await applyAll();
    choices = ['One Commit'];
    await commits.commit(row());
    const tip = git('rev-parse', branch());
    beforeAnswer = () => void git('commit', '--quiet', '--allow-empty', '--message', 'mine');
    await commits.land(row());
    beforeAnswer = () => {};
    assert.match(
      said.offers.at(-1) ?? '',
      /^“.*” was not landed: what is checked out has changed .* Its commits stay on folder-review\/\S+, and your files are as they were\. Land again /,
    );
    await commits.land(row());
    assert.match(
      dialogs.at(-1)?.detail ?? '',
      /What is on folder-review\/\S+ stays there: it and what is checked out have/,
    );
    assert.match(said.offers.at(-1) ?? '', /Landed on main: 2 files\.$/);
    assert.deepEqual([git('rev-parse', branch()), git('rev-parse', 'main')], [tip, git('rev-parse', `${branch()}-2`)]);
    assert.equal(git('log', '-1', '--format=%s', 'main~'), 'mine');
    assert.equal(git('status', '--porcelain'), '');
  });

  it('has the row say where the commits are by the repository alone: after a reload, and landed by other means', async () => {
    await applyAll();
    choices = ['One Commit'];
    await commits.commit(row());
    const reloaded = new Sessions();
    const shown = new ReviewTree(reloaded);
    const following = followCommitted(reloaded, (error) => assert.fail(String(error)));
    try {
      reloaded.add(session);
      const says = (words: RegExp) => until(() => words.test(String(shown.getTreeItem(row()).description)), `${words}`);
      await says(/ · committed, not landed · /);
      git('update-ref', 'refs/heads/main', branch());
      await lookAtCommitted(reloaded, session);
      await says(/ · landed on main · /);
      const { whereabouts } = session.committer;
      session.committer.whereabouts = async () => ({ kind: 'refused', message: 'git did not answer in time' });
      await lookAtCommitted(reloaded, session);
      session.committer.whereabouts = whereabouts;
      await says(/ · landed on main · /);
      git('branch', '--quiet', '-D', branch());
      await lookAtCommitted(reloaded, session);
      await until(() => !/landed/.test(String(shown.getTreeItem(row()).description)), 'nothing to be said');
    } finally {
      following.dispose();
      shown.dispose();
      reloaded.dispose();
    }
  });

  it('names hooks, runs none, and leaves the commit to the person where they choose so', async () => {
    hook('pre-commit');
    hook('commit-msg');
    await applyAll();
    choices = ['Commit Myself', 'One Commit'];
    await commits.commit(row());
    assert.equal(
      lists[0]?.at(-1)?.detail,
      'Nothing is made here. Your own commit runs 2 hooks: pre-commit, commit-msg',
    );
    assert.equal(git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
    await commits.commit(row());
    assert.match(said.offers[0] ?? '', /Not signed; 2 hooks not run: pre-commit, commit-msg\.$/);
    await set('commit.hooks', 'branch');
    await commits.land(row());
    assert.match(
      said.offers[1] ?? '',
      /^Not landed: the repository has hooks that do not run here \(pre-commit, commit-msg\)/,
    );
    assert.equal(git('rev-list', '--count', 'main'), '1');
    assert.equal(existsSync(path.join(folder.fsPath, 'canary')), false);
  });

  it('commits no part of what is being applied together', async () => {
    const { queue } = session;
    const waiting = queue.waiting();
    assert.ok(waiting.length > 0);
    let committing: Promise<void> | undefined;
    await queue.applyAll(waiting, new AbortController().signal, () => {
      committing ??= commits.commit(row());
    });
    await committing;
    assert.match(said.problems.at(-1) ?? '', /^Proposals are being applied to “.*”\. Commit when all of them are\.$/);
    assert.equal(git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
  });

  it('leaves out by name what has changes of the person’s, or is not saved', async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'a.txt'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), 'mine ');
    await vscode.workspace.applyEdit(edit);
    await applyAll();
    choices = ['One Commit'];
    await commits.commit(row());
    assert.equal(lists[0]?.[0]?.description, '1 file (1 left out), by Ann <ann@example.com>');
    assert.match(
      said.offers[0] ?? '',
      /Committed 1 change in 1 file .*Left out: a\.txt: it has changes that are not saved: save it first\.$/,
    );
    await document.save();
    await commits.commit(row());
    assert.match(
      said.problems[0] ?? '',
      /nothing new to commit.*Left out: a\.txt: it has changes that are not of this run/,
    );
    assert.equal(git('show', `${branch()}:a.txt`), 'one\nlast');
  });

  it('says so where there is no repository', async () => {
    execFileSync('rm', ['-rf', '.git'], { cwd: folder.fsPath });
    await applyAll();
    await commits.commit(row());
    assert.match(
      said.problems[0] ?? '',
      /^Nothing of “.*” was committed: .* is in no work tree of a git repository\.$/,
    );
  });

  it('commits by itself what was applied together, and what is taken back, where the person wants that', async () => {
    const seen: string[] = [];
    const follower = followChanges(
      sessions,
      (changed) =>
        void commits.commitUnasked(changed).then(
          () => seen.push('done'),
          (error) => seen.push(String(error)),
        ),
      1_000,
    );
    try {
      const [first = '', second = ''] = session.ids;
      await session.queue.apply(first);
      await until(() => seen.length === 1, 'the end of the first quiet');
      assert.equal(git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
      await set('commit.afterApplying', 'run');
      await session.queue.apply(second);
      await until(() => seen.length === 2, 'the end of the second quiet', 30_000);
      assert.equal(git('log', '--format=%s', `main..${branch()}`), 'Review: apply 2 changes in 2 files');
      await session.queue.revert(second);
      await until(() => seen.length === 3, 'the end of the third quiet', 30_000);
      assert.equal(git('log', '-1', '--format=%s', branch()), 'sub/b.txt: revert: Second');
      assert.equal(git('rev-list', '--count', 'main'), '1');
      assert.deepEqual([seen, said.questions, dialogs], [['done', 'done', 'done'], [], []]);
    } finally {
      follower.dispose();
    }
  });
});
