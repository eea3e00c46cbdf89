import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type AnalysisService, createAnalysisService } from '../../../src/reviewers/local';
import { buildWorker, context, dist, snapshot, withFolder } from './support';

/** Of a folder that has nothing else. */
let service: AnalysisService;

/** Who looked at a file, as the worker says, and who did not and why: "eslint: eslint.config.js", "syntax: Flow". */
async function looksAt(path: string, text: string, others?: Readonly<Record<string, string>>) {
  if (others === undefined) {
    return looksBy(service, path, text);
  }
  return withFolder(others, async (folder) => {
    const beside = createAnalysisService({ dist, folder, threads: 1 });
    try {
      return await looksBy(beside, path, text);
    } finally {
      await beside.dispose();
    }
  });
}

/** What they did otherwise than usual, by their names. */
async function limitsOn(path: string, text: string, others: Readonly<Record<string, string>> = {}) {
  return withFolder(others, async (folder) => {
    const beside = createAnalysisService({ dist, folder, threads: 1 });
    try {
      const outcome = await beside.reviewer.review(snapshot(path, text), context());
      assert.equal(outcome.kind, 'reviewed');
      return outcome.looks.limits ?? {};
    } finally {
      await beside.dispose();
    }
  });
}

async function looksBy({ reviewer }: AnalysisService, path: string, text: string) {
  const outcome = await reviewer.review(snapshot(path, text), context());
  assert.equal(outcome.kind, 'reviewed');
  const { analyzers, withheld = [] } = outcome.looks;
  return {
    analyzers,
    withheld: withheld.map(({ analyzer, because }) => {
      const why = because.kind === 'configuration' ? because.file : because.kind === 'dialect' && because.name;
      return `${analyzer}: ${why}`;
    }),
  };
}

describe('who looked at a file, as the worker says', () => {
  before(() => {
    buildWorker();
    service = createAnalysisService({ dist, folder: '/nowhere', threads: 1 });
  });
  after(() => service.dispose());

  it('is the text checks alone where no analyzer knows the language', async () => {
    assert.deepEqual(await looksAt('Dockerfile', 'FROM scratch\n'), { analyzers: ['text'], withheld: [] });
    assert.deepEqual(await looksAt('a.sql', 'SELECT 1;\n'), { analyzers: ['text'], withheld: [] });
  });

  it('is every analyzer that looked, sorted', async () => {
    const javascript = await looksAt('a.js', 'export const a = 1;\n');
    assert.deepEqual(javascript, { analyzers: ['ast-grep', 'eslint', 'text'], withheld: [] });
    assert.deepEqual((await looksAt('a.py', 'a = 1\n')).analyzers, ['ast-grep', 'ruff', 'text']);
    assert.deepEqual((await looksAt('a.md', '# A\n')).analyzers, ['markdownlint', 'text']);
  });

  it('is not ESLint where the file is in something that it does not read', async () => {
    const flow = await looksAt('a.js', '// @flow\nconst a: number = 1;\n');
    assert.deepEqual(flow, { analyzers: ['ast-grep', 'text'], withheld: ['eslint: Flow'] });
    const untold = await looksAt('b.js', 'import type { A } from "a";\nexport const b = (c: A): number => c.d;\n');
    assert.deepEqual(untold, { analyzers: ['ast-grep', 'text'], withheld: ['eslint: Flow'] });
    const adobe = await looksAt('h.jsx', '#target photoshop\n#include "b.jsx"\nalert(c);\n');
    assert.ok(adobe.withheld.includes('eslint: ExtendScript'));
    for (const [path, text] of [
      ['c.js', 'const a = <%= b %>;\n'],
      ['d.ts', '{% if a %}\nconst b: number = 1;\n{% endif %}\n'],
    ] as const) {
      const template = await looksAt(path, text);
      assert.ok(template.withheld.includes('eslint: templates'), path);
      assert.ok(!template.analyzers.includes('eslint'), path);
    }
    const object = '// Read by eval.\n/* As the server wants it. */\n{\n  port: 8125\n, host: "localhost"\n}\n';
    assert.ok((await looksAt('f.js', object)).withheld.includes('eslint: an object without a name'));
    assert.ok((await looksAt('f.js', '{\n  port: 8125,\n  host: \n}\n')).analyzers.includes('eslint'), 'broken');
    const qml = '.pragma library\n\nfunction f() { return 1 }\n';
    assert.ok((await looksAt('g.js', qml)).withheld.includes('eslint: QML'));
    for (const [text, name] of [
      ['const a = {{ .Values.b }};\n{{if c}} d {{end}}\n', 'templates'],
      ['var a = {{#each b}}{{> c}}{{/each}};\n', 'templates'],
      ['var a = @PREFIX@;\n', 'templates'],
      ['var a = [% b %];\n', 'templates'],
      ['var a = <?= b ?>;\n', 'templates'],
      ['#ifdef A\nvar a = 1;\n#else\nvar a = 2;\n#endif\n', 'scripts for a preprocessor'],
      ['<!DOCTYPE html>\n<html></html>\n', 'pages'],
    ] as const) {
      assert.ok((await looksAt('i.js', text)).withheld.includes(`eslint: ${name}`), text);
    }
    const jsx = await looksAt('j.jsx', 'const a = <p style={{ color: b }} c={{ d }}>;\n');
    assert.ok(jsx.analyzers.includes('eslint'), 'braces of JSX are no placeholders');
    const named = await looksAt('e.js', 'const a = "<% b %>";\n');
    assert.ok(named.analyzers.includes('eslint'), 'what is JavaScript all the same is read');
  });

  it('is not Ruff where Python is still to be made from a template', async () => {
    for (const mark of ['{% if a %}', 'import {{ cookiecutter.b }}']) {
      const { analyzers, withheld } = await looksAt('a.py', `import os\n${mark}\nprint(c)\n`);
      assert.deepEqual([analyzers.includes('ruff'), withheld], [false, ['ruff: templates']], mark);
    }
    const named = await looksAt('b.py', 'a = "{% if b %}"\n');
    assert.ok(named.analyzers.includes('ruff'), 'what is Python all the same is read');
    const excluded = await looksAt('gen/a.py', '{% if a %}\n', { 'ruff.toml': 'exclude = ["gen"]\n' });
    assert.deepEqual(excluded.withheld, ['ruff: ruff.toml']);
  });

  it('is told of those that could not read all of a file', async () => {
    const unreadBy = async (...words: Parameters<typeof limitsOn>) => Object.keys(await limitsOn(...words));
    const project = { 'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n' };
    assert.deepEqual(await unreadBy('a.py', 'print "a"\nb(c)\n', project), ['ruff']);
    assert.deepEqual(await unreadBy('a.py', 'print("a")\n', project), []);
    const page = (body: string) => `<!DOCTYPE html>\n<html lang="en"><body>\n${body}\n</body></html>\n`;
    assert.deepEqual(await unreadBy('a.html', page('<p class="a""b>c</p>')), ['html-validate']);
    assert.deepEqual(await unreadBy('a.html', page('<p class="a">c</p>')), []);
    const query = 'func (a *A) b(c string) {\n\ta.db.Query("SELECT d FROM e WHERE f = \'" + c + "\'")\n}\n';
    assert.deepEqual(await unreadBy('a.go', `package a\n\n${query}`), []);
    assert.deepEqual(await unreadBy('a.go', `package a\n\n${query}\nfunc d( {\n`), ['ast-grep']);
  });

  it('is told with the rules that were not looked for in a file, or by the word of a configuration alone', async () => {
    assert.deepEqual(await limitsOn('a.py', 'a = 1\n'), {});
    const { ruff } = await limitsOn('a.pyi', 'a: int\n');
    assert.ok(ruff?.off?.includes('F821') && !ruff.off.includes('F632'));
    assert.deepEqual((await limitsOn('b.py', 'import machine\n')).ruff?.off?.toSorted(), ['PLE1142', 'RUF006']);
    const markdown = (settings: object) =>
      limitsOn('a.md', '# A\n', { '.markdownlint.json': JSON.stringify(settings) });
    assert.deepEqual(await markdown({ MD001: false }), {});
    assert.deepEqual(await markdown({ default: false, MD013: true, md033: {} }), {
      markdownlint: { on: ['MD013', 'MD033'] },
    });
    assert.deepEqual(await markdown({ 'line-length': true }), { markdownlint: { on: ['*'] } });
    assert.deepEqual(await markdown({ default: true, MD013: false }), {});
    assert.deepEqual(await markdown({ default: true, MD013: {} }), { markdownlint: { on: ['MD013'] } });
    assert.deepEqual(await limitsOn('a.h', 'struct a {\n  int b;\n};\n'), { 'ast-grep': { language: 'c' } });
    assert.deepEqual(await limitsOn('b.h', 'class A {\n  int b;\n};\n'), {});
  });

  it('is the text checks alone where a file has the ending of a program and is settings or a template', async () => {
    const settings =
      '# Read at the start.\n[styling]\n; Colours\ndefault=default\nword=keyword_1\n\n[keywords=C]\nall=a b c\n';
    for (const path of [
      'filetypes.lua',
      'filetypes.py',
      'filetypes.java',
      'filetypes.css',
      'filetypes.js',
      'filetypes.yaml',
    ]) {
      const { analyzers, withheld } = await looksAt(path, settings);
      assert.deepEqual(analyzers, ['text'], path);
      assert.ok(withheld.length > 0 && withheld.every((one) => one.endsWith(': INI files')), path);
    }
    for (const [path, text, name] of [
      ['gprof2dot.py', "#!/usr/bin/env ruby\nload Gem.bin_path('a', 'b')\n", 'Ruby'],
      ['build.js', '#!/usr/bin/env python3\nprint("a")\n', 'Python'],
      ['start.sh', '#!/usr/bin/env node\nrun();\n', 'JavaScript'],
    ] as const) {
      const { analyzers, withheld } = await looksAt(path, text);
      assert.deepEqual(analyzers, ['text'], path);
      assert.ok(withheld.length > 0 && withheld.every((one) => one.endsWith(`: ${name}`)), path);
    }
    const header = '{fileheader}\n\npublic class {untitled} {\n}\n';
    for (const [path, text] of [
      ['main.java', header],
      ['main.py', `#!/usr/bin/env python3\n#\n${header}`],
      ['file.php', `<?php\n${header}`],
    ] as const) {
      const { analyzers, withheld } = await looksAt(path, text);
      assert.deepEqual(analyzers, ['text'], path);
      assert.ok(withheld.length > 0 && withheld.every((one) => one.endsWith(': templates')), path);
    }
    for (const [path, text] of [
      ['a.lua', '-- A\nlocal a = {}\na.b = 1\n'],
      ['a.py', '#!/bin/sh\n"exec" "python3" "$0"\n'],
      ['a.py', '#!/usr/bin/env -S uv run --script\nprint("a")\n'],
      ['a.mjs', '#!/usr/bin/env bun\nrun();\n'],
      ['a.js', '[a]\nb = 1;\nc = 2;\n'],
      ['a.py', '[a]\nb = 1\nif b:\n    c = 2\n'],
      ['a.cs', '[assembly: A]\nclass B { int c = 1; }\n'],
      ['b.py', 'a = 1\n{a}\n'],
      ['a.toml', '[a]\nb = 1\n'],
    ] as const) {
      const { analyzers, withheld } = await looksAt(path, text);
      assert.ok(analyzers.length > 1 && withheld.length === 0, path);
    }
  });

  it('is not one that a configuration keeps silent, which is said', async () => {
    const off = '{ "default": false }';
    const markdown = await looksAt('docs/a.md', '# A\n', { 'docs/.markdownlint.json': off });
    assert.deepEqual(markdown, { analyzers: ['text'], withheld: ['markdownlint: docs/.markdownlint.json'] });
    const excluded = await looksAt('gen/a.py', 'a = 1\n', { 'ruff.toml': 'exclude = ["gen"]\n' });
    assert.deepEqual(excluded, { analyzers: ['ast-grep', 'text'], withheld: ['ruff: ruff.toml'] });
  });

  it('is ESLint, too, where the project configures it, as its rules on defects run all the same', async () => {
    const configured = await looksAt('a.js', 'f();\n', { 'eslint.config.mjs': 'export default [];\n' });
    assert.deepEqual(configured, { analyzers: ['ast-grep', 'eslint', 'text'], withheld: [] });
  });

  it('is none of those whose files only have the same name', async () => {
    const project = await looksAt('pyproject.toml', '[project]\nname = "a"\n');
    assert.ok(!project.analyzers.includes('ruff'));
    assert.ok((await looksAt('pyproject.toml', '[tool.ruff]\nline-length = 100\n')).analyzers.includes('ruff'));
  });
});
