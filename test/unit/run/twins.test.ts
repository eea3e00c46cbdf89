import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isAboutName } from '../../../src/core/run/twins';
import { reported } from '../fakes';

describe('what was found in a file that has a twin', () => {
  const about = (title: string, path: string, twin: string) => isAboutName([reported({ title })], path, twin);

  it('is about its name when that is not the twin’s, too', () => {
    assert.ok(about('src/billing.ts never closes the file', 'src/billing.ts', 'src/shipping.ts'));
    assert.ok(about('“billing.ts”: unused', 'src/billing.ts', 'src/shipping.ts'));
    assert.ok(about('The Billing module is unused.', 'src/billing.ts', 'src/shipping.ts'));
    assert.ok(about('The module billing is unused', 'billing/index.ts', 'shipping/index.ts'));
    assert.ok(about('Rename x.ts', 'x.ts', 'y.ts'));
    const fix = {
      kind: 'edits',
      anchoring: 'exact',
      edits: [{ start: 0, end: 0, newText: '// billing.ts\n' }],
    } as const;
    assert.ok(isAboutName([reported({ fix })], 'src/billing.ts', 'src/shipping.ts'));
    assert.ok(isAboutName([reported({ explanation: 'See billing.' })], 'src/billing.ts', 'src/shipping.ts'));
  });

  it('is not where both are called so, or nothing is', () => {
    assert.ok(!about('index.ts is empty', 'billing/index.ts', 'shipping/index.ts'));
    assert.ok(!about('A file is opened and never closed', 'src/a.ts', 'src/b.ts'));
    assert.ok(!about('A file in src', 'src/billing.ts', 'src/shipping.ts'));
  });
});
