import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ReviewOutcome } from '../../../src/core/ports';
import type { FileSnapshot } from '../../../src/core/types';
import { fileUri } from '../../../src/vscode/documents';
import type { ElementId } from '../../../src/vscode/elements';
import { endingOf } from '../../../src/vscode/facts/endingMessage';
import { factsOf } from '../../../src/vscode/facts/runFacts';
import { createLog } from '../../../src/vscode/log';
import { oneLine, paragraph } from '../../../src/vscode/plainText';
import { registerProblems } from '../../../src/vscode/problems/problems';
import { itemOf } from '../../../src/vscode/queue/previewPages';
import { previewTitle } from '../../../src/vscode/queue/previewText';
import {
  bulkQuestion,
  leftOutMessage,
  notWaitingMessage,
  refactorSummary,
  setbackMessage,
  successMessage,
} from '../../../src/vscode/queue/queueMessages';
import { copiedText } from '../../../src/vscode/rules/findingCommands';
import { statusContent } from '../../../src/vscode/runs/statusContent';
import { Sessions } from '../../../src/vscode/sessions';
import { ReviewTree } from '../../../src/vscode/tree/tree';
import { formsOf, leaksIn } from '../../secrets/leaks';
import { samples } from '../../secrets/samples';
import { failed, reported, reviewed, sha256 } from '../../unit/fakes';
import { closeEverything, makeFolder, until } from '../reviewedFolder';
import { type ScriptedSession, scriptedSession } from '../scriptedSession';

const nameSecret = samples.find(({ kind }) => kind === 'Stripe key')?.secret ?? '';
/** Quoted alone, those of a known shape; the others are known where their file is. */
const issued = samples.filter(({ kind }) =>
  /^(?:GitHub|GitLab|Stripe|npm token|Anthropic|Vault|Telegram|age|PyPI)/.test(kind),
);
const textOf = ({ before, secret, after }: (typeof samples)[number]) => `first\n${before}${secret}${after}last\n`;
const linesOf = ({ secret }: (typeof samples)[number]) => secret.split(/\n|\\n/).filter((line) => line.length >= 10);
const secrets = samples.flatMap(linesOf);

const files = new Map([
  ...samples.map((sample, index) => [`f${index}.txt`, textOf(sample)] as const),
  [`${nameSecret}/${nameSecret}.txt`, 'nothing\n'],
]);

/** Says the secret in every form wherever a reviewer can say something, and fails with it on each seventh file. */
async function indiscreet(file: FileSnapshot): Promise<ReviewOutcome> {
  const index = Number(/^f(\d+)/.exec(file.path)?.[1] ?? Number.NaN);
  const sample = samples[index];
  const line = sample ? (linesOf(sample)[0] ?? '') : nameSecret;
  if (index % 7 === 0) {
    return failed('internal error', { message: `Error: ${Object.values(formsOf(line)).join('\n    at ')}` });
  }
  const start = Math.max(0, file.text.indexOf(line));
  const span = { start, end: sample ? start + line.length : 1 };
  const findings = Object.entries(formsOf(line)).map(([form, words]) =>
    reported({
      title: `${form}: ${words}`,
      explanation: `It is\n${words}`,
      span,
      fix: { kind: 'edits', anchoring: 'exact', edits: [{ start: 0, end: 1, newText: words }] },
    }),
  );
  return reviewed(file, findings);
}

describe('secrets in the editor', () => {
  let sessions: Sessions;
  let session: ScriptedSession;
  const shown = new Map<string, string>();
  const add = (where: string, ...texts: readonly unknown[]) =>
    shown.set(where, [shown.get(where), ...texts.map((text) => JSON.stringify(text) ?? '')].join('\n'));

  before(async () => {
    const folder = makeFolder({});
    for (const [name, text] of files) {
      mkdirSync(path.dirname(fileUri(folder, name).fsPath), { recursive: true });
      writeFileSync(fileUri(folder, name).fsPath, text);
    }
    sessions = new Sessions();
    session = scriptedSession({ folder, files, review: indiscreet });
    const problems = registerProblems({ sessions, hash: sha256, documentationOf: () => undefined });
    const tree = new ReviewTree(sessions);
    sessions.add(session);
    await session.run.start();
    const ours = () => vscode.languages.getDiagnostics().filter(([uri]) => uri.fsPath.startsWith(folder.fsPath));
    await until(() => ours().length > samples.length / 2, 'problems', 60_000);
    for (const [uri, diagnostics] of ours()) {
      add('Problems', ...diagnostics.map(({ message, source, code }) => [message, source, code]));
      if (shown.get('code actions') === undefined) {
        const range = diagnostics[0]?.range ?? new vscode.Range(0, 0, 0, 0);
        await vscode.workspace.openTextDocument(uri);
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          uri,
          range,
        );
        add('code actions', ...actions.map(({ title }) => title));
      }
    }
    walk(tree);
    talk();
    tree.dispose();
    problems.dispose();
  }).timeout(120_000);
  after(async () => {
    sessions.dispose();
    await closeEverything();
  });

  function walk(tree: ReviewTree, parent?: ElementId): void {
    for (const id of tree.getChildren(parent)) {
      const item = tree.getTreeItem(id);
      add('tree: label', item.label);
      add('tree: description', item.description);
      add('tree: accessible label', item.accessibilityInformation?.label);
      add('tree: tooltip', tree.resolveTreeItem(item, id).tooltip);
      walk(tree, id);
    }
  }

  function talk(): void {
    const facts = factsOf(sessions, session);
    add('status bar', statusContent([facts]));
    const states = [facts.state, { kind: 'failed', message: `It broke at ${issued[0]?.secret}` } as const];
    add('notification: the end', ...states.map((state) => endingOf({ ...facts, state })));
    const waiting = session.queue.waiting();
    for (const entry of waiting) {
      add('diff title', previewTitle(entry, waiting));
      add('notification: applied', successMessage(entry, { kind: 'applied' }, true));
      add(
        'notification: setback',
        setbackMessage(entry, { kind: 'stale', reason: `“${entry.finding.title}” was there` }),
      );
      add('notification: not waiting', notWaitingMessage(entry));
    }
    add(
      'question',
      bulkQuestion('exact', waiting, waiting, nameSecret),
      refactorSummary(1, 2, 1),
      waiting.map(itemOf),
      waiting.map(copiedText),
      leftOutMessage(1, 1),
    );
    for (const { secret } of issued) {
      add('one line', oneLine(`${'x '.repeat(140)}${secret}`), oneLine(`a ${secret} b`));
      add('paragraph', paragraph(`${'x '.repeat(1_490)}${secret}\n${secret}`));
      logOf(secret);
    }
  }

  function logOf(secret: string): void {
    const lines: string[] = [];
    const write = (line: string | Error) => void lines.push(String(line));
    const channel = { debug: write, info: write, warn: write, error: write, show: () => {}, dispose: () => {} };
    const log = createLog(channel as unknown as vscode.LogOutputChannel);
    log.info(`Review of /home/${secret}`);
    log.warn(`It says ${secret}`);
    log.debug(JSON.stringify({ path: secret }));
    log.error(new Error(`at ${secret}`));
    log.error(`at ${secret}`);
    add('log', ...lines);
  }

  it('are shown nowhere, neither in plain nor encoded', () => {
    assert.ok(shown.size >= 15, [...shown.keys()].join('\n'));
    assert.ok((shown.get('tree: tooltip') ?? '').includes('***'));
    assert.ok((shown.get('Problems') ?? '').includes('***'));
    const leaks = [...shown].flatMap(([where, text]) =>
      [text, text.replace(/\\(["\\])/g, '$1')].flatMap((plain) =>
        secrets.flatMap((secret) =>
          leaksIn(plain, secret).map((form) => `${where}: ${form} of ${secret.slice(0, 12)}…`),
        ),
      ),
    );
    assert.deepEqual([...new Set(leaks)].slice(0, 40), []);
  }).timeout(60_000);
});
