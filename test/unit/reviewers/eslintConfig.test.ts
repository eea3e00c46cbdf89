import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { switchedOff } from '../../../src/reviewers/analyzers/eslintConfig';
import type { FolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { scannedBy, scanningGrowth } from '../scanned';

function folderWith(path: string, text: string): FolderConfig {
  const file = { path, text };
  return {
    governing: (_, names) => (names.includes(path) ? [file] : []),
    unreadable: () => undefined,
    read: () => undefined,
  };
}

/** The rules about defects that a configuration switches off. */
function offIn(path: string, text: string): string[] {
  return [...switchedOff('a.js', folderWith(path, text)).keys()].filter((rule) => defects.includes(rule)).sort();
}

const defects = ['no-debugger', 'no-dupe-keys', 'no-self-assign', 'no-unreachable', 'use-isnan'];

describe('what a project switches off in ESLint', () => {
  it('is what each object of a flat configuration says that is for all files', () => {
    const text = `export default defineConfig([
  js.configs.recommended,
  { rules: { 'no-self-assign': 'off', "use-isnan": ["error"] } },
  { files: ['**/*.test.ts', 'test/**'], rules: { 'use-isnan': 'off' } },
  { files: ["**/*.{js,ts}"], rules: { 'no-dupe-keys': ['off', { a: 1 }], } },
  { rules: { 'no-debugger': 0 }, files: [testFiles] },
  { files: tests, rules: { 'no-debugger': 0 } },
  { name: 'all', ignores: ['test/**'], rules: { '@typescript-eslint/no-unreachable': 'off' } },
]);`;
    assert.deepEqual(offIn('eslint.config.mjs', text), ['no-dupe-keys', 'no-self-assign', 'no-unreachable']);
  });

  it('is nothing that stands in an object for some files, however deep', () => {
    const inner = "{ rules: { 'use-isnan': 'off' } }";
    for (const text of [
      `[{ files: ['test/**'], extends: [${inner}] }]`,
      `[{ extends: [${inner}], files: ['test/**'] }]`,
      `[{ files: 'a.js', languageOptions: { globals: {} }, extends: [{ files: ['**/*'], extends: [${inner}] }] }]`,
      `[{ files: ['**/*.[jt]s.snap', 'b.{js,ts}'], extends: [${inner}] }]`,
      `[{ files: ['test/**'], extends: [${inner}]`,
      `module.exports = { overrides: [{ "files": ["*.spec.js"], "rules": { "use-isnan": 0 } }] }`,
    ]) {
      assert.deepEqual(offIn('eslint.config.js', text), [], text);
    }
    for (const text of [
      `[${inner}, { files: ['test/**'] }]`,
      `[{ files: ['**/*'], extends: [${inner}] }]`,
      `[{ files: ['**/*.[jt]s'], extends: [${inner}] }]`,
      `[{ settings: { files: ['test/**'] }, extends: [${inner}] }]`,
      `function make(files: string[]) { return 1 }\n[${inner}]`,
      `[{ files: ['test/**'], rules: { '}': 1, "a{": 2, ${'`\n}`'}: 3 /* } */ } }, ${inner}]`,
    ]) {
      assert.deepEqual(offIn('eslint.config.ts', text), ['use-isnan'], text);
    }
  });

  it('is nothing that is only said in a comment or a string', () => {
    for (const text of [
      "// 'use-isnan': 'off'",
      "/* why\n 'use-isnan': 'off'\n*/",
      "const a = 1; // 'use-isnan': 'off'",
      'const a = "set use-isnan: 0 where you need it";',
      "const a = `\n'use-isnan': 'off'\n`;",
      "const a = 'it\\'s use-isnan: 0';",
      "const a = { 'a/use-isnan': 'off', 'x-use-isnan': 0, xuse-isnan: 0, 'use-isnan': 0.5, 'use-isnan': 'offset' };",
    ]) {
      assert.deepEqual(offIn('.eslintrc.cjs', text), [], text);
    }
    assert.deepEqual(offIn('.eslintrc.cjs', "a('**/*', 'https://b'); c = { 'use-isnan': 'off' } // 'no-debugger': 0"), [
      'use-isnan',
    ]);
  });

  it('is read from data as what it is', () => {
    const json = `{ // for all
      "overrides": [
        { "files": ["*.spec.js"], "rules": { "use-isnan": "off" } },
        { "files": "**/*.js", "rules": { "no-dupe-keys": 0 } },
        { "rules": { "no-unreachable": 0 } }
      ],
      "rules": { "no-self-assign": ["off", { "a": "}" }], /* "no-debugger": 0, */ },
    }`;
    for (const name of ['.eslintrc.json', '.eslintrc', '.oxlintrc.json']) {
      assert.deepEqual(offIn(name, json), ['no-dupe-keys', 'no-self-assign'], name);
    }
    assert.deepEqual(offIn('.eslintrc', `// Comment\n${json}`), ['no-dupe-keys', 'no-self-assign']);
    const yaml = `overrides:
  - files: test/*.js # some
    rules: { use-isnan: off }
  - files: ["**/*"]
    rules:
      no-dupe-keys: [0]
rules:
  "no-self-assign": "off"
  "@typescript-eslint/no-unreachable": 0
#  no-debugger: off
`;
    for (const name of ['.eslintrc.yaml', '.eslintrc.yml', '.eslintrc']) {
      assert.deepEqual(offIn(name, yaml), ['no-dupe-keys', 'no-self-assign', 'no-unreachable'], name);
    }
    assert.deepEqual(offIn('.eslintrc.json', '{ "rules": { "use-isnan": 0 }'), []);
  });

  it('is in a package.json what that says of ESLint, on whatever lines', () => {
    const isStyle = (text: string) => switchedOff('a.js', folderWith('package.json', text)).has('no-unused-vars');
    for (const key of ['eslintConfig', 'xo']) {
      const text = JSON.stringify({ name: 'a', [key]: { rules: { 'use-isnan': 0 } } });
      assert.deepEqual([offIn('package.json', text), isStyle(text)], [['use-isnan'], true], key);
    }
    for (const text of ['{ "rules": { "use-isnan": 0 }, "a": { "eslintConfig": {} } }', '{', '[]']) {
      assert.deepEqual([offIn('package.json', text), isStyle(text)], [[], false], text);
    }
  });

  it('is looked for in proportion to the configuration, and once', () => {
    const off = "'use-isnan': 'off', ";
    for (const text of [off, `{ ${off}`, `{ files: [a], ${off}`, `${off} } `, `{ ${off} } `]) {
      const growth = scanningGrowth((size) => () => offIn('eslint.config.js', text.repeat(size)), 300);
      assert.ok(growth < 15, `${growth} times the work for ${text}`);
    }
    for (const name of ['eslint.config.js', '.eslintrc.json', 'package.json']) {
      const folder = folderWith(
        name,
        `{ "eslintConfig": {}, "rules": { "use-isnan": 0 }, "a": "${'a'.repeat(99_999)}" }`,
      );
      switchedOff('a.js', folder);
      assert.ok(scannedBy(() => switchedOff('b.js', folder)) < 10_000, name);
    }
  });

  it('stands odd input', () => {
    const parts = [
      '{',
      '}',
      '[',
      'files: [',
      "files: ['",
      "'",
      '"',
      '`',
      "\\'",
      '\\`',
      '\\',
      '/*',
      '/',
      'a-',
      '"a": [',
    ];
    for (const part of [
      ...parts,
      'files',
      'a: ',
      ' ',
      '\n',
      "{files: ['",
      "'a': 'off",
      '@',
      'a',
      "files: ['a',",
      ':',
    ]) {
      for (const text of [part.repeat(Math.ceil(1_000_000 / part.length)), `${part}${'{ '.repeat(99_999)}`]) {
        assert.deepEqual(offIn('eslint.config.js', text), [], part);
      }
    }
  });
});
