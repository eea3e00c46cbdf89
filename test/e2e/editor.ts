import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import {
  type CodeServer,
  installVsix,
  launchBrowser,
  startCodeServer,
  workbenchUrl,
  writeUserSettings,
} from '../host/codeServer';
import { evaluateInHost, forgetHost, type HostFunction } from './evaluate';

const root = path.resolve(import.meta.dirname, '../..');
const screenshots = path.join(root, 'test', 'e2e', 'screenshots');
/** Installed in every editor; the language models are only started when somebody asks for one. */
const helpers = [path.join(root, 'test', 'e2e', 'evaluator'), path.join(root, 'test', 'host', 'modelProvider')];

export interface EditorOptions {
  /** Absolute path of the folder, or of the `.code-workspace` file, that is opened; without it the window is empty. */
  readonly folder?: string;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Default `dark`. */
  readonly theme?: 'light' | 'dark';
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of an extension under development, by default the checkout, or a `.vsix` file that is installed. */
  readonly extension?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** True has Workspace Trust on, so that the folder is not trusted. */
  readonly trust?: boolean;
  /** The display language, in which the editor's own texts stay English; by default English. */
  readonly language?: string;
}

export interface Editor {
  readonly page: Page;
  /** Where the extension keeps its runs: `XDG_STATE_HOME` of the extension host. Shared with editors of equal options. */
  readonly stateHome: string;
  /** Writes `test/e2e/screenshots/<name>.png` and returns its path. */
  screenshot(name: string): Promise<string>;
  /** Runs a command by its full title, such as `Folder Review: Preview Next`, from the palette, by keys. */
  runCommand(title: string): Promise<void>;
  /** Calls a function in the extension host; see {@link HostFunction} for what it may use. */
  evaluateInHost<Result>(body: HostFunction<undefined, Result>): Promise<Result>;
  evaluateInHost<Argument, Result>(body: HostFunction<Argument, Result>, argument: Argument): Promise<Result>;
  /** Reloads the window, as a person does with the browser's button. */
  reload(): Promise<void>;
  /** Closes the window. One that is left open ends with the tests, but shows up in the pictures of later failures. */
  close(): Promise<void>;
}

interface Server extends CodeServer {
  readonly userDataDir: string;
  readonly sockets: string;
  readonly stateHome: string;
}

const temporaryFolders: string[] = [];
const servers = new Map<string, Promise<Server>>();
const openEditors = new Set<Editor>();
let browser: Promise<Browser> | undefined;

/** A new empty folder that is deleted when all tests are done. */
export const temporaryFolder = (): string => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'fr-e2e-')));
  temporaryFolders.push(folder);
  return folder;
};

/** A throw-away copy of a folder below `test/fixtures`. */
export const copyFixture = (name: string): string => {
  const copy = path.join(temporaryFolder(), path.basename(name));
  cpSync(path.join(root, 'test', 'fixtures', name), copy, { recursive: true });
  return copy;
};

const startServer = async (
  { env, trust = false, language }: EditorOptions,
  vsix: string | undefined,
): Promise<Server> => {
  const folder = temporaryFolder();
  const [userDataDir, extensionsDir, sockets, stateHome] = ['data', 'extensions', 'sockets', 'state'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string, string];
  mkdirSync(sockets);
  // A folder that is there at the first start counts as installed.
  for (const helper of helpers) cpSync(helper, path.join(extensionsDir, path.basename(helper)), { recursive: true });
  if (vsix) installVsix(vsix, { userDataDir, extensionsDir });
  const hostEnv = { ...env, XDG_STATE_HOME: stateHome, FOLDER_REVIEW_TEST_SOCKETS: sockets };
  const directories = { userDataDir, extensionsDir };
  const server = await startCodeServer({
    ...{ ...directories, env: hostEnv, workspaceTrust: trust },
    ...(language && { language }),
  });
  return { ...server, userDataDir, sockets, stateHome };
};

/** One server serves all editors whose settings, environment and installed extension are equal. */
const serverFor = (options: EditorOptions, vsix: string | undefined): Promise<Server> => {
  const key = JSON.stringify([options.settings, options.env, options.trust, options.language, vsix]);
  const server = servers.get(key) ?? startServer(options, vsix);
  servers.set(key, server);
  return server;
};

/** Opens a window of its own on a folder and resolves when its extension host answers. */
export const openEditor = async (options: EditorOptions): Promise<Editor> => {
  const { folder, theme = 'dark', extension = root, viewport = { width: 1280, height: 800 } } = options;
  const vsix = extension.endsWith('.vsix') ? extension : undefined;
  browser ??= launchBrowser();
  const server = await serverFor(options, vsix);
  // What tests in an earlier window of the server have changed is the user's, and would hold in this one.
  writeUserSettings(server.userDataDir, options.settings);
  const context = await (await browser).newContext({ colorScheme: theme, viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const extensionDevelopmentPath = vsix ? undefined : extension;
  const reload = async () => {
    forgetHost(server.sockets, folder ?? '');
    await page.reload();
    await workbench(page).waitFor();
  };
  await page.goto(workbenchUrl(server, { folder, extensionDevelopmentPath }));
  await workbench(page).waitFor();
  if (folder?.endsWith('.code-workspace')) await untilRootsShow(page, reload);
  const editor: Editor = {
    page,
    stateHome: server.stateHome,
    screenshot: async (name) => {
      const file = path.join(screenshots, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    runCommand: (title) => runCommand(page, title),
    evaluateInHost: <Argument, Result>(body: HostFunction<Argument, Result>, argument?: Argument) =>
      evaluateInHost(server.sockets, folder ?? '', body, argument as Argument),
    reload,
    close: async () => {
      openEditors.delete(editor);
      await context.close();
    },
  };
  openEditors.add(editor);
  await editor.evaluateInHost(() => true);
  return editor;
};

/** A workspace file is sometimes opened before it can be read, and then, in VS Code in a browser, seems to have no roots. */
const untilRootsShow = async (page: Page, reload: () => Promise<void>): Promise<void> => {
  for (let tries = 0; tries < 10; tries += 1) {
    const isShown = await explorer(page)
      .waitFor({ timeout: 2_000 })
      .then(
        () => true,
        () => false,
      );
    if (isShown) return;
    await reload();
  }
};

const runCommand = async (page: Page, title: string): Promise<void> => {
  await page.keyboard.press('F1');
  await page.getByPlaceholder(commandPrompt).waitFor();
  await page.keyboard.type(title);
  await focusedOption(page, title).waitFor();
  await page.keyboard.press('Enter');
  await page.getByPlaceholder(commandPrompt).waitFor({ state: 'hidden' });
};

const commandPrompt = 'Type the name of a command to run.';

/** The entry of a list of choices that Enter would take. */
export const focusedOption = (page: Page, name: string): Locator =>
  page.getByRole('option', { name }).and(page.locator('.quick-input-list .focused'));

/** The button of a dialog that Enter would press. */
export const focusedButton = (page: Page, name: string): Locator =>
  page.getByRole('dialog').getByRole('button', { name }).and(page.locator(':focus'));

/** There as soon as the window has drawn itself. */
const workbench = (page: Page): Locator => page.locator('.monaco-workbench .statusbar');

/** The tree of files. */
export const explorer = (page: Page): Locator => page.getByRole('tree', { name: 'Files Explorer' });

/** A row of a tree by its accessible name or a part of it; `within` tells one tree from another. */
export const treeRow = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('treeitem', { name });

/** Chooses an entry of the context menu of an element, with the mouse; opened anew, as a person does, where it lacks that yet. */
export const chooseFromMenu = async (page: Page, target: Locator, entry: string): Promise<void> => {
  const menu = page.locator('.monaco-menu').getByRole('menu');
  const item = menu.getByRole('menuitem', { name: entry });
  for (let tries = 0; tries < 5; tries += 1) {
    if (!(await menu.isVisible())) await target.click({ button: 'right' });
    // A menu takes no mouse button that is let go in its first 100 ms, which in a busy window may be over late.
    const isClicked = await item.click({ delay: 150, timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (isClicked && (await disappears(menu))) return;
    if (!isClicked) await page.keyboard.press('Escape');
  }
  throw new Error(`“${entry}” is not in the menu, or was clicked and the menu stays.`);
};

const disappears = (locator: Locator): Promise<boolean> =>
  locator.waitFor({ state: 'hidden', timeout: 3_000 }).then(
    () => true,
    () => false,
  );

/** Takes a picture of each window that a failed test left open. */
export const pictureWindows = async (name: string): Promise<void> => {
  await Promise.all([...openEditors].map((editor, index) => editor.screenshot(`failed-${name}-${index}`)));
};

/** Ends browser and editors, and deletes the folders of the tests. */
export const closeEverything = async (): Promise<void> => {
  await (await browser)?.close();
  browser = undefined;
  const started = await Promise.allSettled(servers.values());
  await Promise.all(started.map((server) => (server.status === 'fulfilled' ? server.value.stop() : undefined)));
  servers.clear();
  openEditors.clear();
  for (const folder of temporaryFolders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
};
