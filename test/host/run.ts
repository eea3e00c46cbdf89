import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import pLimit from 'p-limit';
import { cacheFolder } from '../setup.mjs';
import { bundleTests } from './bundle';
import { writeUserSettings } from './codeServer';
import { type HostSuite, hostSuites } from './suites';

/*
 * Runs the host tests: `tsx test/host/run.ts [--grep TEXT] [--extension FOLDER] [suite]…`, all suites but the ones on request when none is named.
 * Several run two at a time, each in a process of its own, which gets the package that was made before (`--vsix FILE`).
 * FOLDER_REVIEW_VSCODE=download takes VS Code itself; one that is downloaded already is used too. Else code-server.
 */

const root = path.resolve(import.meta.dirname, '../..');
const launcher = path.join(root, 'test', 'host', 'code');
const downloads = path.join(cacheFolder, 'vscode');

interface Options {
  readonly executable: string;
  /** The extension under development. */
  readonly extension: string;
  /** The same extension as a `.vsix`; undefined where no suite needs it. */
  readonly vsix: string | undefined;
  readonly grep: string | undefined;
}

/** Runs a task with a folder that is deleted afterwards. */
const withTemporaryFolder = async <T>(task: (folder: string) => Promise<T>): Promise<T> => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'folder-review-host-')));
  try {
    return await task(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
};

const testFiles = (suite: HostSuite): string[] => {
  const folder = path.join(root, 'test', 'host', 'suite');
  const claims = ({ name, tests = [name] }: HostSuite, file: string) => tests.some((start) => file.startsWith(start));
  const owner = (file: string) => hostSuites.find((one) => claims(one, file))?.name ?? 'main';
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts') && owner(file) === suite.name);
  return files.sort().map((file) => path.join(folder, file));
};

const copyFixture = (suite: HostSuite, folder: string): string => {
  const workspace = path.join(folder, 'workspace');
  cpSync(path.join(root, 'test', 'fixtures', suite.fixture), workspace, { recursive: true });
  const file = readdirSync(workspace).find((name) => name.endsWith('.code-workspace'));
  return file ? path.join(workspace, file) : workspace;
};

const check = (command: string, args: readonly string[], cwd = root): void => {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
};

/** A folder that is there when the editor starts for the first time counts as installed. */
const installTestExtensions = (suite: HostSuite, extensionsDir: string): void => {
  for (const name of suite.extensions ?? []) {
    cpSync(path.join(root, 'test', 'host', name), path.join(extensionsDir, name), { recursive: true });
  }
};

/** Packages an extension into a folder. This builds it, so that nothing may run beside it. */
const packageInto = (folder: string, extension: string): string => {
  const vsix = path.join(folder, 'folder-review.vsix');
  check('npm', ['run', '--silent', 'package', '--', '--out', vsix], extension);
  return vsix;
};

/** Installs the packaged extension as a user does. */
const installPackaged = (executable: string, vsix: string, profile: readonly string[]): void => {
  const [cli = launcher, ...args] =
    executable === launcher ? [launcher] : resolveCliArgsFromVSCodeExecutablePath(executable);
  check(cli, [...args, ...profile, '--install-extension', vsix]);
};

const environment = (suite: HostSuite, { grep }: Options, folder: string): Record<string, string> => ({
  FOLDER_REVIEW_TEST_ROOT: root,
  FOLDER_REVIEW_TEST_SCREENSHOT: path.join(root, 'test', 'e2e', 'screenshots', `host-${suite.name}-failed.png`),
  FOLDER_REVIEW_TEST_TIMEOUT: String(suite.timeout ?? 300),
  FOLDER_REVIEW_TEST_TRUST: suite.untrusted ? 'on' : 'off',
  FOLDER_REVIEW_TEST_COLOR: process.stdout.isTTY ? 'on' : 'off',
  FOLDER_REVIEW_TEST_GREP: grep ?? '',
  XDG_STATE_HOME: path.join(folder, 'state'),
});

/** Runs one suite; false when a test failed. */
const runSuite = async (suite: HostSuite, options: Options): Promise<boolean> => {
  const files = testFiles(suite);
  if (files.length === 0) throw new Error(`The suite ${suite.name} has no test files.`);
  console.log(`host tests: ${suite.name}`);
  const testsPath = await bundleTests(root, files);
  const helpers = await Promise.all((suite.helpers ?? []).map((start) => start()));
  try {
    return await withTemporaryFolder(async (folder) => {
      const userDataDir = path.join(folder, 'user-data');
      const extensionsDir = path.join(folder, 'extensions');
      const profile = [`--user-data-dir=${userDataDir}`, `--extensions-dir=${extensionsDir}`];
      writeUserSettings(userDataDir, suite.settings);
      installTestExtensions(suite, extensionsDir);
      // runTests always turns Workspace Trust off; only our launcher can leave it on.
      const executable = suite.untrusted ? launcher : options.executable;
      if (suite.packaged && options.vsix) installPackaged(executable, options.vsix, profile);
      const launch = {
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: suite.packaged ? path.join(root, 'test', 'host', 'probe') : options.extension,
        extensionTestsPath: testsPath,
        extensionTestsEnv: Object.assign(environment(suite, options, folder), ...helpers.map(({ env }) => env)),
        launchArgs: [copyFixture(suite, folder), ...profile],
      };
      return await runTests(launch).then(
        () => true,
        () => false,
      );
    });
  } finally {
    await Promise.all(helpers.map((helper) => helper.stop()));
    rmSync(path.dirname(testsPath), { recursive: true, force: true });
  }
};

const chooseExecutable = async (): Promise<string> => {
  const wanted = process.env.FOLDER_REVIEW_VSCODE === 'download' || existsSync(downloads);
  return wanted ? downloadAndUnzipVSCode({ cachePath: downloads }) : launcher;
};

const main = async (folder: string): Promise<boolean> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' }, extension: { type: 'string', default: root }, vsix: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !hostSuites.some((suite) => suite.name === name));
  if (unknown.length > 0) throw new Error(`Unknown suite: ${unknown.join(', ')}`);
  const suites = hostSuites.filter(({ name, onRequest }) =>
    positionals.length === 0 ? !onRequest : positionals.includes(name),
  );
  const extension = path.resolve(values.extension);
  const executable = await chooseExecutable();
  const vsix = values.vsix ?? (suites.some(({ packaged }) => packaged) ? packageInto(folder, extension) : undefined);
  const [only, ...others] = suites;
  if (only && others.length === 0) return runSuite(only, { executable, extension, vsix, grep: values.grep });
  const words = ['--extension', extension, ...given('vsix', vsix), ...given('grep', values.grep)];
  const atOnce = pLimit(2);
  const ends = await Promise.all(
    suites.map(({ name }) => atOnce(async () => ({ name, passed: await runApart([name, ...words]) }))),
  );
  const failed = ends.filter(({ passed }) => !passed).map(({ name }) => name);
  console.log(failed.length === 0 ? 'host tests: all suites passed' : `host tests: failed: ${failed.join(', ')}`);
  return failed.length === 0;
};

const given = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [`--${name}`, value]);

/** Runs this with other words, and prints what that has printed when it has ended: suites do not mix their lines. */
const runApart = async (words: readonly string[]): Promise<boolean> => {
  const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => printed.push(data));
  const passed = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
  process.stdout.write(Buffer.concat(printed));
  return passed;
};

withTemporaryFolder(main).then(
  (passed) => {
    process.exitCode = passed ? 0 : 1;
  },
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
