import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

describe('CONTRIBUTING.md', () => {
  it('names only files and folders that are there', () => {
    const rooms = readdirSync(join(root, 'src')).filter((name) => !name.includes('.'));
    const paths = new RegExp(`\`((?:(src|test|media)|${rooms.join('|')})/[\\w./-]*\\w)`, 'g');
    const named = [...text.matchAll(paths)].map(([, path = '', top]) => (top ? path : `src/${path}`));
    assert.ok(named.length > 40);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });

  it('names only what stands in the files that it names', () => {
    const named = [...text.matchAll(/`(\w+)`\s+(?:of|in)\s+`((?:src|test)\/[\w./-]*\.\w+)`/g)];
    assert.ok(named.length > 5);
    assert.deepEqual(
      named
        .map(([, name = '', path = '']) => ({ name, path }))
        .filter(({ name, path }) => !new RegExp(`\\b${name}\\b`).test(readFileSync(join(root, path), 'utf8'))),
      [],
    );
  });

  it('names only commands that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });

  it('numbers the steps of each list in their order', () => {
    for (const section of text.split(/^#+ /m)) {
      const numbers = [...section.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => index + 1),
        section.split('\n')[0],
      );
    }
  });

  it('draws every room of the house, and of the core', () => {
    const roomsIn = (folder: string) =>
      readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [entry.name] : [],
      );
    const missing = [...roomsIn('src'), ...roomsIn('src/core')].filter((room) => !text.includes(`${room}/`));
    assert.deepEqual(missing, []);
  });
});
