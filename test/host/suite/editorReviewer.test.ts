import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ReviewOutcome } from '../../../src/core/ports';
import { languageOf } from '../../../src/core/text/language';
import { toText } from '../../../src/core/text/lines';
import type { Finding } from '../../../src/core/types';
import { fileUri } from '../../../src/vscode/documents';
import { createEditorReviewer } from '../../../src/vscode/editorReviewer';
import { snapshotOf } from '../../unit/fakes';
import { closeEverything, makeFolder, openIn, until } from '../reviewedFolder';

describe('the editor reviewer', () => {
  let disposables: vscode.Disposable[];
  let collection: vscode.DiagnosticCollection;

  beforeEach(() => {
    collection = vscode.languages.createDiagnosticCollection('test');
    disposables = [collection];
  });

  afterEach(async () => {
    for (const disposable of disposables) {
      disposable.dispose();
    }
    await closeEverything();
  });

  const problem = (line: number, from: number, to: number, message: string, change: Partial<vscode.Diagnostic> = {}) =>
    Object.assign(new vscode.Diagnostic(new vscode.Range(line, from, line, to), message), {
      source: 'lint',
      ...change,
    });

  function report(folder: vscode.Uri, name: string, problems: readonly vscode.Diagnostic[]): void {
    collection.set(fileUri(folder, name), problems);
  }

  async function review(
    folder: vscode.Uri,
    name: string,
    content: string,
    { known = [], signal = new AbortController().signal }: { known?: readonly Finding[]; signal?: AbortSignal } = {},
  ): Promise<ReviewOutcome> {
    const snapshot = {
      ...snapshotOf(name, toText(content.replace('\ufeff', '')).text),
      language: languageOf(name),
    };
    return createEditorReviewer(folder).review(snapshot, { known, signal, waiting: () => {} });
  }

  function offerFixes(
    provide: (document: vscode.TextDocument, range: vscode.Range) => vscode.CodeAction[] | Promise<never>,
  ) {
    disposables.push(vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, { provideCodeActions: provide }));
  }

  function fix(document: vscode.TextDocument, title: string, range: vscode.Range, text: string): vscode.CodeAction {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.replace(document.uri, range, text);
    return action;
  }

  const findingsOf = (outcome: ReviewOutcome) => {
    assert.ok(outcome.kind === 'reviewed', JSON.stringify(outcome));
    return outcome.findings;
  };

  it('takes over problems of others, with their places in the text', async () => {
    const content = '\ufeffone\r\ntwo 😀 three\r\n';
    const folder = makeFolder({ 'a.txt': content });
    report(folder, 'a.txt', [
      problem(0, 0, 3, 'Bad one.\nBecause.', {
        code: { value: 'no-one', target: vscode.Uri.parse('https://example.com') },
      }),
      problem(1, 7, 12, 'Three?', { severity: vscode.DiagnosticSeverity.Warning, code: 7 }),
      problem(1, 0, 3, 'Unused', {
        severity: vscode.DiagnosticSeverity.Information,
        tags: [vscode.DiagnosticTag.Unnecessary],
      }),
      problem(9, 0, 3, 'Beyond the end'),
      problem(0, 0, 1, 'A hint', { severity: vscode.DiagnosticSeverity.Hint }),
      problem(0, 0, 1, 'Our own', { source: 'Folder Review (eslint)' }),
    ]);
    const findings = findingsOf(await review(folder, 'a.txt', content));
    const text = 'one\ntwo 😀 three\n';
    assert.deepEqual(
      findings.map(({ title, explanation, severity, category, source, rule, span }) => [
        title,
        explanation,
        severity,
        category,
        source,
        rule,
        span && text.slice(span.start, span.end),
      ]),
      [
        ['Bad one.', 'Because.', 'error', 'bug', 'lint', 'no-one', 'one'],
        ['Three?', '', 'warning', 'bug', 'lint', '7', 'three'],
        ['Unused', '', 'info', 'maintainability', 'lint', undefined, 'two'],
        ['Beyond the end', '', 'error', 'bug', 'lint', undefined, ''],
      ],
    );
  });

  it('opens no document of which nothing is known', async () => {
    const folder = makeFolder({ 'a.txt': 'one\n' });
    const outcome = await review(folder, 'a.txt', 'one\n');
    const looks = { analyzers: [], language: 'plaintext' };
    assert.deepEqual(outcome, { kind: 'reviewed', findings: [], coverage: { reviewedLines: 0, totalLines: 2 }, looks });
    const uri = fileUri(folder, 'a.txt').toString();
    assert.equal(
      vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri),
      false,
    );
  });

  it('has looked at what it reports on, and at open files of languages that it checks by itself', async () => {
    const folder = makeFolder({ 'a.txt': 'one\n', 'b.json': '{}\n', Dockerfile: 'FROM scratch\n' });
    report(folder, 'a.txt', [problem(0, 0, 3, 'Bad one')]);
    const lookersOf = async (path: string, content: string) => {
      const outcome = await review(folder, path, content);
      assert.ok(outcome.kind === 'reviewed', outcome.kind);
      return [outcome.looks.analyzers, outcome.looks.sources?.editor];
    };
    assert.deepEqual(await lookersOf('a.txt', 'one\n'), [['editor'], ['lint']]);
    for (const path of ['b.json', 'Dockerfile']) {
      await vscode.workspace.openTextDocument(fileUri(folder, path));
    }
    assert.deepEqual(await lookersOf('b.json', '{}\n'), [['editor'], ['json']]);
    assert.deepEqual(await lookersOf('Dockerfile', 'FROM scratch\n'), [[], undefined]);
    // What else speaks of the file does not stand for an extension that is silent.
    report(folder, 'b.json', [problem(0, 0, 2, 'Bad one'), problem(0, 0, 2, 'Worse', { source: 'another' })]);
    assert.deepEqual(await lookersOf('b.json', '{}\n'), [['editor'], ['another', 'json', 'lint']]);
    collection.clear();
    const settings = vscode.workspace.getConfiguration();
    await settings.update('json.validate.enable', false, vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await lookersOf('b.json', '{}\n'), [[], undefined]);
    } finally {
      await settings.update('json.validate.enable', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('proposes the quick fix of a problem, in terms of the text', async () => {
    const content = 'one\r\ntwo\r\n';
    const folder = makeFolder({ 'a.txt': content });
    report(folder, 'a.txt', [problem(1, 0, 3, 'Bad two')]);
    offerFixes((document, range) => [fix(document, 'Fix it', range, '2\r\n3')]);
    const [finding] = findingsOf(await review(folder, 'a.txt', content));
    assert.deepEqual(finding?.fix, {
      kind: 'edits',
      anchoring: 'exact',
      edits: [{ start: 4, end: 7, newText: '2\n3' }],
    });
  });

  it('takes the preferred one of several, and none when the choice is open', async () => {
    const folder = makeFolder({ 'a.txt': 'one\ntwo\n' });
    report(folder, 'a.txt', [problem(0, 0, 3, 'Bad one'), problem(1, 0, 3, 'Bad two')]);
    offerFixes((document, range) => {
      const second = fix(document, 'second', range, 'b');
      second.isPreferred = range.start.line === 1;
      return [fix(document, 'first', range, 'a'), second];
    });
    const [one, two] = findingsOf(await review(folder, 'a.txt', 'one\ntwo\n'));
    assert.equal(one?.fix, undefined);
    assert.deepEqual(two?.fix?.kind === 'edits' && two.fix.edits, [{ start: 4, end: 7, newText: 'b' }]);
  });

  it('takes no fix that may be for another problem at the same place', async () => {
    const folder = makeFolder({ 'a.txt': 'one\n' });
    report(folder, 'a.txt', [problem(0, 0, 3, 'Bad'), problem(0, 0, 3, 'Also bad')]);
    offerFixes((document, range) => [fix(document, 'for one of them', range, '1')]);
    const findings = findingsOf(await review(folder, 'a.txt', 'one\n'));
    assert.deepEqual(
      findings.map((finding) => finding.fix),
      [undefined, undefined],
    );
  });

  it('takes no fix that runs a command, or changes another file', async () => {
    const folder = makeFolder({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
    report(folder, 'a.txt', [problem(0, 0, 3, 'Bad')]);
    offerFixes((document, range) => {
      const command = new vscode.CodeAction('command', vscode.CodeActionKind.QuickFix);
      command.command = { title: 'command', command: 'noop' };
      const wide = fix(document, 'wide', range, '1');
      wide.edit?.insert(fileUri(folder, 'b.txt'), new vscode.Position(0, 0), 'x');
      wide.isPreferred = true;
      return [command, wide];
    });
    const [finding] = findingsOf(await review(folder, 'a.txt', 'one\n'));
    assert.equal(finding?.title, 'Bad');
    assert.equal(finding?.fix, undefined);
  });

  it('does not repeat what an earlier reviewer said about the line', async () => {
    const folder = makeFolder({ 'a.txt': 'one\ntwo\n' });
    report(folder, 'a.txt', [problem(0, 0, 3, 'Bad', { code: 'rule' }), problem(1, 0, 3, 'Bad', { code: 'rule' })]);
    const known = [{ rule: 'rule', place: { start: 0, end: 3, startLine: 1, endLine: 1, quote: 'one' } }];
    const findings = findingsOf(await review(folder, 'a.txt', 'one\ntwo\n', { known: known as unknown as Finding[] }));
    assert.deepEqual(
      findings.map(({ span }) => span?.start),
      [4],
    );
  });

  it('fails when the editor shows another text than the one under review, and can be tried again', async () => {
    const folder = makeFolder({ 'a.txt': 'one\n' });
    report(folder, 'a.txt', [problem(0, 0, 3, 'Bad')]);
    const outcome = await review(folder, 'a.txt', 'two\n');
    assert.ok(outcome.kind === 'failed' && outcome.reason === 'changed during review');
    assert.ok(outcome.retry);
  });

  it('fails when the file cannot be opened', async () => {
    const folder = makeFolder({});
    report(folder, 'gone.txt', [problem(0, 0, 3, 'Bad')]);
    const outcome = await review(folder, 'gone.txt', 'one\n');
    assert.ok(outcome.kind === 'failed' && outcome.reason === 'editor failed');
  });

  it('waits for no quick fix for ever', async () => {
    const folder = makeFolder({ 'a.txt': 'one\ntwo\n' });
    report(folder, 'a.txt', [problem(0, 0, 3, 'Bad one'), problem(1, 0, 3, 'Bad two')]);
    offerFixes(() => new Promise<never>(() => {}));
    const start = Date.now();
    const findings = findingsOf(await review(folder, 'a.txt', 'one\ntwo\n'));
    assert.deepEqual(
      findings.map(({ title, fix: proposed }) => [title, proposed]),
      [
        ['Bad one', undefined],
        ['Bad two', undefined],
      ],
    );
    assert.ok(Date.now() - start < 7000, `${Date.now() - start} ms`);
  });

  it('is cancelled at once', async () => {
    const folder = makeFolder({ 'a.txt': 'one\n' });
    report(folder, 'a.txt', [problem(0, 0, 3, 'Bad one')]);
    let isAsked = false;
    offerFixes(() => {
      isAsked = true;
      return new Promise<never>(() => {});
    });
    await openIn(folder, 'a.txt');
    const controller = new AbortController();
    const reviewing = review(folder, 'a.txt', 'one\n', { signal: controller.signal });
    await until(() => isAsked, 'the quick fixes are asked for');
    const start = Date.now();
    controller.abort();
    assert.deepEqual(await reviewing, { kind: 'cancelled' });
    assert.ok(Date.now() - start < 500);
  });
});
