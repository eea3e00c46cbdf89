import assert from 'node:assert/strict';
import { Search } from '../../../src/core/neighbours/search';

type Surface = Awaited<ReturnType<ConstructorParameters<typeof Search>[3]>>;

describe('looking for what a file uses of others', () => {
  it('ends soon where each of many files offers all that the others have', async () => {
    const paths = Array.from({ length: 100 }, (_, index) => `d${index}/index.ts`);
    let resolved = 0;
    const rules = {
      resolve: (_from: string, { specifier, ...what }: { specifier: string }) => {
        resolved += 1;
        return [{ path: specifier, ...what }];
      },
    };
    const imports = paths.map((specifier) => ({ specifier, bindings: [], all: true, offered: true }));
    const surface = { signatures: [], withHidden: [], imports, rules } as unknown as Surface;
    const words = new Set(Array.from({ length: 100 }, (_, index) => `name${index}`));
    const search = new Search('a.ts', words, { has: () => true } as never, async () => surface);
    const bindings = [...words].map((local) => ({ imported: local, local }));
    await search.collect({ path: 'd0/index.ts', bindings, all: true });
    assert.ok(resolved <= 500, `${resolved} leads`);
    assert.deepEqual(search.found(), { files: [], leftOut: [{ kind: 'leads' }] });
  });
});
