import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { hostMark } from './bundle';
import { installVsix, launchBrowser, type ServerOptions, startCodeServer, workbenchUrl } from './codeServer';

/*
 * Takes VS Code's own arguments and runs the extension tests in code-server and headless Chromium instead.
 *   FOLDER_REVIEW_TEST_TRUST=on        keeps Workspace Trust although runTests always disables it
 *   FOLDER_REVIEW_TEST_TIMEOUT=SECONDS gives the tests up (default 300)
 *   FOLDER_REVIEW_TEST_SCREENSHOT=FILE receives a picture of the window when the tests fail
 */

const parse = () => {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string' },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
      'install-extension': { type: 'string' },
    },
  });
  const text = (name: keyof typeof values) => {
    const value = values[name];
    return typeof value === 'string' ? path.resolve(value) : undefined;
  };
  return {
    folder: positionals[0] === undefined ? undefined : path.resolve(positionals[0]),
    extensionDevelopmentPath: text('extensionDevelopmentPath'),
    extensionTestsPath: text('extensionTestsPath'),
    userDataDir: text('user-data-dir'),
    extensionsDir: text('extensions-dir'),
    vsix: text('install-extension'),
  };
};

/** Ends with the tests' exit code. Prints what the extension host prints and keeps the workbench's own log to itself. */
const testsExit = async (page: Page, workbenchLog: string[]): Promise<number> => {
  let exit: (code: number) => void = () => {};
  const code = new Promise<number>((resolve) => {
    exit = resolve;
  });
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    const text = format(...args);
    if (!text.startsWith(hostMark)) workbenchLog.push(`${type}: ${text}`);
    else if (type === 'error' || type === 'warn') console.error(text.replaceAll(hostMark, ''));
    else console.log(text.replaceAll(hostMark, ''));
  });
  await page.exposeFunction('codeAutomationExit', (reported: number) => exit(reported));
  page.once('crash', () => {
    console.error('The browser page crashed.');
    exit(1);
  });
  return code;
};

const timeout = async (seconds: number): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000, undefined).unref();
  });

const saveScreenshot = async (page: Page): Promise<void> => {
  const file = process.env.FOLDER_REVIEW_TEST_SCREENSHOT;
  if (!file) return;
  mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file }).then(
    () => console.error(`What the window showed: ${file}`),
    (error) => console.error(`No screenshot: ${error}`),
  );
};

const runInCodeServer = async (
  options: ReturnType<typeof parse> & { extensionTestsPath: string },
  directories: ServerOptions,
): Promise<number> => {
  const workspaceTrust = process.env.FOLDER_REVIEW_TEST_TRUST === 'on';
  const server = await startCodeServer({ ...directories, workspaceTrust });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const workbenchLog: string[] = [];
    const exit = testsExit(page, workbenchLog);
    await page.goto(workbenchUrl(server, options));
    const seconds = Number(process.env.FOLDER_REVIEW_TEST_TIMEOUT) || 300;
    const code = await Promise.race([exit, server.ended, timeout(seconds)]);
    if (code === 0) return 0;
    await saveScreenshot(page);
    if (code === undefined) {
      const log = workbenchLog.join('\n');
      console.error(
        `No result within ${seconds} s.\nThe workbench's log:\n${log}\nThe server's log:\n${server.output()}`,
      );
    }
    return 1;
  } finally {
    await browser.close();
    await server.stop();
  }
};

const main = async (): Promise<number> => {
  const options = parse();
  const { userDataDir, extensionsDir, extensionTestsPath, vsix } = options;
  if (!userDataDir || !extensionsDir) throw new Error('--user-data-dir and --extensions-dir are needed.');
  if (vsix) {
    installVsix(vsix, { userDataDir, extensionsDir });
    return 0;
  }
  if (!extensionTestsPath) throw new Error('--extensionTestsPath is needed.');
  return runInCodeServer({ ...options, extensionTestsPath }, { userDataDir, extensionsDir });
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
