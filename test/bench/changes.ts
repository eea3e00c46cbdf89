import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { report, review, round } from './support';

const sizes = [200, 2_000];
/** More findings of one analyzer are not kept for a file. */
const sizesOfOne = [100, 1_000];
const [, linesAltogether = 0] = sizesOfOne;

const codeOf = (name: string) => `const ${name} = [1, NaN];\nif (${name}[1] == NaN) {\n  console.log(${name});\n}\n`;

/** How many changes of files a second, with all that is kept on disk for each: one in each file, and all in one file. */
export async function changes(folder: string): Promise<void> {
  for (const files of sizes) {
    const names = Array.from({ length: files }, (_, index) => `value${index}`);
    const texts = Object.fromEntries(names.map((name) => [`${name}.js`, codeOf(name)]));
    await applyAll('changes', join(folder, String(files)), texts, files);
  }
  for (const count of sizesOfOne) {
    const lines = Array.from({ length: linesAltogether }, (_, index) =>
      index < count ? `if (value == NaN) { report(${index}); }` : `report(${index});`,
    );
    await applyAll('changes of one file', join(folder, `one ${count}`), { 'one.js': `${lines.join('\n')}\n` }, count);
  }
}

async function applyAll(name: string, where: string, texts: Record<string, string>, expected: number): Promise<void> {
  mkdirSync(join(where, 'reviewed'), { recursive: true });
  for (const [file, text] of Object.entries(texts)) {
    writeFileSync(join(where, 'reviewed', file), text);
  }
  const { events, stderr } = await review(where, { flags: ['--apply', 'exact'] });
  const at = events.filter(({ type }) => type === 'proposal.applied').map((event) => event.at);
  if (at.length < expected) {
    throw new Error(`Only ${at.length} of ${expected} changes were made. ${stderr}`);
  }
  const seconds = ((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1_000;
  const files = Object.keys(texts).length;
  report(name, { files, changes: at.length, changesPerSecond: round((at.length - 1) / seconds, 1) });
}
