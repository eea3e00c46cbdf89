import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { report, review, round } from './support';

const sizes = [200, 2_000];

/** How many changes of files a second, one in each file, with all that is kept on disk for each of them. */
export async function changes(folder: string): Promise<void> {
  for (const files of sizes) {
    const where = join(folder, String(files));
    mkdirSync(join(where, 'reviewed'), { recursive: true });
    for (let index = 0; index < files; index++) {
      const name = `value${index}`;
      const code = `const ${name} = [1, NaN];\nif (${name}[1] == NaN) {\n  console.log(${name});\n}\n`;
      writeFileSync(join(where, 'reviewed', `${name}.js`), code);
    }
    const { events, stderr } = await review(where, { flags: ['--apply', 'exact'] });
    const at = events.filter(({ type }) => type === 'proposal.applied').map((event) => event.at);
    if (at.length < files) {
      throw new Error(`Only ${at.length} of ${files} files were changed. ${stderr}`);
    }
    const seconds = ((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1_000;
    report('changes', { files, changes: at.length, changesPerSecond: round((at.length - 1) / seconds, 1) });
  }
}
