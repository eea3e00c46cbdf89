import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findBrowser, findEditor } from '../setup.mjs';

/** User settings of every test editor: nothing is saved, fetched or shown that a test did not ask for. */
const quietSettings = {
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'typescript.tsserver.useSyntaxServer': 'never',
  'window.autoDetectColorScheme': true,
};

export interface ServerOptions {
  /** Holds the settings, the extensions' own storage and the server's configuration. */
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** Added to the environment of the server and so of the extension host. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** False runs without Workspace Trust, as VS Code's `--disable-workspace-trust` does. Default false. */
  readonly workspaceTrust?: boolean;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The display language. The editor's own texts stay English: its language packs come from a marketplace. */
  readonly language?: string;
}

export interface CodeServer {
  /** Origin, without a slash at the end. */
  readonly url: string;
  /** Everything the server printed so far. */
  output(): string;
  /** Settles when the server ends on its own. */
  readonly ended: Promise<void>;
  /** Ends the server and the extension hosts it started. */
  stop(): Promise<void>;
}

/** Writes the user settings that an editor started on `userDataDir` begins with. */
export const writeUserSettings = (userDataDir: string, settings: Readonly<Record<string, unknown>> = {}): void => {
  const folder = path.join(userDataDir, 'User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
};

const requireEditor = () => {
  const editor = findEditor();
  if (!editor) throw new Error('code-server is not installed: run `node test/setup.mjs editor`.');
  return editor;
};

/** Our environment without what an editor around us would tell its own child processes, and without a marketplace. */
const cleanEnvironment = (env: ServerOptions['env'] = {}): NodeJS.ProcessEnv => {
  const entries = Object.entries({ ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env });
  return Object.fromEntries(entries.filter(([name]) => !/^(VSCODE_|CODE_SERVER_|ELECTRON_|NODE_OPTIONS$)/.test(name)));
};

const directoryArguments = ({ userDataDir, extensionsDir }: Pick<ServerOptions, 'userDataDir' | 'extensionsDir'>) => [
  `--user-data-dir=${userDataDir}`,
  `--extensions-dir=${extensionsDir}`,
  `--config=${path.join(userDataDir, 'code-server.yaml')}`,
];

/** What is there once a language pack is installed, but for its translations of the editor itself. */
const writeLanguagePack = (userDataDir: string, language: string): void => {
  const vscode = path.join(userDataDir, `${language}.i18n.json`);
  writeFileSync(vscode, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `tests.${language}` }, version: '1.0.0' }];
  const pack = { hash: language, label: language, extensions, translations: { vscode } };
  writeFileSync(path.join(userDataDir, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
};

/** Starts code-server and resolves when it listens. Rejects with its output when it ends before. */
export const startCodeServer = async (options: ServerOptions): Promise<CodeServer> => {
  const { node, entry } = requireEditor();
  mkdirSync(options.userDataDir, { recursive: true });
  if (options.language) writeLanguagePack(options.userDataDir, options.language);
  const args = [
    entry,
    '--auth=none',
    `--bind-addr=127.0.0.1:${options.port ?? 0}`,
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    ...directoryArguments(options),
    ...(options.language ? [`--locale=${options.language}`] : []),
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    // Without it the workbench ignores the development and test paths in its address.
    '--vscode-option=enable-smoke-test-driver',
  ];
  // Detached: its own process group, so that one signal reaches the server and every extension host.
  const server = spawn(node, args, {
    env: cleanEnvironment(options.env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => killGroup(server);
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (data: Buffer) => {
      output += data.toString();
      const match = /HTTP server listening on (http:\/\/[^\s/]+)/.exec(output);
      if (match?.[1]) resolve(match[1]);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.once('error', reject);
    server.once('close', () => reject(new Error(`code-server ended:\n${output}`)));
  });
  const stop = async () => {
    process.removeListener('exit', kill);
    kill();
    await ended;
  };
  return { url, output: () => output, ended, stop };
};

const killGroup = (server: ChildProcess): void => {
  if (server.pid === undefined) return;
  try {
    process.kill(-server.pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
};

/** Installs a packaged extension where an editor started with the same folders finds it. Throws when it is refused. */
export const installVsix = (vsix: string, directories: Pick<ServerOptions, 'userDataDir' | 'extensionsDir'>): void => {
  const { node, entry } = requireEditor();
  const args = [entry, ...directoryArguments(directories), '--force', `--install-extension=${vsix}`];
  const { status, stdout, stderr } = spawnSync(node, args, { env: cleanEnvironment(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`Installing ${vsix} failed:\n${stdout}${stderr}`);
};

export interface WorkbenchOptions {
  /** Absolute path of a folder or of a `.code-workspace` file; without it an empty window opens. */
  readonly folder?: string | undefined;
  /** Absolute path of the extension under development; the workbench takes one at most from its address. */
  readonly extensionDevelopmentPath?: string | undefined;
  /** Absolute path of the module whose `run` is called in the extension host. */
  readonly extensionTestsPath?: string | undefined;
}

/** The address that opens a window of `server` on a folder. */
export const workbenchUrl = (server: Pick<CodeServer, 'url'>, options: WorkbenchOptions): string => {
  const remote = (file: string) => `vscode-remote://remote${encodeURI(file)}`;
  const { extensionDevelopmentPath, extensionTestsPath } = options;
  const payload = [
    ...(extensionDevelopmentPath ? [['extensionDevelopmentPath', remote(extensionDevelopmentPath)]] : []),
    ...(extensionTestsPath ? [['extensionTestsPath', remote(extensionTestsPath)]] : []),
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const target = options.folder?.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = options.folder ? `${target}=${encodeURIComponent(options.folder)}` : 'ew=true';
  return `${server.url}/?${query}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
};

/** Starts headless Chromium for pages of a {@link CodeServer}. */
export const launchBrowser = async (): Promise<Browser> => {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('Chromium is not installed: run `node test/setup.mjs browser`.');
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args });
};
