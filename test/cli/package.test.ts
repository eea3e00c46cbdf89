import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';

const root = join(import.meta.dirname, '../..');

const packagedFiles = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/THIRD_PARTY_NOTICES.txt',
  'dist/analyzerProcess.js',
  'dist/analyzerWorker.js',
  'dist/analyzers.hash',
  'dist/analyzers.js',
  'dist/cli.js',
  'dist/extension.js',
  'dist/hashWorker.js',
  'dist/iconv-lite.js',
  'dist/journalWorker.js',
  'dist/picomatch-posix.js',
  'dist/programs.hash',
  'dist/reportPage.css',
  'dist/reportPage.js',
  'dist/rules.json',
  'dist/simple-git.js',
  'dist/wasm/ast-grep.wasm',
  'dist/wasm/ruff.wasm',
  'dist/wasm/tree-sitter-bash.wasm',
  'dist/wasm/tree-sitter-c.wasm',
  'dist/wasm/tree-sitter-c_sharp.wasm',
  'dist/wasm/tree-sitter-cpp.wasm',
  'dist/wasm/tree-sitter-css.wasm',
  'dist/wasm/tree-sitter-go.wasm',
  'dist/wasm/tree-sitter-html.wasm',
  'dist/wasm/tree-sitter-java.wasm',
  'dist/wasm/tree-sitter-javascript.wasm',
  'dist/wasm/tree-sitter-json.wasm',
  'dist/wasm/tree-sitter-kotlin.wasm',
  'dist/wasm/tree-sitter-lua.wasm',
  'dist/wasm/tree-sitter-php.wasm',
  'dist/wasm/tree-sitter-python.wasm',
  'dist/wasm/tree-sitter-ruby.wasm',
  'dist/wasm/tree-sitter-rust.wasm',
  'dist/wasm/tree-sitter-toml.wasm',
  'dist/wasm/tree-sitter-tsx.wasm',
  'dist/wasm/tree-sitter-typescript.wasm',
  'dist/wasm/tree-sitter-yaml.wasm',
  'dist/wasm/web-tree-sitter.wasm',
  'dist/yaml.js',
  'media/finding-error.svg',
  'media/finding-info.svg',
  'media/finding-warning.svg',
  'media/icon.png',
  'media/screenshot-dark.png',
  'media/screenshot-models-dark.png',
  'media/screenshot-report-dark.png',
  'media/screenshot-verified-dark.png',
  'media/screenshot-verifying-dark.png',
  'media/view.svg',
  'package.json',
];

/** Builds into `dist`, from which all other tests run: not beside them. */
describe('the package', () => {
  it('holds these files and no others', () => {
    const vsce = join(root, 'node_modules/.bin/vsce');
    const listed = execFileSync(vsce, ['ls', '--no-dependencies'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    assert.deepEqual(listed.trim().split('\n').sort(), packagedFiles);
  });

  it('is at most 12 MB, the extension’s own bundle 1 MB, and the worker, which starts without the analyzers, 300 KB', () => {
    const folder = mkdtempSync(join(tmpdir(), 'folder-review-package-'));
    try {
      const vsix = join(folder, 'folder-review.vsix');
      execFileSync('npm', ['run', '--silent', 'package', '--', '--out', vsix], { cwd: root, stdio: 'pipe' });
      assert.ok(statSync(vsix).size <= 12 * 1024 * 1024);
      assert.ok(statSync(join(root, 'dist/extension.js')).size <= 1024 * 1024);
      assert.ok(statSync(join(root, 'dist/analyzerWorker.js')).size <= 300 * 1024);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
