import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatBytes, skipByPathAndSize } from '../../../src/workspace/skipRules';

describe('the skip rules for names', () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    vendored: ['node_modules/a.js', 'web/vendor/a.go', '.venv/x.py', 'a/third_party/b/c.c', 'ios/Pods/a.m'],
    'lock file': ['package-lock.json', 'sub/Cargo.lock', 'go.sum', 'uv.lock', 'pnpm-lock.yaml'],
    minified: ['a.min.js', 'sub/style-min.css', 'a.MIN.mjs'],
    generated: [
      'a.pb.go',
      'a_pb2.py',
      'x.generated.ts',
      'Form.Designer.cs',
      'a.g.dart',
      'bundle.js.map',
      'a.test.ts.snap',
    ],
    none: [
      'vendor',
      'src/vendors/a.js',
      'block.ts',
      'a.lock',
      'min.js',
      'admin.js',
      'generated.ts',
      'map.js',
      'site.map',
    ],
  };
  for (const [reason, paths] of Object.entries(expected)) {
    for (const path of paths) {
      it(`${path}: ${reason}`, () => {
        assert.equal(skipByPathAndSize(path, 10, 100)?.reason ?? 'none', reason);
      });
    }
  }

  it('take a file of exactly the limit', () => {
    assert.equal(skipByPathAndSize('a', 100, 100), undefined);
    assert.equal(skipByPathAndSize('a', 101, 100)?.reason, 'too large');
  });
});

describe('formatBytes', () => {
  it('uses the unit that fits', () => {
    const shown = [0, 1, 1023, 1024, 1536, 262_144, 13_000_000, 52_428_800, 2 ** 40, 2 ** 51].map(formatBytes);
    assert.deepEqual(shown, [
      '0 B',
      '1 B',
      '1023 B',
      '1 KB',
      '1.5 KB',
      '256 KB',
      '12.4 MB',
      '50 MB',
      '1 TB',
      '2048 TB',
    ]);
  });
});
