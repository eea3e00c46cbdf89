import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { chooseFromMenu, type Editor, explorer, treeRow } from './editor';

/** What a person sees of Folder Review in a window, and clicks. */

/** The tree of reviews. */
export const reviewTree = (page: Page): Locator => page.getByRole('tree', { name: 'Folder Review' });

/** A row of the tree of reviews by its accessible name: with a text, one that begins so. */
export const reviewRow = (page: Page, name: string | RegExp): Locator =>
  treeRow(reviewTree(page), typeof name === 'string' ? startingWith(name) : name);

/** Opens a row by a click, or by the key where the editor draws the rows anew just then and loses the click. */
export const openRow = async (page: Page, row: Locator): Promise<void> => {
  const isOpen = async () => (await row.getAttribute('aria-expanded')) === 'true';
  await until(async () => {
    if (await isOpen()) return true;
    await row.click();
    await row
      .and(page.locator('[aria-expanded="true"]'))
      .waitFor({ timeout: 2_000 })
      .catch(() => page.keyboard.press('ArrowRight'));
    return isOpen();
  }, 'an open row');
};

/** The tab of the view in the activity bar; its name tells how much waits. */
export const viewTab = (page: Page): Locator =>
  page.getByRole('tablist', { name: 'Active View Switcher' }).getByRole('tab', { name: /^Folder Review/ });

/** Shows the tree of reviews by a click on its tab, which would hide it where the editor has put it back already. */
export const showReviews = (page: Page): Promise<void> =>
  until(async () => {
    if (await appears(reviewTree(page))) return true;
    await viewTab(page).click();
    return appears(reviewTree(page), 5_000);
  }, 'the tree of reviews');

/** A button in the title of the view. */
export const viewButton = (page: Page, name: string): Locator =>
  page.getByRole('toolbar', { name: 'Folder Review actions' }).getByRole('button', { name: startingWith(name) });

/** A button in the title of an editor. */
export const editorButton = (page: Page, name: string): Locator =>
  page.getByRole('toolbar', { name: 'Editor actions' }).getByRole('button', { name: startingWith(name) });

/** A button on a row, which shows while the mouse is over it. */
export const rowButton = async (row: Locator, name: string): Promise<Locator> => {
  await row.hover();
  return row.getByRole('button', { name: startingWith(name) });
};

/** Clicks a button on a row until what it does shows: the click is lost where the editor draws the row anew just then. */
export const clickRowButton = (row: Locator, name: string, done: Locator): Promise<void> =>
  until(async () => {
    if (await done.isVisible()) return true;
    // It goes with its row once it is under way.
    const button = await rowButton(row, name).catch(() => undefined);
    await button?.click({ timeout: 2_000 }).catch(() => undefined);
    return appears(done, 5_000);
  }, `what ${name} does`);

/** The tab of an editor that is in front. */
export const activeTab = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('main').getByRole('tab', { name, selected: true });

/** Waits, as a person does, until a preview is in front, shows a text on its right and has the focus. */
export const untilPreview = async (page: Page, title: RegExp, text: string): Promise<void> => {
  await activeTab(page, title).waitFor();
  const right = page.locator('.modified-in-monaco-diff-editor.focused');
  await right.locator('.view-line', { hasText: text }).waitFor();
};

/** Ours, in the status bar. */
export const statusItem = (page: Page, words: string | RegExp = ''): Locator =>
  page.getByRole('status').getByRole('button', { name: typeof words === 'string' ? `Folder Review: ${words}` : words });

/** Shows the Explorer, as a click on its tab does; a click on the tab of what is in sight would hide it. */
export const showExplorer = async (page: Page): Promise<void> => {
  if (!(await explorer(page).isVisible())) {
    await page.getByRole('tab', { name: /^Explorer/ }).click();
    await explorer(page).waitFor();
  }
};

/** Right-clicks a folder in the Explorer and chooses Review Folder. */
export const reviewByRightClick = async (page: Page, folder: string): Promise<void> => {
  await showExplorer(page);
  await chooseFromMenu(page, treeRow(explorer(page), folder), 'Review Folder');
};

/** The message with this text in the notification centre, which a click on the bell opens. */
export const message = async (page: Page, text: string | RegExp): Promise<Locator> => {
  const centre = page.getByRole('list', { name: 'Notifications Center' });
  // The newest comes first; VS Code may still show an equal one of an earlier review below it.
  const found = centre.getByRole('dialog', { name: text }).first();
  const deadline = Date.now() + 30_000;
  // A message that comes while the centre opens may close it again.
  do {
    if (!(await centre.isVisible())) {
      await page
        .locator('.statusbar')
        .getByRole('button', { name: /Notification/ })
        .click();
      // Over the bell it would hold up a hint that may lie over the message's buttons.
      await page.mouse.move(0, 0);
    }
  } while (!(await appears(found)) && Date.now() < deadline);
  await found.waitFor({ timeout: 1_000 });
  return found;
};

/** Whether something is shown within a time, in milliseconds. */
export const appears = (locator: Locator, timeout = 1_000): Promise<boolean> =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/** The question before a review leaves the view. */
export const clearQuestion = (page: Page): Locator => page.getByRole('dialog', { name: /Clear the review of/ });

/** Clears the review that there is, if there is one. */
export const clearReview = async ({ page, evaluateInHost }: Editor): Promise<void> => {
  const cleared = evaluateInHost(({ commands }) => commands.executeCommand('folderReview.clear'));
  const question = clearQuestion(page);
  await Promise.race([cleared, question.waitFor().catch(() => undefined)]);
  if (await question.isVisible()) {
    await question.getByRole('button', { name: 'Clear' }).click();
  }
  await cleared;
};

/** Takes away what earlier reviews have left in the view and among the messages, and what was dismissed in them. */
export const clearReviews = async (editor: Editor): Promise<void> => {
  const { page, evaluateInHost, stateHome } = editor;
  await clearReview(editor);
  await reviewTree(page).waitFor({ state: 'hidden' });
  // Also what says that it was cleared.
  await evaluateInHost(({ commands }) => commands.executeCommand('notifications.clearAll'));
  const state = path.join(stateHome, 'folder-review');
  for (const name of existsSync(state) ? readdirSync(state, { recursive: true, encoding: 'utf8' }) : []) {
    if (path.basename(name) === 'dismissals.jsonl') rmSync(path.join(state, name), { force: true });
  }
};

/** What the status bar tells of the reviews while the mouse rests on our item. */
export const statusTooltip = async (page: Page): Promise<string> => {
  const tooltip = page.locator('.workbench-hover', { hasText: 'Reviewers:' });
  // It does not come where the item changes just when the mouse comes to rest; then people move it.
  await until(async () => {
    await page.mouse.move(640, 300);
    await statusItem(page).hover();
    return tooltip.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  }, 'the tooltip in the status bar');
  return (await tooltip.innerText()).replaceAll('\u{a0}', ' ');
};

/** Changes settings of the workspace; null takes one away. */
export const changeSettings = (
  { evaluateInHost }: Editor,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> =>
  evaluateInHost(async ({ workspace }, changes) => {
    for (const [key, value] of Object.entries(changes)) {
      await workspace.getConfiguration('folderReview').update(key, value ?? undefined);
    }
  }, settings);

/** Chooses the reviewers for the user, whose settings all windows of a server share. */
export const useReviewers = ({ evaluateInHost }: Editor, reviewers: readonly string[]): Promise<void> =>
  evaluateInHost(
    ({ workspace, ConfigurationTarget }, value) =>
      workspace.getConfiguration('folderReview').update('reviewers', value, ConfigurationTarget.Global),
    reviewers,
  );

/** Makes these the only endpoints of the user, whose settings all windows of a server share. */
export const useEndpoints = ({ evaluateInHost }: Editor, endpoints: readonly object[]): Promise<void> =>
  evaluateInHost(
    ({ workspace, ConfigurationTarget }, value) =>
      workspace.getConfiguration('folderReview').update('endpoints', value, ConfigurationTarget.Global),
    endpoints,
  );

/** Makes a scripted model server the only endpoint of the user. */
export const useModel = (editor: Editor, url: string): Promise<void> =>
  useEndpoints(editor, [{ kind: 'ollama', url, model: 'scripted:latest' }]);

/** Holds replies of a model server up `until` a test has seen what it wanted to see, and lets go. */
export const hold = (): { readonly until: Promise<void>; readonly release: () => void } => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
};

/** Waits for something that no page shows. */
export const until = async (isSo: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}.`);
    await sleep(50);
  }
};

const startingWith = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
