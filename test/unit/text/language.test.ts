import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { languageOf } from '../../../src/core/text/language';

describe('languageOf', () => {
  const expected: readonly (readonly [string, string])[] = [
    ['src/a.ts', 'typescript'],
    ['src/App.TSX', 'typescriptreact'],
    ['a.d.ts', 'typescript'],
    ['x.py', 'python'],
    ['x.h', 'cpp'],
    ['x.c', 'c'],
    ['x.js.map', 'json'],
    ['Makefile', 'makefile'],
    ['sub/CMakeLists.txt', 'cmake'],
    ['Dockerfile.dev', 'dockerfile'],
    ['.env.local', 'dotenv'],
    ['.vscode/settings.json', 'jsonc'],
    ['packages/a/tsconfig.build.json', 'jsonc'],
    ['package.json', 'json'],
    ['tools/pyrightconfig.json', 'jsonc'],
    ['tsconfig-base.json', 'jsonc'],
    ['config/api-extractor.json', 'jsonc'],
    ['src/appsettings.Development.json', 'jsonc'],
    ['common/config/rush/command-line.json', 'jsonc'],
    ['.zed/settings.json', 'jsonc'],
    ['Main.sublime-menu', 'jsonc'],
    ['turbo.json', 'jsonc'],
    ['settings.json', 'json'],
    ['myconfig.json', 'json'],
    ['.github/workflows/ci.yml', 'yaml'],
    ['notes.txt', 'plaintext'],
    ['LICENSE', 'plaintext'],
    ['a.b/c', 'plaintext'],
    ['constructor', 'plaintext'],
    ['', 'plaintext'],
  ];
  for (const [path, language] of expected) {
    it(`takes ${JSON.stringify(path)} for ${language}`, () => {
      assert.equal(languageOf(path), language);
    });
  }
});
