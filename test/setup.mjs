#!/usr/bin/env node
// Installs what building and testing need: `node test/setup.mjs [packages] [editor] [browser]`, all three without arguments.
// It runs before anything is installed, so it uses nothing but Node 20. A step whose result is already there does nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

/** Where the editor to test in lives: outside the checkout, shared by all checkouts of a user. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'folder-review-test');

const editorFolder = join(cacheFolder, `code-server-${codeServerVersion}`);

/** The parts of an installed code-server: the Node it runs on, its entry, and the native modules built here. */
const editorAt = (folder) => {
  const platformNode = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`);
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  return {
    node: isOwnNodeRight() ? process.execPath : join(platformNode, 'bin', 'node'),
    headers: isOwnNodeRight() ? undefined : platformNode,
    entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
    vscode,
    logger: join(vscode, 'node_modules', '@vscode', 'spdlog', 'build', 'Release', 'spdlog.node'),
    watchdog: join(vscode, 'node_modules', '@vscode', 'native-watchdog', 'build', 'Release', 'watchdog.node'),
    typescript: join(vscode, 'extensions', 'node_modules', 'typescript', 'package.json'),
    complete: join(folder, 'complete'),
  };
};

/** code-server 4.139 runs on Node 24 only; where that is not the Node at hand it comes from npm, beside code-server. */
function isOwnNodeRight() {
  return process.versions.node.split('.')[0] === nodeVersion.split('.')[0];
}

/** The installed code-server as `{ node, entry }`, or undefined when it is missing or incomplete. */
export const findEditor = () => {
  const { node, entry, logger, watchdog, typescript, complete } = editorAt(editorFolder);
  return [node, entry, logger, watchdog, typescript, complete].every((path) => existsSync(path))
    ? { node, entry }
    : undefined;
};

/** The path of a Chromium that starts, or undefined. `FOLDER_REVIEW_CHROMIUM` names one outright. */
export const findBrowser = () => browserCandidates().find((path) => existsSync(path) && starts(path));

const starts = (path) => spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;

const browserCandidates = () => {
  if (process.env.FOLDER_REVIEW_CHROMIUM) return [process.env.FOLDER_REVIEW_CHROMIUM];
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const applications = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return [...onPath, ...applications, ...playwrightBrowsers()];
};

const playwrightBrowsers = () => {
  const macOS = process.platform === 'darwin';
  const folder =
    process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), macOS ? 'Library/Caches' : '.cache', 'ms-playwright');
  const executables = macOS
    ? ['chrome-mac/Chromium.app/Contents/MacOS/Chromium']
    : ['chrome-linux/chrome', 'chrome-linux64/chrome'];
  const installed = existsSync(folder) ? readdirSync(folder).filter((name) => /^chromium-\d+$/.test(name)) : [];
  return installed.flatMap((name) => executables.map((executable) => join(folder, name, executable)));
};

/** A step that cannot be done here; the message says what to do by hand. */
class SetupError extends Error {}

const run = (command, args, { cwd = root, env = process.env, advice }) => {
  const shell = process.platform === 'win32'; // npm is a batch file there
  const result = spawnSync(command, args, { cwd, env, shell, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status === 0) return;
  const lines = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`.trimEnd().split('\n');
  const output = lines.length > 30 ? [...lines.slice(0, 15), '…', ...lines.slice(-15)] : lines;
  throw new SetupError(`${command} ${args.join(' ')} failed:\n${output.join('\n')}\n${advice}`);
};

const canUseApt = () =>
  process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;

const installDebianPackages = (packages, advice) => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update'], { env, advice });
  run('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], { env, advice });
};

const packagesStamp = join(root, 'node_modules', '.folder-review-setup');

/** What the installed packages depend on: their lock file, and the platform for which binaries were chosen. */
const packagesKey = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');

const packages = {
  isDone: () => existsSync(packagesStamp) && readFileSync(packagesStamp, 'utf8') === packagesKey(),
  // No install script runs: the grammar packages would compile a parser of which only the ready-made wasm is used.
  install: () => {
    const advice = 'Check the network, then run by hand: npm ci --ignore-scripts';
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { advice });
    writeFileSync(packagesStamp, packagesKey());
  },
};

const partialPrefix = `${editorFolder}.partial-`;

/** Left by an installation that was killed. A name is never used again: a process it left may still write there. */
const removePartialInstalls = () => {
  for (const name of readdirSync(cacheFolder)) {
    const folder = join(cacheFolder, name);
    if (folder.startsWith(partialPrefix)) rmSync(folder, { recursive: true, force: true });
  }
};

const editor = {
  isDone: () => findEditor() !== undefined,
  install: () => {
    if (process.platform === 'win32')
      throw new SetupError('code-server does not run on Windows: run the tests in WSL.');
    installCompiler();
    removePartialInstalls();
    const partial = `${partialPrefix}${process.pid}`;
    mkdirSync(partial, { recursive: true });
    installCodeServer(partial);
    buildNativeModules(partial);
    writeFileSync(editorAt(partial).complete, '');
    rmSync(editorFolder, { recursive: true, force: true });
    renameSync(partial, editorFolder);
  },
};

const installCodeServer = (folder) => {
  const advice = `Check the network. Where npm has no Node ${nodeVersion} for the platform, run this with an installed Node 24.`;
  const install = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];
  const { headers, vscode } = editorAt(folder);
  const platformNode = headers ? [`node-${process.platform}-${process.arch}@${nodeVersion}`] : [];
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  run('npm', [...install, `code-server@${codeServerVersion}`, ...platformNode], { cwd: folder, advice });
  run('npm', install, { cwd: vscode, advice });
  run('npm', install, { cwd: join(vscode, 'extensions'), advice });
};

/** Builds only what the tests need: log files and the extension host's watchdog. Kerberos and SQLite stay unbuilt. */
const buildNativeModules = (folder) => {
  const { node, headers, vscode } = editorAt(folder);
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  // The npm package of Node carries its headers, so that nothing is fetched from nodejs.org.
  if (headers) env.npm_config_nodedir = headers;
  run('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], { cwd: vscode, env, advice: compilerAdvice });
};

const compilerAdvice = 'Install a C++ compiler, make and Python 3 by hand (Debian: apt-get install g++ make python3).';

const installCompiler = () => {
  const missing = ['g++', 'make', 'python3'].filter(
    (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error,
  );
  if (missing.length === 0) return;
  if (!canUseApt()) throw new SetupError(`Missing: ${missing.join(', ')}. ${compilerAdvice}`);
  installDebianPackages(missing, compilerAdvice);
};

const browser = {
  isDone: () => findBrowser() !== undefined,
  install: () => {
    const advice =
      'Install Chromium or Google Chrome by hand (Debian: apt-get install chromium), or set FOLDER_REVIEW_CHROMIUM to its path.';
    if (process.env.FOLDER_REVIEW_CHROMIUM || !canUseApt())
      throw new SetupError(`No working Chromium found. ${advice}`);
    installDebianPackages(['chromium'], advice);
    if (!findBrowser()) throw new SetupError(`The installed Chromium does not start. ${advice}`);
  },
};

const steps = { packages, editor, browser };

/** Runs `task` alone among all processes that use the same lock; a lock whose process died is taken over. */
const alone = async (name, task) => {
  const lock = join(cacheFolder, `${name}.lock`);
  mkdirSync(cacheFolder, { recursive: true });
  while (!tryLock(lock)) await sleep(200);
  try {
    return task();
  } finally {
    rmSync(lock, { force: true });
  }
};

const tryLock = (lock) => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld(lock)) rmSync(lock, { force: true });
    return false;
  }
};

const isHeld = (lock) => {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // An empty file is a lock that is being written right now.
    if (holder > 0) process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const lockNames = {
  packages: `packages-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`,
  editor: 'editor',
  browser: 'browser',
};

const runStep = async (name) => {
  const step = steps[name];
  if (step.isDone()) return;
  const started = Date.now();
  process.stderr.write(`setup: ${name}: installing…\n`);
  await alone(lockNames[name], () => {
    if (!step.isDone()) step.install();
  });
  process.stderr.write(`setup: ${name}: installed in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
};

const main = async (names) => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(`Node 20.19 or newer is needed; this is ${process.versions.node}.`);
  }
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length > 0)
    throw new SetupError(`Unknown step: ${unknown.join(', ')}. Steps: ${Object.keys(steps).join(', ')}`);
  for (const name of names.length > 0 ? names : Object.keys(steps)) await runStep(name);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`setup: ${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  });
}
