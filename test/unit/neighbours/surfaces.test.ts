import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createImportFinder, createSurfaces } from '../../../src/core/neighbours/surfaces';
import type { ReadOutcome } from '../../../src/core/ports';
import { never } from '../endpoints/support';
import { snapshot } from '../reviewers/support';

/** Surfaces with room for about two of the files; those called `slow` are read when told. */
function surfacesOf() {
  const read: string[] = [];
  let goOn = () => {};
  const slow = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const sources = {
    read: async (path: string): Promise<ReadOutcome> => {
      read.push(path);
      await (path.startsWith('slow') && slow);
      return { kind: 'text', snapshot: snapshot(path, '') };
    },
    signatures: async () => [{ name: 'a', text: 'a'.repeat(4_000) }],
    importsOf: () => [],
  };
  return { surfaceOf: createSurfaces(sources, 10_000), read, goOn };
}

describe('what is remembered of imported files', () => {
  it('is read anew once the room for it was needed, the oldest first', async () => {
    const { surfaceOf, read } = surfacesOf();
    for (const path of ['a.ts', 'b.ts', 'b.ts', 'c.ts', 'b.ts', 'a.ts', 'c.ts']) {
      const { surface } = await surfaceOf(path, never);
      assert.equal(surface?.signatures.length, 1);
    }
    assert.deepEqual(read, ['a.ts', 'b.ts', 'c.ts', 'a.ts']);
  });

  it('takes no room where it was forgotten while it was read', async () => {
    const { surfaceOf, read, goOn } = surfacesOf();
    const slow = [surfaceOf('slow1.ts', never), surfaceOf('slow2.ts', never), surfaceOf('slow3.ts', never)];
    for (const path of ['a.ts', 'b.ts', 'c.ts']) {
      await surfaceOf(path, never);
    }
    goOn();
    await Promise.all(slow);
    await surfaceOf('d.ts', never);
    await surfaceOf('d.ts', never);
    await surfaceOf('c.ts', never);
    assert.deepEqual(
      read.filter((path) => !path.startsWith('slow')),
      ['a.ts', 'b.ts', 'c.ts', 'd.ts'],
    );
  });

  it('is what the text imports that is read, whatever was read at its path before', () => {
    const importsOf = createImportFinder();
    const specifiers = (text: string) => importsOf(snapshot('a.ts', text))?.map(({ specifier }) => specifier);
    assert.deepEqual(specifiers("import './b';"), ['./b']);
    assert.deepEqual(specifiers("import './c';"), ['./c']);
    assert.deepEqual(specifiers("import './b';"), ['./b']);
    const file = snapshot('a.ts', "import './d';");
    assert.equal(importsOf(file), importsOf({ ...file }));
    assert.equal(importsOf(snapshot('a.md', "import './b';")), undefined);
  });
});
