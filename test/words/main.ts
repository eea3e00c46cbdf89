import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ruleList } from '../precision/ruleList';
import { readManifest } from './manifest';
import { manifestWords } from './manifestWords';
import { wordsIn } from './wordsIn';

/*
 * `npm run words`: every title, explanation, state, command and message that a person may read, so that all of them can be
 * read in one go: those of the rules, those of the manifest, and those in the sources, each with where it stands.
 */

const root = resolve(import.meta.dirname, '../..');

const read = (path: string) => readFileSync(join(root, path), 'utf8');

function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${lines.join('\n')}\n\n`;
}

const rules = ruleList().rules.map(
  ({ analyzer, id, title, explanation }) => `${analyzer} ${id}: ${title}\n    ${explanation}`,
);
const manifest = manifestWords(readManifest());
const rooms = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .flatMap((file) => wordsIn(`src/${file}`, read(`src/${file}`)));

process.stdout.write(
  [
    section('Rules', rules),
    section(
      'Manifest',
      manifest.map(({ file, text }) => `${file}: ${text}`),
    ),
    section(
      'Sources',
      rooms.map(({ file, line, text }) => `${file}:${line}: ${text.replaceAll('\n', '\\n')}`),
    ),
  ].join(''),
);
