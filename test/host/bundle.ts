import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Begins every line that the extension host prints, to tell it from the workbench's own log. */
export const hostMark = '[host] ';

/**
 * The module the editor loads. It changes the console before mocha remembers what it finds there (the extension host's
 * own properties ignore assignments), and turns source maps on before the bundle is compiled.
 */
const entry = `
process.setSourceMapsEnabled(true);
const { format } = require('node:util');
for (const method of ['log', 'info', 'warn', 'error', 'debug']) {
  const print = console[method].bind(console);
  const value = (...args) => print(format(...args).replace(/^/gm, ${JSON.stringify(hostMark)}));
  Object.defineProperty(console, method, { value, configurable: true });
}
module.exports = require('./tests.cjs');
`;

/** Runs in the extension host: mocha, and the test files loaded once its globals are there. */
const runner = (files: readonly string[]): string => `
import Mocha from 'mocha';
import { findSourceMap } from 'node:module';
import { noteFailed } from './test/failures';
export const run = () => new Promise((resolve, reject) => {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, retries: 1, color: process.env.FOLDER_REVIEW_TEST_COLOR === 'on' });
  if (process.env.FOLDER_REVIEW_TEST_GREP) mocha.grep(process.env.FOLDER_REVIEW_TEST_GREP);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  ${files.map((file) => `require(${JSON.stringify(file)});`).join('\n  ')}
  const runner = mocha.run((failures) => failures === 0 ? resolve() : reject(new Error(failures + ' failed')));
  runner.on('fail', (test, error) => {
    error.stack = inSources(error.stack);
    noteFailed('test/host', test.fullTitle(), error);
  });
  runner.on('retry', (test, error) => console.log('    tried again: ' + test.fullTitle() + ': ' + inSources(error.stack)));
});
// By hand: the extension host has a say in how stacks are written, which keeps Node from doing it.
const inSources = (stack = '') => stack.replace(/[^\\s(]+tests\\.cjs:(\\d+):(\\d+)/g, (place, line, column) => {
  const { originalSource, originalLine } = findSourceMap(__filename)?.findEntry(line - 1, column - 1) ?? {};
  return originalSource ? originalSource.replace('file://', '') + ':' + (originalLine + 1) : place;
});
`;

/** The extension runs in the same host as what the tests make of its parts, and there only one can have the files of a scheme. */
const ownScheme: Plugin = {
  name: 'own scheme',
  setup({ onLoad }) {
    onLoad({ filter: /src\/vscode\/ids\.ts$/ }, ({ path: file }) => {
      const declared = "previewScheme = 'folder-review'";
      const [before, after] = readFileSync(file, 'utf8').split(declared);
      assert.ok(before !== undefined && after !== undefined, declared);
      return { contents: `${before}previewScheme = 'folder-review-tested'${after}`, loader: 'ts' };
    });
  },
};

/**
 * Bundles test files and a mocha that runs them into one CommonJS module for `extensionTestsPath`.
 * Returns its path, in a new folder below `node_modules`, from where the module finds mocha.
 */
export const bundleTests = async (root: string, files: readonly string[]): Promise<string> => {
  const cache = path.join(root, 'node_modules', '.cache', 'folder-review-test');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'host-'));
  await build({
    stdin: { contents: runner(files), resolveDir: root, sourcefile: 'runner.js' },
    outfile: path.join(folder, 'tests.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    // Its other build asks for its parts in a way that no bundle can follow.
    alias: { 'jsonc-parser': path.join(root, 'node_modules', 'jsonc-parser', 'lib', 'esm', 'main.js') },
    plugins: [ownScheme],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  // What the extension reads from beside its own bundle.
  const built = path.join(root, 'dist');
  for (const name of readdirSync(built)) symlinkSync(path.join(built, name), path.join(folder, name));
  const entryFile = path.join(folder, 'index.cjs');
  writeFileSync(entryFile, entry);
  return entryFile;
};
