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
  'dist/chatTools.js',
  'dist/cli.js',
  'dist/dataloader.js',
  'dist/extension.js',
  'dist/folder-review.schema.json',
  'dist/hashWorker.js',
  'dist/iconv-lite.js',
  'dist/ignore.js',
  'dist/journalWorker.js',
  'dist/jsonc-parser.js',
  'dist/mcp.js',
  'dist/picomatch-posix.js',
  'dist/programs.hash',
  'dist/protectedPaths.js',
  'dist/readOutput.js',
  'dist/replies.js',
  'dist/reportPage.css',
  'dist/reportPage.js',
  'dist/reports.js',
  'dist/riskCheck.js',
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
  'l10n/bundle.l10n.de.json',
  'l10n/bundle.l10n.json',
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
  ...['apply', 'model', 'review', 'verify'].flatMap((step) => [
    `media/walkthrough-${step}-dark.png`,
    `media/walkthrough-${step}-light.png`,
  ]),
  'media/walkthrough-command-line.md',
  'media/walkthrough-command-line.nls.de.md',
  'package.json',
  'package.nls.de.json',
  'package.nls.json',
];

/** Builds into `dist`, from which all other tests run: not beside them. */
describe('the package', () => {
  it('holds these files and no others', () => {
    const vsce = join(root, 'node_modules/.bin/vsce');
    const listed = execFileSync(vsce, ['ls', '--no-dependencies'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    assert.deepEqual(listed.trim().split('\n').sort(), packagedFiles.toSorted());
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
