import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { temporaryFolder } from './editor';

/** What pictures of the editor for README and the walkthrough need. */

const root = path.resolve(import.meta.dirname, '../..');

/** A copy of the sample in a folder with a name that looks well. */
export const copySample = (): string => {
  const folder = path.join(temporaryFolder(), 'ledger');
  cpSync(path.join(root, 'test', 'fixtures', 'sample'), path.join(folder, 'sample'), { recursive: true });
  return folder;
};

/** Wide enough for the titles of findings. */
export const widenSideBar = async (page: Page, by = 110): Promise<void> => {
  const box = await page.locator('.part.sidebar').boundingBox();
  const x = (box?.x ?? 0) + (box?.width ?? 0) + 2;
  await page.mouse.move(x, 200);
  await page.mouse.down();
  await page.mouse.move(x + by, 200, { steps: 5 });
  await page.mouse.up();
};

/** Hides what only an editor in a browser has, and what comes and goes. */
export const calmDown = (page: Page): Promise<unknown> => {
  const names = ['host', 'forwardedPorts', 'workbench.keyboardLayout', 'languageStatus'];
  const items = names.map((name) => `[id='status.${name}']`);
  return page.addStyleTag({ content: `${items.join(', ')}, .editor .scrollbar .slider { display: none !important; }` });
};

/** Until the language server is through with the file: only then all of it has its colours. */
export const languageServer = async (page: Page): Promise<void> => {
  await page.locator("[id='status.languageStatus']").waitFor({ state: 'attached' });
  await page.getByRole('button', { name: /^(Initializing|Analyzing)/ }).waitFor({ state: 'hidden' });
};
