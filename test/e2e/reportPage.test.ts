import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/codeServer';
import { temporaryFolder } from './editor';
import { hostile, writePage } from './reportPages';

const screenshots = path.resolve(import.meta.dirname, 'screenshots');

describe('the report page in a browser', () => {
  let browser: Browser;
  /** Everything that a page asked for or complained of. */
  let heard: string[];

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(() => {
    heard = [];
  });

  async function openPage(file: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    page.on('requestfinished', (request) => heard.push(request.url()));
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(String(error)));
    await page.goto(pathToFileURL(file).href);
    await page.locator('details.row').first().waitFor();
    return page;
  }

  const findingsIn = (page: Page) => page.getByRole('search').first();
  const countIn = (page: Page) => page.locator('.range').first();

  it('shows names and texts of the run as text, and asks nobody for anything', async () => {
    const file = path.join(temporaryFolder(), 'report.html');
    await writePage(file, 120, 3);
    const page = await openPage(file);
    for (const text of hostile) {
      const shown = text.replaceAll('\u202e', '\\u{202E}').replaceAll('\u2067', '\\u{2067}').replaceAll('\n', '\\n');
      await findingsIn(page).getByRole('searchbox').fill(shown);
      const row = page.locator('details.row').first();
      assert.equal(await row.locator('.path').textContent(), shown);
      assert.equal(await row.locator('.title').textContent(), shown);
      await row.locator('summary').click();
      await row.locator('.diff').first().or(row.locator('.body')).first().waitFor();
      assert.ok((await row.locator('.explanation').textContent())?.includes(shown.split('\\n')[0] ?? ''));
    }
    assert.equal(await page.title(), 'folder · Folder Review');
    assert.deepEqual(heard, [pathToFileURL(file).href]);
    assert.equal(await page.locator('img, iframe, link, object').count(), 0);
    // What somebody could smuggle in all the same does not run.
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "owned"' }))`,
    );
    await page.evaluate(`document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/b.png' }))`);
    assert.equal(await page.title(), 'folder · Folder Review');
    assert.ok(
      heard.length === 3 && heard.slice(1).every((text) => /Content Security Policy/.test(text)),
      heard.join('\n'),
    );
    await page.close();
  });

  it('filters by severity, source, state and text, and leads from a file to its findings', async () => {
    const file = path.join(temporaryFolder(), 'report.html');
    await writePage(file, 120, 3);
    const page = await openPage(file);
    const filters = findingsIn(page);
    await countIn(page).getByText('1–100 of 351 findings').waitFor();
    await page.getByRole('button', { name: 'Next' }).first().click();
    await countIn(page).getByText('101–200 of 351 findings').waitFor();
    await filters.getByText('info 117').click();
    await filters.getByText('warning 117').click();
    await countIn(page).getByText('1–100 of 117 findings').waitFor();
    assert.deepEqual(await page.locator('details.row .badge:not(.error)').count(), 0);
    await filters.getByLabel('State').selectOption('=reverted');
    await filters.getByLabel('Source').selectOption('=eslint rule-12');
    await countIn(page).getByText('1 finding', { exact: true }).waitFor();
    await filters.getByLabel('Source').selectOption('');
    await filters.getByLabel('State').selectOption('=hidden');
    await filters.getByText('info 117').click();
    await filters.getByText('warning 117').click();
    await countIn(page).getByText('1 finding', { exact: true }).waitFor();
    await page.locator('details.row summary').click();
    await page.getByText('Hidden by a comment in its file', { exact: true }).waitFor();
    await filters.getByLabel('State').selectOption('');
    const ledger = page.getByRole('search').nth(1);
    await ledger.getByLabel('Status').selectOption('=skipped');
    await page.getByText('minified (its lines are very long)').first().waitFor();
    await ledger.getByLabel('Status').selectOption('');
    await ledger.getByRole('searchbox').fill('file40.ts');
    await page.getByRole('button', { name: '3 findings' }).click();
    await countIn(page).getByText('3 findings').waitFor();
    await page.close();
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`has its picture and its colours in a ${theme} theme`, async () => {
      const file = path.join(temporaryFolder(), 'report.html');
      await writePage(file, 150, 3);
      const page = await openPage(file, theme);
      await page.locator('details.row summary').nth(21).click();
      await page.screenshot({ path: path.join(screenshots, `report-${theme}.png`) });
      const canvas = page.locator('canvas');
      const said = await canvas.getAttribute('aria-label');
      assert.match(said ?? '', /^Timeline: .* 300 tries at files by 11 workers, 8 retries, 1 pause, 1 verification\.$/);
      await canvas.hover({ position: { x: 400, y: 100 } });
      await page
        .locator('.tip')
        .getByText(/src\/module/)
        .waitFor();
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      assert.equal(background, theme === 'dark' ? 'rgb(22, 25, 29)' : 'rgb(255, 255, 255)');
      // Lanes, bars in several colours, limits: not one colour on an empty ground.
      const colours = await page.evaluate(`(() => {
        const canvas = document.querySelector('canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const counts = new Map();
        for (let i = 0; i < data.length; i += 4) {
          const key = data[i] + ',' + data[i + 1] + ',' + data[i + 2] + ',' + data[i + 3];
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        return [...counts.values()].filter((count) => count > 400).length;
      })()`);
      assert.ok((colours as number) >= 7, String(colours));
      await page.close();
    });
  }

  it('is there at once with 10,000 files and 50,000 findings, and filters without a wait', async () => {
    const file = path.join(temporaryFolder(), 'report.html');
    await writePage(file, 10_000, 5);
    const page = await openPage(file);
    const painted = (await page.evaluate(
      `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
    )) as number;
    const times = (await page.evaluate(`(async () => {
      const field = document.querySelector('input[type=search]');
      const times = [];
      for (const text of ['m', 'module3', 'number 4', 'nothing like it', '']) {
        const start = performance.now();
        field.value = text;
        field.dispatchEvent(new Event('input'));
        times.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return times.sort((a, b) => a - b);
    })()`)) as number[];
    console.log(`      painted after ${Math.round(painted)} ms, filters ${times.map(Math.round).join(', ')} ms`);
    await countIn(page).getByText('1–100 of 49,000 findings').waitFor();
    // Twice of what a machine takes that has nothing else to do is still twice below what a person notices.
    assert.ok(painted < 1_000, `first paint after ${painted} ms`);
    assert.ok((times[2] ?? 0) < 100, `a filter takes ${times} ms`);
    await page.close();
  });
});
