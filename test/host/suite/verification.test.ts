import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { EditorRuns } from '../../../src/compose/editorRuns';
import { editorFolderCommands } from '../../../src/compose/editorVerifier';
import { RememberedRuns } from '../../../src/compose/rememberedRuns';
import { toElementId } from '../../../src/vscode/elements';
import { followFiles } from '../../../src/vscode/followFiles';
import { Keys } from '../../../src/vscode/keys';
import { createLog } from '../../../src/vscode/log';
import { Previews } from '../../../src/vscode/queue/preview';
import { QueueWalk } from '../../../src/vscode/queue/queueWalk';
import { type ReviewSession, Sessions } from '../../../src/vscode/sessions';
import { ReviewTree } from '../../../src/vscode/tree/tree';
import type { ListAction } from '../../../src/vscode/verification/commandList';
import { Verifications } from '../../../src/vscode/verification/verifications';
import type { VerificationUi } from '../../../src/vscode/verification/verificationUi';
import { defaultModel, startModelServer } from '../../modelServer/modelServer';
import type { ModelServer, ScriptedRequest } from '../../modelServer/types';
import { closeEverything, makeFolder, recordingUi, until } from '../reviewedFolder';

/** Its proposal drops a part of the sum, which its test notices. */
const bad = 2;

const sumTests = (...sums: readonly number[]): string =>
  [
    "import test from 'node:test';\nimport assert from 'node:assert/strict';\n",
    ...sums.map((n) => `import { m as m${n} } from '../m${n}.mjs';\n`),
    ...sums.map((n) => `test('m${n} adds', () => assert.equal(m${n}(), ${n + 20}));\n`),
  ].join('');

/** Each file of tests is a process of its own in each trial. */
const project: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  ...Object.fromEntries([0, 1, bad, 3].map((n) => [`m${n}.mjs`, `export function m() {\n  return ${n} + 20;\n}\n`])),
  'test/m0.test.mjs': sumTests(0),
  'test/others.test.mjs': sumTests(1, bad, 3),
};

function within(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [folder + name, text]));
}

function turnRound({ user }: ScriptedRequest) {
  const [line = '', number = ''] = /return (\d+) \+ 20;/.exec(user) ?? [];
  return {
    findings: [
      {
        title: `Sum ${number} the wrong way round`,
        explanation: '',
        severity: 'warning' as const,
        category: 'bug' as const,
        confidence: 'high' as const,
        startLine: 2,
        endLine: 2,
        edits: [
          {
            startLine: 2,
            endLine: 2,
            oldText: `  ${line}`,
            newText: Number(number) === bad ? `  return ${number};` : `  return 20 + ${number};`,
          },
        ],
      },
    ],
  };
}

function memory(values: Map<string, unknown>) {
  return {
    get: (key: string, otherwise?: unknown) => values.get(key) ?? otherwise,
    update: async (key: string, value: unknown) => void values.set(key, value),
    keys: () => [...values.keys()],
  } as unknown as vscode.Memento;
}

/** Everything of one window, without the dialogs. */
class Window implements vscode.Disposable {
  readonly sessions = new Sessions();
  readonly previews = new Previews(this.sessions);
  readonly tree = new ReviewTree(this.sessions);
  readonly log = createLog(vscode.window.createOutputChannel('test', { log: true }));
  readonly said = recordingUi({ offers: [] });
  readonly asked: { question: string; detail: string }[] = [];
  /** Labels of each list of commands as it was accepted. */
  readonly titles: string[] = [];
  readonly lists: string[][] = [];
  /** What is done to each list before that. */
  actions: ListAction[][] = [];
  folders: string[] = [];
  readonly copies: string[] = [];
  isCopying: boolean | undefined = true;
  /** Labels to tick, list by list. */
  ticks: string[][] = [];
  isApproving = true;
  /** Comes between the question whether to apply and the answer. */
  beforeAnswer = () => {};
  offers: (string | undefined)[] = [];
  readonly runs: EditorRuns;
  readonly verifications: Verifications;
  readonly walk: QueueWalk;
  readonly follower: vscode.Disposable;

  constructor(storage: Map<string, unknown>) {
    const { sessions, previews, log } = this;
    const secrets = { get: async () => undefined, onDidChange: () => ({ dispose() {} }) };
    const keys = new Keys(secrets as unknown as vscode.SecretStorage, () => undefined);
    const words = { memory: memory(storage), ask: async () => undefined };
    this.runs = new EditorRuns({
      sessions,
      keys,
      log,
      remembered: new RememberedRuns(memory(storage)),
      approvals: words,
    });
    const ui: VerificationUi = {
      ...this.said.ui,
      offer: async (_, message) => {
        this.said.offers.push(message);
        return undefined;
      },
      arrange: async (list) => {
        for (const action of this.actions.shift() ?? []) {
          await list.act(action);
        }
        const items = list.items();
        this.titles.push(list.title());
        this.lists.push(
          items.flatMap(({ label, kind }) => (kind === vscode.QuickPickItemKind.Separator ? [] : [label])),
        );
        const labels = this.ticks.shift();
        const ofLabel = (label: string) => items.find((item) => item.label === label)?.command ?? [];
        list.tick(labels ? labels.flatMap(ofLabel) : []);
        return labels !== undefined;
      },
      command: async () => 'node --test test/m0.test.mjs',
      folder: async () => this.folders.shift(),
      mayCopy: async (_, detail) => {
        this.copies.push(detail);
        return this.isCopying;
      },
      approve: async (question, detail) => {
        this.asked.push({ question, detail });
        return this.isApproving;
      },
    };
    const commandsOf = (folder: vscode.Uri, shell: string | undefined) =>
      editorFolderCommands(folder, shell, memory(storage), log);
    this.verifications = new Verifications({ sessions, previews, log, ui, commandsOf });
    this.follower = followFiles(sessions, log);
    this.walk = new QueueWalk({
      ...{ sessions, previews },
      ui: {
        ...this.said.ui,
        offer: async (_, message) => {
          this.said.offers.push(message);
          return this.offers.shift();
        },
        confirm: async (question) => {
          this.said.questions.push(question);
          this.beforeAnswer();
          return true;
        },
      },
    });
  }

  async review(folder: vscode.Uri): Promise<ReviewSession> {
    const started = await this.runs.start({ folder });
    const { session } = started.kind === 'started' ? started : assert.fail(JSON.stringify(started));
    this.sessions.add(session);
    await until(() => session.run.store.state.kind === 'finished', 'the end of the review');
    return session;
  }

  /** What the rows of proposals say, by their files. */
  rows(session: ReviewSession): Record<string, string> {
    const { id: run } = session.run.store.header;
    const rows = [...session.run.store.files()].flatMap(({ path: file, findings }) =>
      findings.map(
        ({ id }) => [file, this.tree.getTreeItem(toElementId({ kind: 'finding', run, finding: id }))] as const,
      ),
    );
    return Object.fromEntries(rows.map(([file, { description }]) => [file, String(description)]));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.sessions.all().map((session) => session.dispose()));
    for (const each of [this.follower, this.verifications, this.tree, this.previews, this.sessions]) {
      each.dispose();
    }
  }
}

describe('proving proposals by the person’s own commands', () => {
  const set = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration('folderReview').update(key, value, vscode.ConfigurationTarget.Global);
  let server: ModelServer;
  let window: Window;
  let storage: Map<string, unknown>;
  let folder: vscode.Uri;
  let answer: (request: ScriptedRequest) => ReturnType<typeof turnRound>;
  const text = (name: string) => readFileSync(path.join(folder.fsPath, name), 'utf8');

  before(async () => {
    server = await startModelServer({ reply: (request) => answer(request) });
    await set('reviewers', ['model']);
    await set('endpoints', [{ id: 'test', kind: 'ollama', url: server.url, model: defaultModel }]);
    await set('include', ['m*.mjs']);
    // The same files are answered in other ways by some tests.
    await set('cache', false);
  });
  after(async () => {
    for (const key of ['reviewers', 'endpoints', 'include', 'cache']) {
      await set(key, undefined);
    }
    await server.stop();
  });
  beforeEach(() => {
    answer = turnRound;
    storage = new Map();
    folder = makeFolder(project);
    window = new Window(storage);
    window.ticks = [['npm test']];
  });
  afterEach(async () => {
    for (const key of ['verify.afterReview', 'verify.shell']) {
      await set(key, undefined);
    }
    await window.dispose();
    await closeEverything();
  });

  it('asks for commands, proves, applies exactly what passed, says that it is what was tested, and takes it back', async () => {
    const session = await window.review(folder);
    await window.verifications.verify();
    assert.equal(window.asked.length, 1);
    assert.match(
      window.asked[0]?.detail ?? '',
      /^On the changes, in this order:\n {4}npm test\n\nThese commands run the project’s code/,
    );
    assert.match(window.asked[0]?.detail ?? '', /A copy is no sandbox\./);
    assert.ok(window.asked[0]?.detail.endsWith(` reads them in a copy of ${folder.fsPath}.`));
    const rows = window.rows(session);
    assert.match(rows['m0.mjs'] ?? '', /^verified with 2 others: npm test · line 2/);
    assert.match(rows[`m${bad}.mjs`] ?? '', /^fails npm test: .*m2 adds/);
    assert.deepEqual(window.said.problems, []);
    const recalled =
      / The commands had passed on these very files in an earlier verification, which counted as their first run\.$/;
    assert.doesNotMatch(window.said.offers.at(-1) ?? '', recalled);
    await window.verifications.verify();
    assert.match(window.said.offers.at(-1) ?? '', recalled);

    window.offers = ['Revert All 3'];
    await window.walk.bulk.applyAllVerified();
    assert.deepEqual(
      [0, 1, bad, 3].map((n) => text(`m${n}.mjs`).split('\n')[1]),
      ['  return 20 + 0;', '  return 20 + 1;', '  return 2 + 20;', '  return 20 + 3;'],
    );
    assert.match(
      window.said.questions.at(-1) ?? '',
      /^Apply 3 verified proposals to 3 files .* 1 other proposal .* Tested together by: npm test$/,
    );
    assert.equal(
      window.said.offers.at(-1),
      'Applied 3 of 3 verified proposals. The folder is now, file for file, the tree that was tested.',
    );
    await until(() => window.said.offers.includes('Reverted 3 of 3 proposals.'), 'the way back');
    for (const n of [0, 1, bad, 3]) {
      assert.equal(text(`m${n}.mjs`), project[`m${n}.mjs`]);
    }
  });

  it('says it in the title of a preview, too, also of one that is open already', async () => {
    const titles = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    const show = async (name: string) => {
      const entry = session.queue.waiting().find(({ file }) => file.path === name);
      assert.deepEqual(await window.previews.show({ session, entry: entry ?? assert.fail(name) }), { kind: 'shown' });
    };
    const session = await window.review(folder);
    await show('m0.mjs');
    assert.deepEqual(titles(), ['m0.mjs: Sum 0 the wrong way round (1 of 4)']);
    await window.verifications.verify();
    await until(() => / — verified with 2 others$/.test(titles()[0] ?? ''), 'the proof in the title');
    assert.equal(titles().length, 1);
    await vscode.commands.executeCommand('workbench.action.keepEditor');
    await show(`m${bad}.mjs`);
    assert.deepEqual(titles(), [
      'm0.mjs: Sum 0 the wrong way round (1 of 4) — verified with 2 others',
      `m${bad}.mjs: Sum ${bad} the wrong way round (3 of 4) — fails npm test`,
    ]);
    await until(() => session.textHash('m0.mjs') !== undefined, 'a look at the file');
    writeFileSync(path.join(folder.fsPath, 'm0.mjs'), `${project['m0.mjs']}// mine\n`);
    await until(() => /file changed since/.test(window.rows(session)['m0.mjs'] ?? ''), 'the row to say so');
    await vscode.commands.executeCommand('workbench.action.openEditorAtIndex1');
    await until(
      () => titles().some((title) => title.endsWith(' — verified with 2 others, file changed since')),
      'the title to say so',
    );
    await until(() => titles().length === 2, 'the older title to go');
  });

  it('runs them in the package that is reviewed, in the order that the person gives them, and asks again for another folder', async () => {
    const top = makeFolder({
      'package.json': '{ "scripts": { "lint": "exit 1" } }',
      ...within('packages/a/', project),
    });
    execFileSync('git', ['init', '--quiet'], { cwd: top.fsPath });
    const session = await window.review(vscode.Uri.joinPath(top, 'packages', 'a'));
    const own = 'node --test test/m0.test.mjs';
    window.actions = [
      [
        { kind: 'enter', role: 'check' },
        { kind: 'move', command: { command: own, role: 'check' }, by: -1 },
      ],
    ];
    window.ticks = [[own, 'npm test']];
    await window.verifications.verify();
    assert.deepEqual(window.lists, [[own, 'npm test']]);
    assert.deepEqual(window.titles, [`Verify proposals for “a” in packages/a of a copy of ${top.fsPath}`]);
    const detail = window.asked[0]?.detail ?? '';
    assert.ok(detail.startsWith(`On the changes, in this order:\n    ${own}\n    npm test\n`), detail);
    assert.ok(detail.endsWith(` reads them in packages/a of a copy of ${top.fsPath}.`), detail);
    const rows = window.rows(session);
    assert.match(rows['m0.mjs'] ?? '', /^verified with 2 others: node --test test\/m0\.test\.mjs, npm test · line 2/);
    assert.match(rows[`m${bad}.mjs`] ?? '', /^fails npm test: .*m2 adds/);

    window.actions = [[{ kind: 'remove', command: { command: own, role: 'check' } }, { kind: 'folder' }]];
    window.folders = [''];
    window.ticks = [['npm run lint']];
    await window.verifications.setUp(toElementId({ kind: 'run', run: session.run.store.header.id }));
    assert.deepEqual(window.lists[1], ['npm run lint']);
    assert.equal(window.titles[1], `Verify proposals for “a” in a copy of ${top.fsPath}`);
    assert.ok(window.asked[1]?.detail.endsWith(` reads them in a copy of ${top.fsPath}.`));
    await window.verifications.verify();
    assert.equal(window.asked.length, 2);
    assert.match(window.rows(session)['m0.mjs'] ?? '', /^not verifiable: /);
  });

  it('copies the ignored files that the project names when the person agrees to those very lines', async () => {
    writeFileSync(
      path.join(folder.fsPath, 'package.json'),
      JSON.stringify({ type: 'module', scripts: { test: 'cat .env && node --test' } }),
    );
    writeFileSync(path.join(folder.fsPath, '.gitignore'), '.env*\n');
    writeFileSync(path.join(folder.fsPath, '.env'), 'A=1\n');
    writeFileSync(path.join(folder.fsPath, '.env.local'), 'A=2\n');
    const lines = path.join(folder.fsPath, '.worktreeinclude');
    writeFileSync(lines, '# What tests need.\n.env\n');
    const session = await window.review(folder);
    await window.verifications.verify();
    assert.match(
      window.copies[0] ?? '',
      /asks for files that git ignores:\n {4}\.env\n\nNow that is 1 file with 4 B:\n {4}\.env\n\n/,
    );
    assert.match(window.rows(session)['m0.mjs'] ?? '', /^verified with 2 others: npm test · line 2/);
    await window.verifications.verify();
    assert.equal(window.copies.length, 1, 'what was answered is not asked about');

    writeFileSync(lines, '# What tests need, and more.\n.env*\n');
    window.isCopying = undefined;
    const before = window.rows(session);
    await window.verifications.verify();
    assert.match(window.copies[1] ?? '', /Now that is 2 files with 8 B:/);
    assert.deepEqual(window.rows(session), before, 'who turns away verifies nothing');
    window.isCopying = false;
    await window.verifications.verify();
    assert.match(window.rows(session)['m0.mjs'] ?? '', /^not verifiable: /);
    await window.verifications.verify();
    assert.equal(window.copies.length, 3, 'a no is remembered, too');
  });

  it('shows proofs again after a reload, and applies what they say', async () => {
    const session = await window.review(folder);
    await window.verifications.verify();
    const before = window.rows(session);
    await window.dispose();
    window = new Window(storage);
    await window.runs.restore();
    const [again] = window.sessions.all();
    assert.ok(again);
    assert.deepEqual(window.rows(again), before);
    const proof = [...again.run.store.files()].find(({ path: name }) => name === `m${bad}.mjs`)?.findings[0]?.proposal
      ?.proof;
    assert.match((await again.verifier.output(proof?.output ?? '')) ?? '', /not ok .*m2 adds/);
    await window.walk.bulk.applyAllVerified();
    assert.match(window.said.offers.at(-1) ?? '', /^Applied 3 of 3 .* the tree that was tested\.$/);
    assert.equal(text('m0.mjs'), 'export function m() {\n  return 20 + 0;\n}\n');
  });

  it('asks again when what a command is made of has changed, says so, and runs nothing that is not approved', async () => {
    const session = await window.review(folder);
    await window.verifications.verify();
    await window.verifications.verify();
    assert.equal(window.asked.length, 1, 'what is approved is not asked about');
    const canary = path.join(folder.fsPath, 'canary');
    const scripts = { test: `node -e "require('fs').writeFileSync('${canary}', '')"` };
    writeFileSync(path.join(folder.fsPath, 'package.json'), JSON.stringify({ type: 'module', scripts }));
    window.isApproving = false;
    const before = window.rows(session);
    await window.verifications.verify();
    assert.equal(window.asked.length, 2);
    assert.match(
      window.asked[1]?.detail ?? '',
      /\n {4}npm test\n {8}\(what it runs has changed since you approved it: package\.json\)\n/,
    );
    assert.deepEqual(window.rows(session), before);
    assert.throws(() => readFileSync(canary), { code: 'ENOENT' });
    await set('verify.shell', '/bin/bash');
    await window.verifications.verify();
    assert.match(
      window.asked[2]?.detail ?? '',
      /\n {8}\(you approved it for another shell: \/bin\/sh\)\n[\s\S]*\/bin\/bash reads them/,
    );
    assert.throws(() => readFileSync(canary), { code: 'ENOENT' });
  });

  it('says of a proof that its file has changed since, and applies nothing of it', async () => {
    const session = await window.review(folder);
    await window.verifications.verify();
    const file = path.join(folder.fsPath, 'm0.mjs');
    await until(() => session.textHash('m0.mjs') !== undefined, 'a look at the file');
    writeFileSync(file, `${project['m0.mjs']}// mine\n`);
    await until(() => /file changed since/.test(window.rows(session)['m0.mjs'] ?? ''), 'the row to say so');
    assert.doesNotMatch(window.rows(session)['m1.mjs'] ?? '', /changed since/);
    await window.walk.bulk.applyAllVerified();
    assert.equal(
      window.said.offers.at(-1),
      'Nothing was applied. The folder has changed since the proposals were verified: m0.mjs. Verify again.',
    );
    assert.equal(text('m1.mjs'), project['m1.mjs']);
    writeFileSync(file, project['m0.mjs'] ?? '');
    await until(() => !/changed since/.test(window.rows(session)['m0.mjs'] ?? ''), 'the row to take it back');
  });

  it('says that the folder is not what was tested when something else has changed meanwhile', async () => {
    await window.review(folder);
    await window.verifications.verify();
    window.beforeAnswer = () => writeFileSync(path.join(folder.fsPath, 'package.json'), '{ "type": "module" }');
    await window.walk.bulk.applyAll('safe', {});
    assert.equal(
      window.said.offers.at(-1),
      'Applied 3 of 3 verified proposals. The folder is not the tree that was tested: something else in the folder has changed.',
    );
  });

  it('runs the code of a flagged proposal only when its preview was open', async () => {
    answer = (request) => {
      const { findings } = turnRound(request);
      const [edit] = findings[0]?.edits ?? [];
      return /return 1 /.test(request.user) && edit
        ? {
            findings: findings.map((finding) => ({
              ...finding,
              edits: [{ ...edit, newText: `${edit.newText} // https://example.com/a` }],
            })),
          }
        : { findings };
    };
    const session = await window.review(folder);
    await window.verifications.verify();
    assert.match(
      window.rows(session)['m1.mjs'] ?? '',
      /not verifiable: it is flagged \(.*URL.*\), and nobody has looked at it yet: open its preview/,
    );
    const entry = session.queue.waiting().find(({ file }) => file.path === 'm1.mjs');
    assert.ok(entry);
    await window.previews.show({ session, entry });
    await window.verifications.verify();
    assert.match(window.rows(session)['m1.mjs'] ?? '', /verified alone \(it is flagged/);
    await window.walk.bulk.applyAllVerified();
    assert.match(window.said.offers.at(-1) ?? '', /^Applied 2 of 2 .* the tree that was tested\.$/);
    assert.equal(text('m1.mjs'), project['m1.mjs']);
  });

  it('is cancelled like a review, and can be a part of each', async () => {
    writeFileSync(path.join(folder.fsPath, 'package.json'), JSON.stringify({ scripts: { test: 'sleep 60' } }));
    const session = await window.review(folder);
    const verified = window.verifications.verify();
    await until(() => window.sessions.verifying(session)?.progress !== undefined, 'the first command');
    const row = window.tree.getTreeItem(toElementId({ kind: 'run', run: session.run.store.header.id }));
    assert.match(String(row.description), /^verifying, 0 of \d+ done: npm test, on the files as they are/);
    assert.match(String(row.contextValue), /^run ended waiting verifying unproven$/);
    window.sessions.verifying(session)?.cancel();
    await verified;
    assert.match(window.said.statuses.at(-1) ?? '', /was cancelled/);
    await set('verify.afterReview', true);
    writeFileSync(path.join(folder.fsPath, 'package.json'), project['package.json'] ?? '');
    window.sessions.remove(session);
    await session.forget();
    const second = await window.review(folder);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(window.asked.length, 1, 'nobody is asked at the end of a review');
    assert.doesNotMatch(JSON.stringify(window.rows(second)), /verified/);
    await window.verifications.verify();
    window.sessions.remove(second);
    await second.forget();
    const third = await window.review(folder);
    await until(() => /verified with 2 others/.test(window.rows(third)['m0.mjs'] ?? ''), 'the proof', 30_000);
    assert.equal(window.asked.length, 2);
  });
});
