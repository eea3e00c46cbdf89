/**
 * `npx tsx test/long/anchoring.ts [--edits N] [--show] FOLDER…`: bends quotes of random lines of the files in folders in
 * every way that the anchoring of edits knows, and prints for each language, then for each way, how many edits found
 * their place, byte for byte, and how many another one. The exit code is 1 when any did.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { QuotedText } from '../../src/core/edits/quotedText';
import { toText } from '../../src/core/text/lines';
import { bends, type Ending, endingOf, type Hint, hints, meantIn } from '../unit/edits/foldedQuotes';

const languages: Readonly<Record<string, string>> = {
  ...{ '.js': 'JavaScript', '.mjs': 'JavaScript', '.ts': 'TypeScript', '.py': 'Python', '.go': 'Go', '.c': 'C' },
  ...{ '.cpp': 'C++', '.cc': 'C++', '.h': 'C', '.html': 'HTML', '.css': 'CSS', '.md': 'Markdown', '.yml': 'YAML' },
  ...{ '.yaml': 'YAML', '.sh': 'shell', '.json': 'JSON', '.java': 'Java', '.rs': 'Rust', '.rb': 'Ruby', '.php': 'PHP' },
};
const largestFile = 200_000;

/** A generator of numbers that gives the same ones every time (mulberry32, public domain). */
function drawing(seed: number): (max: number) => number {
  let state = seed;
  return (max) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * (max + 1));
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => languages[extname(path)] !== undefined && !path.split('/').includes('.git'))
    .map((path) => join(folder, path))
    .filter((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat?.isFile() && stat.size <= largestFile;
    })
    .sort();
}

type Counts = Record<Ending, number>;
const none = (): Counts => ({ found: 0, refused: 0, named: 0, wrong: 0 });

function row(name: string, hint: string, { found, refused, named, wrong }: Counts): string {
  const all = found + refused + named + wrong;
  const share = all === 0 ? '-' : `${((100 * found) / all).toFixed(1)} %`;
  return [
    name.padEnd(26),
    hint.padEnd(6),
    String(all).padStart(7),
    share.padStart(8),
    ...[named, wrong].map((count) => String(count).padStart(6)),
  ].join(' ');
}

function main(folders: readonly string[], edits: number, isShown: boolean): void {
  const draw = drawing(1);
  const byWay = new Map<string, Counts>();
  const byLanguage = new Map<string, { lines: number; counts: Counts }>();
  for (const path of folders.flatMap(filesIn)) {
    const text = new QuotedText(toText(readFileSync(path, 'utf8')).text);
    const language = languages[extname(path)] ?? '';
    const seen = byLanguage.get(language) ?? { lines: 0, counts: none() };
    byLanguage.set(language, { ...seen, lines: seen.lines + text.lines.count });
    for (let count = Math.min(edits, Math.ceil(text.lines.count / 10)); count > 0; count--) {
      const meant = meantIn(text, text.indentUnit ?? '  ', draw);
      for (const [name, bend] of meant ? Object.entries(bends) : []) {
        for (const hint of hints) {
          const end = meant && endingOf(text, meant, bend, hint, draw);
          if (end) {
            const key = `${name}\t${hint}`;
            const counts = byWay.get(key) ?? none();
            counts[end.ending] += 1;
            byWay.set(key, counts);
            seen.counts[end.ending] += 1;
            if (isShown && end.ending === 'wrong') {
              console.log(JSON.stringify({ path, name, hint, meant, ...end }, undefined, 1));
            }
          }
        }
      }
    }
  }
  console.log(`${'way'.padEnd(26)} hint     edits    found  named  wrong`);
  for (const name of Object.keys(bends)) {
    for (const hint of hints satisfies readonly Hint[]) {
      console.log(row(name, hint, byWay.get(`${name}\t${hint}`) ?? none()));
    }
  }
  for (const [language, { lines, counts }] of byLanguage) {
    console.log(row(language, String(lines), counts));
  }
  process.exitCode = [...byWay.values()].some(({ wrong }) => wrong > 0) ? 1 : 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { edits: { type: 'string', default: '20' }, show: { type: 'boolean', default: false } },
});
main(positionals, Number(values.edits), values.show);
