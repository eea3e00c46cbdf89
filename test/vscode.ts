import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { startCodeServer, workbenchUrl, writeUserSettings } from './host/codeServer';
import { cacheFolder } from './setup.mjs';

/*
 * `npm run vscode [-- folder]`: the extension as it stands in the checkout, in VS Code, on a folder, by default the sample.
 * That is the desktop `code` where there is one, else code-server, whose address is printed.
 */

const root = path.resolve(import.meta.dirname, '..');

const openInDesktop = (folder: string): boolean => {
  const { error, status } = spawnSync('code', [`--extensionDevelopmentPath=${root}`, folder], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return error === undefined && status === 0;
};

const serve = async (folder: string): Promise<void> => {
  const setup = spawn(process.execPath, [path.join(root, 'test', 'setup.mjs'), 'editor'], { stdio: 'inherit' });
  const installed = await new Promise<boolean>((resolve) => setup.once('close', (code) => resolve(code === 0)));
  if (!installed) {
    process.exitCode = 1;
    return;
  }
  const userDataDir = path.join(cacheFolder, 'profile');
  if (!existsSync(userDataDir)) writeUserSettings(userDataDir);
  const server = await startCodeServer({ userDataDir, extensionsDir: path.join(userDataDir, 'extensions') });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.stop());
  console.log('VS Code with Folder Review, on this machine only, without a password:');
  console.log(`\n  ${workbenchUrl(server, { folder, extensionDevelopmentPath: root })}\n`);
  console.log('Ctrl+C ends it.');
  await server.ended;
};

const main = async (argument: string | undefined): Promise<void> => {
  const base = process.env.INIT_CWD ?? process.cwd();
  const folder = argument ? path.resolve(base, argument) : path.join(root, 'test', 'fixtures', 'sample');
  if (!openInDesktop(folder)) await serve(folder);
};

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
