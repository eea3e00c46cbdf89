import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ReviewContext, ReviewOutcome } from '../../../src/core/ports';
import type { FileSnapshot } from '../../../src/core/types';
import { type ElementId, parseElementId } from '../../../src/vscode/elements';
import { Sessions } from '../../../src/vscode/sessions';
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
      '  lib/deep | 1 of 2 failed · 2 findings',
      '    a.ts | 2 findings',
      '      A *foo* | line 1 · proposal ready · test',
      '      A *foo* | line 2 · proposal ready · test',
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
    while (!draw().some((row) => row.startsWith('  a.ts | 1 finding'))) {
      await nextEvent();
    }
    assert.deepEqual(draw(), [
      'folder | 1 finding · 1 hidden · 1/1 reviewed',
      '  a.ts | 1 finding · 1 hidden',
      '    A *foo* | line 2 · proposal ready · syntax not checked · confirmed · test',
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
    while (!events.some((event) => event?.length === 1 && event[0] === elementOf('a.ts'))) {
      await nextEvent();
    }
    assert.match(String(tree.getTreeItem(elementOf('a.ts')).description), /^reviewing · \d s$/);
    finish();
    await ended;
  });

  it('tells what can be done with a row', async () => {
    const session = await run({ files });
    const item = (label: string) => tree.getTreeItem(elementOf(label));
    assert.equal(item('b.ts').contextValue, 'file ended retryable');
    assert.equal(item('A *foo*').contextValue, 'finding waiting applicable');
    assert.equal(item('A *foo*').command?.command, 'folderReview.preview');
    assert.deepEqual(item('A *foo*').command?.arguments, [elementOf('A *foo*')]);
    assert.equal(item('a.ts').command, undefined);
    assert.equal(item('main.ts').command?.command, 'folderReview.openFinding');
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
    assert.equal(tree.getTreeItem(first).description, 'line 1 · applied · test');
    assert.equal(item('a.ts').description, '2 findings · 1 applied');
  });

  it('shows text from files as text', async () => {
    await run({ files: new Map([['a\n\u{202e}b.ts', 'foo']]) });
    const id = elementOf('A *foo*');
    const { tooltip } = tree.resolveTreeItem(tree.getTreeItem(id), id);
    assert.ok(typeof tooltip === 'string' && tooltip.includes('[click]'));
    assert.ok(draw()[1]?.includes('a\\n\\u{202E}b.ts'));
  });

  it('redraws a few rows one by one, and many rows together', async () => {
    const many = new Map(Array.from({ length: 300 }, (_, n) => [`f${n}.txt`, 'foo']));
    const session = await run({ files: many });
    draw();
    events = [];
    const { store } = session.run;
    put(store, [{ ...(store.file('f7.txt') ?? assert.fail()), findings: [] }]);
    await nextEvent();
    const [run0 = ''] = tree.getChildren();
    assert.deepEqual(events[0], [`file:${store.header.id}:f7.txt`]);
    events = [];
    put(store, [...store.files()]);
    await nextEvent();
    assert.equal(events.at(-1), undefined);
    // The row of the run follows, because its numbers changed.
    while (!events.some((event) => event?.includes(run0))) {
      put(store, [store.file('f7.txt') ?? assert.fail()]);
      await nextEvent();
    }
  });

  it('shows a thousand rows of a level, and the next thousand when asked', async () => {
    const many = new Map(Array.from({ length: 2_300 }, (_, n) => [`many/f${n}.txt`, '']));
    many.set('z.txt', '');
    await run({ files: many, review: async (file) => reviewed(file, []) });
    const above = elementOf('many');
    const last = () => tree.getChildren(above).at(-1) ?? '';
    assert.equal(tree.getChildren(above).length, 1_001);
    assert.equal(tree.getTreeItem(last()).label, '1300 more…');
    assert.equal(tree.getTreeItem(last()).command?.command, 'folderReview.showMore');
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
    assert.ok(kept.includes('folder | 1 finding · 1/1 reviewed'));
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
