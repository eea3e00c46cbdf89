import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type * as vscode from 'vscode';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  clearReviews,
  editorButton,
  message,
  reviewByRightClick,
  reviewRow,
  statusItem,
  until,
  untilPreview,
  useEndpoints,
  viewButton,
} from './review';

const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt'];
/** How a file looks on disk, and how with its proposal. */
const original = (name: string) => `\u{feff}This is fine.\r\n\tThat is wrogn.\r\nNo line end in ${name}`;
const changed = (name: string) => original(name).replace('wrogn', 'wrong');

/** One request as the provider saw it, in the order of arrival. */
interface Seen {
  readonly file: string;
  /** Requests under way when it came, itself included. */
  readonly inFlight: number;
  /** Whether one of them has been answered before it came. */
  readonly isAfterFirst: boolean;
}

describe('a review by a language model of VS Code', () => {
  const workspace = temporaryFolder();
  let editor: Editor;

  /** The dialog in which VS Code asks whether the extension may use the model. */
  const consent = () => editor.page.getByRole('dialog').filter({ hasText: 'wants to access the language models' });
  const answer = async (button: 'Allow' | 'Cancel') => {
    await consent().getByRole('button', { name: button }).click();
    await consent().waitFor({ state: 'hidden' });
  };
  const seen = (): Promise<readonly Seen[]> =>
    editor.evaluateInHost(async ({ extensions }) => {
      const script = await extensions.getExtension('folder-review.folder-review-model-provider')?.activate();
      return script.seen;
    });

  /** One model, of a provider that wants consent, which finds one typo in every file. */
  const provide = (): Promise<void> =>
    editor.evaluateInHost(async ({ extensions, LanguageModelToolCallPart }) => {
      const script = await extensions.getExtension('folder-review.folder-review-model-provider')?.activate();
      script.reset();
      script.setModels([{ id: 'one', requiresAuthorization: { label: 'Somebody' } }]);
      script.seen = [] as Seen[];
      let inFlight = 0;
      let answered = 0;
      script.respond = async ({ messages, tools, report }: Asked) => {
        const file = /^File: (.*)$/m.exec(messages[1]?.text ?? '')?.[1];
        script.seen.push({ file, inFlight: ++inFlight, isAfterFirst: answered > 0 });
        await new Promise((resolve) => setTimeout(resolve, 300));
        inFlight--;
        answered++;
        const [oldText, newText] = ['\tThat is wrogn.', '\tThat is wrong.'];
        const edits = [{ startLine: 2, endLine: 2, oldText, newText }];
        const found = { severity: 'warning', category: 'docs', confidence: 'high', startLine: 2, endLine: 2, edits };
        const findings = [{ title: 'Misspelt', explanation: 'It is spelt “wrong”.', ...found }];
        report(new LanguageModelToolCallPart('call', tools[0]?.name ?? '', { findings }));
      };
    });

  before(async () => {
    mkdirSync(path.join(workspace, 'asked'));
    for (const name of names) writeFileSync(path.join(workspace, 'asked', name), original(name));
    editor = await openEditor({
      folder: workspace,
      settings: { 'folderReview.reviewers': ['model'], 'folderReview.cache': false },
    });
    await useEndpoints(editor, [{ kind: 'vscode', model: 'folder-review-test/one' }]);
  });

  beforeEach(() => clearReviews(editor));

  after(() => editor?.close());

  it('is cancelled at once while the person is asked for consent', async () => {
    const { page } = editor;
    await provide();
    await reviewByRightClick(page, 'asked');
    await consent().waitFor();
    // The dialog lets nobody click elsewhere.
    await editor.evaluateInHost(({ commands }) => commands.executeCommand('folderReview.cancel'));
    await reviewRow(page, 'asked, cancelled, 4 cancelled')
      .or(reviewRow(page, /^asked, cancelled, 0\/4/))
      .waitFor();
    await answer('Cancel');
    for (const name of names) await reviewRow(page, `${name}, cancelled`).waitFor();
    assert.deepEqual(await seen(), []);
  });

  it('without consent ends each file with the reason, tells it once, and is retried with it', async () => {
    const { page } = editor;
    await provide();
    await reviewByRightClick(page, 'asked');
    await consent().getByText('Folder Review sends the files under review to this model, one at a time').waitFor();
    await answer('Cancel');
    for (const name of names) await reviewRow(page, `${name}, failed: not permitted`).waitFor();
    await statusItem(page, /4 of \d+ failed/).waitFor();
    await message(page, /4 failed\. .*Allow it with “Manage Language Model Access”/);
    const told = page.getByRole('list', { name: 'Notifications Center' }).getByRole('dialog');
    assert.equal(await told.count(), 1);
    assert.deepEqual(await seen(), []);
    await page.keyboard.press('Escape');

    await viewButton(page, 'Retry Failed').click();
    await answer('Allow');
    await reviewRow(page, 'asked, 4 findings, 4/4 reviewed').waitFor();
  });

  it('sends the first file alone, then others beside each other, and applies to the byte', async () => {
    const { page } = editor;
    await provide();
    // Consent once given is remembered.
    await reviewByRightClick(page, 'asked');
    await reviewRow(page, 'asked, 4 findings, 4/4 reviewed').waitFor();
    const [first, ...others] = await seen();
    assert.equal(first?.inFlight, 1);
    assert.ok(others.length === 3 && others.every(({ isAfterFirst }) => isAfterFirst));
    assert.ok(others.some(({ inFlight }) => inFlight > 1));

    await reviewRow(page, 'a.txt, 1 finding').click();
    await reviewRow(page, 'warning, Misspelt, line 2, fix available').click();
    await untilPreview(page, /^a\.txt: Misspelt/, 'That is wrong.');
    await editorButton(page, 'Apply').click();
    await untilPreview(page, /^b\.txt: Misspelt/, 'That is wrong.');
    await until(
      () => readFileSync(path.join(workspace, 'asked', 'a.txt'), 'utf8') === changed('a.txt'),
      'the applied bytes',
    );
    assert.equal(readFileSync(path.join(workspace, 'asked', 'b.txt'), 'utf8'), original('b.txt'));
  });
});

/** What the provider's script is asked. */
interface Asked {
  readonly messages: readonly { readonly text: string }[];
  readonly tools: readonly { readonly name: string }[];
  report(part: vscode.LanguageModelResponsePart): void;
}
