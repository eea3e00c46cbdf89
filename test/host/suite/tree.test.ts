import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ReviewContext, ReviewOutcome } from '../../../src/core/ports';
import type { FileSnapshot } from '../../../src/core/types';
import { type ElementId, parseElementId } from '../../../src/vscode/elements';
import { Sessions } from '../../../src/vscode/sessions';
import { countsMs } from '../../../src/vscode/throttle';
import { ReviewTree } from '../../../src/vscode/tree/tree';
import { header, put, reported, reviewed } from '../../unit/fakes';
import { type Script, type ScriptedSession, scriptedSession } from '../scriptedSession';

const folder = vscode.Uri.file('/reviewed/folder');

/** Finds every `foo` and proposes `bar`; fails where the text says so. */
async function findFoo(file: FileSnapshot): Promise<ReviewOutcome> {
  if (file.text.includes('broken')) {
    return {
      kind: 'failed',
      reason: 'timed out',
      message: 'No answer in *10* minutes.',
      findings: [],
      server: 'troubled',
    };
  }
  const spans = [...file.text.matchAll(/foo/g)].map(({ index }) => ({ start: index, end: index + 3 }));
  const findings = spans.map((span) =>
    reported({
      title: 'A *foo*',
      explanation: '[click](command:evil) <b>me</b>',
      span,
      fix: { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: 'bar' }] },
    }),
  );
  return reviewed(file, findings);
}

describe('the tree', () => {
  let sessions = new Sessions();
  let tree = new ReviewTree(sessions);
  let events: (readonly ElementId[] | undefined)[] = [];
  let waiting: (() => void)[] = [];

  beforeEach(() => {
    sessions = new Sessions();
    tree = new ReviewTree(sessions);
    events = [];
    waiting = [];
    tree.onDidChangeTreeData((event) => {
      events.push(event);
      for (const resolve of waiting.splice(0)) {
        resolve();
      }
    });
  });
  afterEach(() => {
    tree.dispose();
    sessions.dispose();
  });

  const nextEvent = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
    });

  /** Until what is drawn anew now and then has been. */
  const quiet = () => delay(countsMs + 100);

  function add(script: Omit<Script, 'folder'>): ScriptedSession {
    const session = scriptedSession({ folder, review: findFoo, ...script });
    sessions.add(session);
    return session;
  }

  async function run(script: Omit<Script, 'folder'>): Promise<ScriptedSession> {
    const session = add(script);
    const event = nextEvent();
    await session.run.start();
    await event;
    // Of the end they hear with the next tick at the latest.
    await delay(200);
    return session;
  }

  /** Labels and descriptions of everything, indented by level; also checks what VS Code needs of a tree. */
  function draw(): string[] {
    const seen = new Set<string>();
    const below = (parent: ElementId | undefined, indent: string): string[] =>
      tree.getChildren(parent).flatMap((id) => {
        const item = tree.getTreeItem(id);
        assert.equal(item.id, id);
        assert.ok(!seen.has(id), `twice: ${id}`);
        assert.equal(tree.getParent(id), parent);
        assert.ok(tree.has(id));
        assert.ok(item.accessibilityInformation?.label);
        assert.ok(item.iconPath instanceof vscode.ThemeIcon);
        assert.equal(item.resourceUri, undefined);
        seen.add(id);
        return [`${indent}${item.label} | ${item.description}`, ...below(id, `${indent}  `)];
      });
    return below(undefined, '');
  }

  const files = new Map([
    ['README.md', 'hello'],
    ['lib/deep/a.ts', 'foo\nfoo\n'],
    ['lib/deep/b.ts', 'broken'],
    ['main.ts', 'x'],
  ]);

  const elementOf = (label: string) => {
    const find = (parent?: ElementId): ElementId[] =>
      tree.getChildren(parent).flatMap((id) => (tree.getTreeItem(id).label === label ? [id] : find(id)));
    return find()[0] ?? assert.fail(`no row ${label}`);
  };

  it('shows runs, folders, files and findings', async () => {
    await run({ files });
    assert.deepEqual(draw(), [
      'folder | 1 of 4 failed · 2 findings · 3/4 reviewed',
      '  README.md | no findings',
      '  lib/deep | 1 of 2 failed · 2 warnings open',
      '    a.ts | 2 warnings open',
      '      A *foo* | fix available · line 1 · test',
      '      A *foo* | fix available · line 2 · test',
      '    b.ts | failed: timed out',
      '  main.ts | no findings',
    ]);
  });

  it('shows findings that are put to a model once more while that goes on, and what came of it', async () => {
    const said = [
      { verdict: 'refuted', reason: 'Line 1 is no *foo*.' },
      { verdict: 'confirmed', reason: 'Line 2 is one.' },
    ] as const;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const session = add({
      files: new Map([['a.ts', 'foo\nfoo\n']]),
      review: async (file) => {
        const outcome = await findFoo(file);
        return outcome.kind === 'reviewed'
          ? {
              ...outcome,
              findings: outcome.findings.map((one, line) => ({ ...one, explanation: `In line ${line + 1}` })),
            }
          : outcome;
      },
      confirm: async (_, { place }) => {
        await held;
        const [first, second] = said;
        return { kind: 'reviewed', ...(place?.startLine === 1 ? first : second) };
      },
      options: { reviewers: ['model'], profile: { ...header.options.profile, confirm: true } },
    });
    const running = session.run.start();
    while (!draw().some((row) => /^ {2}a\.ts \| confirming 1 of 2 · \d+ s$/.test(row))) {
      await nextEvent();
    }
    release();
    await running;
    while (!draw().some((row) => row.startsWith('  a.ts | 1 warning'))) {
      await nextEvent();
    }
    assert.deepEqual(draw(), [
      'folder | 1 finding · 1 hidden · 1/1 reviewed',
      '  a.ts | 1 warning open · 1 hidden',
      '    A *foo* | fix available · line 2 · syntax not checked · confirmed · test',
    ]);
    const tooltipOf = (label: string) => {
      const id = elementOf(label);
      return String(tree.resolveTreeItem(tree.getTreeItem(id), id).tooltip);
    };
    assert.match(tooltipOf('a.ts'), /Hidden: A \*foo\* \(line 1\), refuted: Line 1 is no \*foo\*\./);
    assert.match(tooltipOf('A *foo*'), /Confirmation: confirmed: Line 2 is one\./);
    assert.match(tooltipOf('folder'), /2 findings were put to a model once more: 1 confirmed, 1 refuted and hidden\./);
  });

  it('tells a file that only text checks saw from one that was reviewed, and the run with it', async () => {
    const review = async (file: FileSnapshot): Promise<ReviewOutcome> => ({
      ...{ kind: 'reviewed', findings: [], coverage: { reviewedLines: 1, totalLines: 1 } },
      looks:
        file.path === 'Dockerfile'
          ? { analyzers: ['text'], language: 'dockerfile' }
          : { analyzers: ['eslint', 'text'], language: 'javascript' },
    });
    await run({ files: new Map(['Dockerfile', 'a.js'].map((path) => [path, 'x'])), review });
    assert.deepEqual(draw(), [
      'folder | no findings · 2/2 reviewed · 1 by text checks only',
      '  Dockerfile | text checks only',
      '  a.js | no findings',
    ]);
    const itemOf = (label: string) => tree.getTreeItem(elementOf(label));
    const iconOf = (label: string) => (itemOf(label).iconPath as vscode.ThemeIcon).id;
    assert.deepEqual(['folder', 'Dockerfile', 'a.js'].map(iconOf), ['eye', 'eye', 'pass']);
    const tooltipOf = (label: string) => {
      const id = elementOf(label);
      return String(tree.resolveTreeItem(tree.getTreeItem(id), id).tooltip);
    };
    assert.match(tooltipOf('Dockerfile'), /Looked at by text checks only: no analyzer for Dockerfile\./);
    assert.match(tooltipOf('a.js'), /Looked at by eslint, text\./);
    assert.match(tooltipOf('folder'), /2 reviewed, 1 of them by text checks only: no analyzer for Dockerfile\./);
  });

  it('says so when it looks for files, waits and reviews', async () => {
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const review = async (file: FileSnapshot, { waiting: waitFor }: ReviewContext) => {
      waitFor(file.path === 'main.ts' ? 'model load' : undefined);
      await held;
      return findFoo(file);
    };
    const session = add({ files, review, maxParallelFiles: 4 });
    assert.deepEqual(draw(), ['folder | looking for files']);
    const ended = session.run.start();
    await nextEvent();
    assert.deepEqual(draw(), [
      'folder | 0/4',
      '  In progress | 4 files',
      '    README.md | reviewing',
      '    lib/deep/a.ts | reviewing',
      '    lib/deep/b.ts | reviewing',
      '    main.ts | loading the model',
      '  README.md | reviewing',
      '  lib/deep | 0/2',
      '    a.ts | reviewing',
      '    b.ts | reviewing',
      '  main.ts | loading the model',
    ]);
    finish();
    await ended;
  });

  it('keeps the time of running rows up to date while it is visible', async () => {
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const review = async (file: FileSnapshot) => {
      await held;
      return findFoo(file);
    };
    const session = add({ files: new Map([['a.ts', 'x']]), review });
    const ended = session.run.start();
    await nextEvent();
    assert.equal(tree.getTreeItem(elementOf('a.ts')).description, 'reviewing');
    tree.visible = true;
    events = [];
    while (!events.some((event) => event?.length === 2 && event.includes(elementOf('a.ts')))) {
      await nextEvent();
    }
    assert.match(String(tree.getTreeItem(elementOf('a.ts')).description), /^reviewing · \d s$/);
    finish();
    await ended;
  });

  it('tells what can be done with a row', async () => {
    const session = await run({ files });
    const item = (label: string) => tree.getTreeItem(elementOf(label));
    assert.equal(item('b.ts').contextValue, 'file ended retryable viewable');
    assert.equal(item('A *foo*').contextValue, 'finding waiting applicable');
    const openRow = (title: string) => ({ command: 'folderReview.openRow', title });
    assert.deepEqual(item('A *foo*').command, openRow('Preview'));
    assert.deepEqual(item('a.ts').command, openRow('Show Findings'));
    assert.deepEqual(item('main.ts').command, openRow('Open in Editor'));
    assert.equal(
      tree.getTreeItem(tree.getChildren()[0] ?? '').contextValue,
      'run ended retryable waiting verifiable unproven',
    );

    const first = elementOf('A *foo*');
    const event = nextEvent();
    const element = parseElementId(first);
    await session.queue.apply(element?.kind === 'finding' ? element.finding : '');
    await event;
    assert.equal(tree.getTreeItem(first).contextValue, 'finding applied');
    assert.equal(tree.getTreeItem(first).description, 'applied · line 1 · test');
    assert.equal(item('a.ts').description, '1 warning open · 2 findings · 1 applied');
  });

  it('groups findings, with what failed and what is quiet in groups of their own', async () => {
    await run({ files: new Map([...files, ['lib/deep/a.ts', 'foo\nfoo\n']]) });
    events = [];
    tree.shape = { filter: 'all', grouping: 'severity' };
    assert.deepEqual(events, [undefined]);
    assert.deepEqual(draw().slice(1), [
      '  Warnings | 2 warnings open · in 1 file',
      '    A *foo* | fix available · lib/deep/a.ts:1 · test',
      '    A *foo* | fix available · lib/deep/a.ts:2 · test',
      '  Failed or cancelled | 1 file',
      '    lib/deep/b.ts | failed: timed out',
      '  Without findings | 2 files',
      '    README.md | no findings',
      '    main.ts | no findings',
    ]);
    tree.shape = { filter: 'failed', grouping: 'rule' };
    assert.deepEqual(draw().slice(1), ['  Failed or cancelled | 1 file', '    lib/deep/b.ts | failed: timed out']);
  });

  it('no longer counts what a person has looked at, until the file is reviewed anew', async () => {
    const session = await run({ files: new Map([...files, ['lib/deep/a.ts', 'foo\nfoo\n']]) });
    const row = () => tree.getTreeItem(elementOf('a.ts'));
    const above = () => tree.getTreeItem(elementOf('lib/deep')).description;
    const state = () => (row().checkboxState as { readonly state: vscode.TreeItemCheckboxState }).state;
    const redrawnAfter = async (work: Promise<void>) => {
      const event = nextEvent();
      await work;
      await event;
    };
    assert.equal(state(), vscode.TreeItemCheckboxState.Unchecked);
    await redrawnAfter(session.run.view(['lib/deep/a.ts'], true));
    assert.equal(state(), vscode.TreeItemCheckboxState.Checked);
    assert.equal(row().description, 'viewed · 2 findings');
    assert.equal(above(), '1 of 2 failed · none open · 2 findings · 1 of 2 viewed');
    assert.deepEqual(row().iconPath, new vscode.ThemeIcon('warning', new vscode.ThemeColor('disabledForeground')));
    await redrawnAfter(session.run.retry(['lib/deep/a.ts']));
    assert.equal(state(), vscode.TreeItemCheckboxState.Unchecked);
    assert.equal(above(), '1 of 2 failed · 2 warnings open');
  });

  it('says that the server is down, first of all, with what can be done about it', async () => {
    const failure = { reason: 'server down', message: 'Nothing answers at http://127.0.0.1:1.' } as const;
    await run({
      files: new Map([['a.ts', 'x']]),
      review: async () => ({ kind: 'failed', ...failure, findings: [], server: 'served' }),
    });
    assert.deepEqual(draw(), [
      'folder | 1 of 1 failed · 0/1 reviewed',
      '  Server down | 1 of 1 failed · Nothing answers at http://127.0.0.1:1.',
      '    Retry | ',
      '    Check Setup | ',
      '    Use a Model... | ',
      '  a.ts | failed: server down',
    ]);
    assert.equal(tree.getTreeItem(elementOf('Retry')).command?.title, 'Retry');
  });

  it('shows text from files as text', async () => {
    await run({ files: new Map([['a\n\u{202e}b.ts', 'foo']]) });
    const id = elementOf('A *foo*');
    const { tooltip } = tree.resolveTreeItem(tree.getTreeItem(id), id);
    assert.ok(typeof tooltip === 'string' && tooltip.includes('[click]'));
    assert.ok(draw()[1]?.includes('a\\n\\u{202E}b.ts'));
  });

  it('redraws a few rows together with their run, many with all, and none that would look the same', async () => {
    const many = new Map(Array.from({ length: 300 }, (_, n) => [`f${n}.txt`, 'foo']));
    const { store } = (await run({ files: many })).run;
    const [run0 = ''] = tree.getChildren();
    const file = (name: string) => store.file(name) ?? assert.fail(name);
    const drawnAfter = async (...changed: Parameters<typeof put>[1]) => {
      draw();
      await quiet();
      events = [];
      put(store, changed);
      await quiet();
      return events;
    };
    const [finding = assert.fail()] = file('f8.txt').findings;
    const retitled = { ...file('f8.txt'), findings: [{ ...finding, title: 'Another title' }] };
    assert.deepEqual(await drawnAfter({ ...file('f7.txt'), findings: [] }), [[run0, `file:${store.header.id}:f7.txt`]]);
    assert.deepEqual(await drawnAfter(file('f7.txt')), []);
    assert.deepEqual(await drawnAfter(retitled), [[`finding:${store.header.id}:${finding.id}`]]);
    assert.deepEqual(await drawnAfter(...store.files()), [undefined]);
  });

  it('shows a thousand rows of a level, and the next thousand when asked', async () => {
    const many = new Map(Array.from({ length: 2_300 }, (_, n) => [`many/f${n}.txt`, '']));
    many.set('z.txt', '');
    await run({ files: many, review: async (file) => reviewed(file, []) });
    const above = elementOf('many');
    const last = () => tree.getChildren(above).at(-1) ?? '';
    assert.equal(tree.getChildren(above).length, 1_001);
    assert.equal(tree.getTreeItem(last()).label, '1300 more…');
    assert.equal(tree.getTreeItem(last()).command?.title, 'Show More');
    assert.equal(tree.getParent(last()), above);
    for (const label of ['300 more…', 'f999.txt']) {
      const element = parseElementId(last());
      assert.equal(element?.kind, 'more');
      events = [];
      if (element?.kind === 'more') {
        tree.showMore(element);
      }
      assert.deepEqual(events, [[above]]);
      assert.equal(tree.getTreeItem(last()).label, label);
    }
    assert.equal(tree.getChildren(above).length, 2_300);
  });

  it('keeps two runs apart and forgets one that is removed', async () => {
    const first = await run({ files });
    const second = add({ files: new Map([['README.md', 'foo']]) });
    await second.run.start();
    await nextEvent();
    assert.equal(tree.getChildren().length, 2);
    const kept = draw();
    assert.ok(kept.includes('folder | 1 finding · 1/1 reviewed'), kept.join('\n'));
    const row = elementOf('a.ts');
    sessions.remove(first);
    await nextEvent();
    assert.equal(tree.getChildren().length, 1);
    assert.equal(tree.has(row), false);
    assert.deepEqual(tree.getChildren(row), []);
    assert.equal(tree.getTreeItem(row).label, '');
  });

  it('answers to anything', () => {
    for (const odd of ['', 'nonsense', 'file:none:a.ts', 'finding:none:1', 'more:none:', 'run:none:']) {
      assert.deepEqual(tree.getChildren(odd), []);
      assert.equal(tree.getParent(odd), undefined);
      assert.equal(tree.getTreeItem(odd).label, '');
      assert.equal(tree.has(odd), false);
    }
  });
});
