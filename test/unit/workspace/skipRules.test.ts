import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatBytes } from '../../../src/core/text/formatBytes';
import { skipByPathAndSize, skipByText } from '../../../src/workspace/skipRules';

describe('the skip rules for names', () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    'lock file': ['package-lock.json', 'sub/Cargo.lock', 'go.sum', 'uv.lock', 'pnpm-lock.yaml'],
    notebook: ['a.ipynb', 'sub/B.IPYNB'],
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
        assert.equal(skipByPathAndSize(path, 10, { maxFileSize: 100 })?.reason ?? 'none', reason);
      });
    }
  }

  it('let pass what is to be reviewed, too, but for another reason', () => {
    const wanted = { maxFileSize: 100, alsoReview: ['generated'] } as const;
    assert.equal(skipByPathAndSize('a.pb.go', 10, wanted), undefined);
    assert.equal(skipByPathAndSize('a.pb.go', 101, wanted)?.reason, 'too large');
    assert.equal(skipByPathAndSize('a.min.js', 10, wanted)?.reason, 'minified');
  });

  it('take a file of exactly the limit', () => {
    assert.equal(skipByPathAndSize('a', 100, { maxFileSize: 100 }), undefined);
    assert.equal(skipByPathAndSize('a', 101, { maxFileSize: 100 })?.reason, 'too large');
  });
});

describe('long lines', () => {
  const reasonOf = (text: string, path = 'a.js') => skipByText(text, path, {})?.message;
  const code = `${'  return call(argument, other);\n'.repeat(200)}`;

  it('make a file minified when they hold most of it', () => {
    assert.match(reasonOf(`${code}${'x'.repeat(40_000)}\n`) ?? '', /^\d+ % of it stands in lines of more than 1000/);
    assert.match(reasonOf(`${'x'.repeat(501)}\n`.repeat(3)) ?? '', /on average/);
  });

  it('do not when a person has one of them among their own', () => {
    assert.equal(reasonOf(`${code}const table = '${'x'.repeat(8_000)}';\n`), undefined);
    assert.match(reasonOf(`${code.repeat(20)}${'x'.repeat(60_000)}\n`) ?? '', /a line has 60000 characters/);
  });

  it('are paragraphs in a document', () => {
    const paragraph = `${'many words make a paragraph '.repeat(40)}\n\n`;
    assert.equal(reasonOf(paragraph.repeat(5), 'a.md'), undefined);
    assert.match(reasonOf(paragraph.repeat(5), 'a.js') ?? '', /on average/);
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
