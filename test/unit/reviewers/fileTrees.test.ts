import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { Parser } from 'web-tree-sitter';
import { analyzers, createFileAnalysis } from '../../../src/reviewers/analyzers/analyzers';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { sources } from './sources';
import { buildWorker, snapshot, wasmFolder } from './support';

describe('the tree of a file', () => {
  before(buildWorker);

  it('is parsed once for all that look at it, and freed', async () => {
    const parse = Parser.prototype.parse;
    const parsed: string[] = [];
    const living = new Set<object>();
    Parser.prototype.parse = function (...asked) {
      const tree = parse.apply(this, asked);
      parsed.push(String(asked[0]));
      if (tree) {
        living.add(tree);
        const free = tree.delete.bind(tree);
        tree.delete = () => {
          living.delete(tree);
          free();
        };
      }
      return tree;
    };
    try {
      const analyze = createFileAnalysis(analyzers, createFolderConfig(join(wasmFolder, 'none')), { wasmFolder });
      const texts: Readonly<Record<string, string>> = {
        'a.go': 'package a\n\nfunc f() {\n\tdefer m.Lock()\n\tdefer m.Unlock()\n}\n',
        'a.c': 'void f(char *s, int n) {\n  memset(s, n, 0);\n  if (n == n) { free(s); }\n}\n',
        'a.ts': 'export const a = ["1"].map(parseInt);\n',
        ...sources,
      };
      for (const [path, text] of Object.entries(texts)) {
        const { failures } = await analyze(snapshot(path, text), true);
        assert.deepEqual(failures, [], path);
        assert.ok(parsed.filter((one) => one === text).length <= 1, path);
      }
      assert.ok(parsed.includes(texts['a.go'] ?? ''));
      assert.ok(parsed.includes(texts['a.c'] ?? ''));
      const files = new Set(Object.values(texts));
      assert.deepEqual(
        [...living].filter((tree) => files.has((tree as { rootNode: { text: string } }).rootNode.text)),
        [],
      );
    } finally {
      Parser.prototype.parse = parse;
    }
  });
});
