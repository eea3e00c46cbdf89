import assert from 'node:assert/strict';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import { languageOf } from '../../../src/core/text/language';
import { findingsOf } from '../../../src/reviewers/analyzers/analyzer';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { syntaxErrors } from '../../../src/reviewers/analyzers/syntaxErrors';
import { balanceOf } from '../../../src/reviewers/syntax/brackets';
import { checkData } from '../../../src/reviewers/syntax/dataSyntax';
import { sources } from './sources';
import { buildWorker, snapshot, wasmFolder } from './support';

/** Each as `line message`, or what is not read. */
async function breaksIn(path: string, text: string): Promise<readonly string[] | string | undefined> {
  const file = snapshot(path, text);
  if (!syntaxErrors.supports(file)) {
    return undefined;
  }
  const analyze = await syntaxErrors.load({ wasmFolder });
  const analysis = await analyze(file, createFolderConfig('/nowhere'), false);
  if ('kind' in analysis) {
    assert.equal(analysis.kind, 'not looked');
    return analysis.because?.kind === 'dialect' ? `does not read ${analysis.because.name}` : 'not looked';
  }
  return analysis.map(({ span, title }) => {
    const line = file.text.slice(0, span?.start).split('\n').length;
    return `${line} ${title.replace('Syntax error: ', '')}`;
  });
}

describe('broken syntax', () => {
  it('is not looked for in what a terminal shows in colours, or where a name is called as a newer keyword', async () => {
    for (const path of ['a.go', 'a.json', 'a.css']) {
      assert.equal(
        await breaksIn(path, '\u001b[38;2;1;2;3mpackage\u001b[0m main\n'),
        'does not read text with the colours of a terminal',
      );
    }
    const code = 'fn f(raw: A) -> B {\n    match &raw {\n        A::C(s) => g(s),\n    }\n}\n';
    assert.equal(await breaksIn('a.rs', code), 'does not read all of Rust');
    assert.equal(
      await breaksIn('a.rs', 'mod a {\n    unsafe extern "C++" {\n        type State;\n    }\n}\n'),
      'does not read all of Rust',
    );
  });

  before(buildWorker);

  it('is in none of the files that are well', async () => {
    for (const [path, text] of Object.entries(sources)) {
      assert.ok(
        [undefined, '[]'].includes((await breaksIn(path, text)) && JSON.stringify(await breaksIn(path, text))),
        path,
      );
    }
  });

  const broken: readonly (readonly [path: string, text: string, ...breaks: string[]])[] = [
    ['a.go', 'package main\n\nfunc main() {\n\tx :=\n}\n', '4 “identifier” is missing'],
    ['a.go', 'package main\n\nfunc main() {\n\tf("text)\n}\n', '4 a string that is never closed'],
    ['a.c', 'int main(void) {\n  int x = 1;\n  return x\n}\n', '3 “;” is missing'],
    ['a.c', 'int f(int a {\n  return a;\n}\n', '1 “(” is never closed'],
    ['a.h', '#ifndef A_H\n#define A_H\nint f(int a;\n#endif\n', '3 “(” is never closed'],
    ['a.cpp', 'class A {\n  int b() { return 1; }}\n};\n', '3 “}” closes nothing'],
    ['a.cpp', "int a = 1'000'000;\nchar b = '(';\nint c = f(1'0;\n", '3 “(” is never closed'],
    ['a.cs', 'class A {\n  void M() {\n    var x = ;\n  }\n}\n', '3 unexpected “=”'],
    ['A.java', 'class A {\n  void m() {\n    int x = 1\n  }\n}\n', '3 “;” is missing'],
    ['a.kt', 'fun f(): Int {\n  return g(1\n}\n', '2 “(” is never closed'],
    ['a.rs', 'fn main() {\n  let x = ;\n}\n', '2 unexpected “=”'],
    ['a.rb', 'def f\n  1 +\nend\n', '1 unexpected “def f”'],
    ['a.php', '<?php\nfunction f() {\n  return 1\n}\n', '3 “;” is missing'],
    ['a.lua', 'local function f()\n  return (1\nend\n', '2 “)” is missing'],
    ['a.sh', 'if true; then\n  f\n', '1 “if” is never ended by “fi”'],
    ['a.sh', 'f() {\n  for a in b; do\n    echo "done" # done\n}\n', '2 “do” is never ended by “done”'],
    ['a.sh', 'if true; then\n  a="$(b "c")"\n  d="it\'s $(e)"\n', '1 “if” is never ended by “fi”'],
    ['a.sh', 'case $a in\n  b) f ;;\nfi\n', '1 “case” is never ended by “esac”'],
    ['a.go', 'package a\n\nvar a = = 1\n\n\n\n\n\n\nvar b = = 2\n', '3 unexpected “=”'],
    ['a.c', 'int f(void) {\n#if 0\n  if (a {\n#endif\n  return 1;\n', '1 “{” is never closed'],
    ['a.json', '{"a": 1,\n "b": }\n', '2 a value is missing before “}”'],
    ['a.json', '{"a": 1\n "b": 2}\n', '2 a comma is missing before “"b"”'],
    ['a.json', '{"a": [1, 2}\n', '1 a comma is missing before “}”'],
    ['a.json', '{"a": {"b": 1}\n', '2 “}” is missing before the end of the file'],
    ['a.json', '{"a": "b\n}\n', '1 a string that is never closed'],
    ['a.json', '{"a": 1}\n}\n', '2 unexpected “}”'],
    ['package.json', '{\n  "a": 1,\n}\n', '3 a comma before a closing bracket'],
    ['tsconfig.json', '{\n  // why\n  "a": 1 "b": 2,\n}\n', '3 a comma is missing before “"b"”'],
    ['a.jsonl', '{"a": 1}\n{"a": }\n', '2 a value is missing before “}”'],
    [
      'a.yaml',
      'a: [1, 2\nb: 3\n',
      '2 flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a.yaml', 'a: 1\nb: c: d\n', '2 nested mappings are not allowed in compact mappings'],
    [
      '.github/workflows/a.yml',
      'on: push\njobs:\n  a:\n    if: ${{ b }}\n   c: 1\n',
      '5 all mapping items must start at the same column',
    ],
    ['a.toml', 'a = 1\nb = \n', '2 invalid value'],
    ['a.css', 'a {\n  color: red;\n', '1 unclosed block'],
    ['a.css', 'a { color: red; }\n}\n', '2 unexpected }'],
  ];
  /** Right in the newest version of the language, which the grammar does not know. */
  const newer: readonly (readonly [path: string, text: string])[] = [
    ...["'a'", '"x"', '1 + 2', 'f(3)', 'true', 'x.y + 1', 'T{a: 1}', '-1', 'time.Now()', '&x', '!b', '[]int{1}'].map(
      (value) => ['a.go', `package a\n\nvar a = new(${value})\n`] as const,
    ),
    ...[
      'map[string]int{"a": 1}',
      '<-c',
      '^i',
      '*p * 2',
      '(i + 1) * 2',
      'a[1:2]',
      'a[i].b',
      'a[i][j] + 2',
      'a != b',
    ].map((value) => ['a.go', `package a\n\nvar a = new(${value})\n`] as const),
    ...['[]*T{}', '[...]int{1}', 'struct{ A int }{1}', 'func() int { return 1 }()', 'a.b[i].c()', 'x.y().z'].map(
      (value) => ['a.go', `package a\n\nvar a = new(${value})\n`] as const,
    ),
    ['a.go', 'package a\n\nfunc (A) M[T any](t T) {}\n'],
    ['a.cs', 'class A { void M() { x?.y = 3; x?.y ??= 1; } }\nclass G<T> where T : allows ref struct { }\n'],
    ['a.cs', 'static class E { extension(string s) { public bool IsEmpty => s.Length == 0; } }\n'],
    ['a.cs', 'class A { void M() { a = o is [1, .. var r]; b = o is [.. { Length: 1 }, 2]; } }\n'],
    ['a.cs', 'class A { F f = (out x) => 1; }\n'],
    ['A.java', 'import module java.base;\nclass A { A(int a) { if (a < 0) throw new X(); super(a); } }\n'],
    ['a.php', "<?php\nclass P { public function __construct(public private(set) string $c = '') {} }\n"],
    ['a.php', "<?php\n$r = 'a' |> trim(...);\n$o = clone($x, ['a' => 1]);\n"],
    ['a.php', '<?php\n$a = "b=\\"$c[class]\\"";\n'],
    ['a.php', '<?php\n$a = "b $c->list d";\n'],
    ['a.php', '<?php\necho <<<A\nb $c[for] d\nA;\n'],
    ['a.rb', 'a = ->(x; y) { x }\n'],
    [
      'a.cpp',
      "T a = M(\n  static_cast<char>(0b1111'0100u), ARG b // over 1'000\n  c(0b1001'0000u), 0xFF'FFp+1'0\n);\n",
    ],
    ['a.rs', 'fn f() { S { x, .. } = e; }\n'],
    ['a.rs', 'impl<T> const Z for W<T> {}\nunsafe auto trait V {}\ntrait Alias = A + B;\n'],
    ['a.rs', "fn f() { let a = for<'x> |a: &'x u8| -> &'x u8 { a }; }\n"],
  ];
  for (const [path, text] of newer) {
    it(`is not what is newer than a grammar: ${text.trim().split('\n').at(-1)}`, async () => {
      const found = await breaksIn(path, text);
      assert.ok(
        ['[]', '"does not read'].some((start) => JSON.stringify(found).startsWith(start)),
        String(found),
      );
      if (typeof balanceOf(text, languageOf(path)) !== 'string') {
        assert.notDeepEqual(await breaksIn(path, `${text}}`), found, 'brackets are read as ever');
      }
    });
  }

  it('is found beside what any grammar knows as a type', async () => {
    for (const type of [
      'int',
      '[]string',
      'map[string]int',
      'pkg.T',
      'T[int]',
      'struct{ a int }',
      'func(int) error',
      '*T',
      '[]*pkg.T',
      'map[string][]*T',
      'chan<- int',
      'T[map[string]int]',
      '*struct{ a int }',
      'interface{ M() }',
    ]) {
      const text = `package a\n\nvar a = new(${type})\n\nfunc f() {\n\tx :=\n}\n`;
      assert.deepEqual(await breaksIn('a.go', text), ['6 “identifier” is missing'], type);
    }
  });

  for (const [path, text, ...breaks] of broken) {
    it(`is found in ${path}: ${breaks.join()}`, async () => {
      assert.deepEqual(await breaksIn(path, text), breaks);
    });
  }

  const tolerated: readonly (readonly [path: string, text: string])[] = [
    ['tools/pyrightconfig.json', '{\n  "reportMissingImports": false, // here\n  "ignore": ["a"],\n}\n'],
    ['turbo.json', '{ "tasks": {}, }\n'],
    ['tsconfig.json', '{\n  // why\n  "a": [1, 2,],\n}\n'],
    ['.vscode/settings.json', '{ "a": 1, /* b */ }\n'],
    ['renovate.json', '{\n  // some readers take comments\n  "a": 1,\n}\n'],
    ['a.code-workspace', '{ "folders": [{ "path": "." },], }\n'],
    ['a.yaml', '--- \na: !Ref b\n---\n- !vault |\n  x\n...\n'],
    ['a.yml', 'a: "{{ b }}"\nc: ${{ d }}\n'],
    ['.vscode.example/settings.json', '{ "a": 1, /* b */ }\n'],
    ['docker-compose.yml', 'services:\n  a:\n    image: "b:$TAG"\n'],
    ['a.sh', 'cat <<EOF\nif (\nEOF\nfind . -exec echo {} \\; -o -name "a{b,c}"\n'],
    ['a.rb', 'puts <<~TEXT\n  (\nTEXT\n'],
    ['a.go', 'package a\n\nconst s = `(\n"`\n'],
  ];
  for (const [path, text] of tolerated) {
    it(`is not ${JSON.stringify(text)} in ${path}`, async () => {
      assert.deepEqual(await breaksIn(path, text), []);
    });
  }

  const unread: readonly (readonly [path: string, text: string, what: string])[] = [
    ['a.yaml', 'a:\n  b: "It is ${{ c }}.\n\nIt goes on."\n  d: 1\n', 'strings that go on at the start of a line'],
    ['b.yaml', 'a: [\n"b",\n"c",\n]\nd: 1\n', 'brackets that go on at the start of a line'],
    [
      'c.yaml',
      'a:\n  b: &b 1\n  c: [\n  !join ["d", *b],\n  {e: f}\n  ]\n',
      'brackets that go on at the start of a line',
    ],
    ['templates/a.yaml', 'a:\n{{- if .b }}\n  c: {{ .d }}\n{{- end }}\n', 'templates'],
    ['a.json', '{ "a": {{ b }} }\n', 'templates'],
    ['a.json', '{"a":1}\n{"a":2}\n', 'several values in a file'],
    ['a.json', '---\n---\n{\n  "a": "{{ site.a }}"\n}\n', 'templates'],
    ['a.css', '---\ntitle: a\n---\na { b: c }\n}\n', 'templates'],
    ['a.yaml', '# A\n\nIt is [one](b): c: d\n\n```bash\nmake\n```\n', 'Markdown'],
    ['.babelrc', "{ presets: ['a'] }\n", 'JSON5'],
    ['a.css', 'a { {{ b }} }\n{% c %}\n}\n', 'templates'],
    ['site/templates/colors.css', '@define-color a {a};\n', 'templates'],
    ['creds.json', '$argon2id$9lv5DT\n', 'a format without a name'],
    ['a.sh', 'f() {\n  g\n', 'all of shell scripts'],
    [
      'a.sh',
      'for a do\n  g\ndone\nif a; then\n  b="$(c | sed -En \'/d/{s/.*e="([^"]+)".*/\\1/;p;q;}\')"\n  f="$g$b"\nfi\n',
      'all of shell scripts',
    ],
    ['a.sh', 'for a do\n  g\ndone\nif a; then\n  b="$(c "$(d "e f")")" # it\'s so\nfi\n', 'all of shell scripts'],
    ['a.sh', 'for a do\n  g "$a" for b do\ndone\nselect b do h; done\n', 'all of shell scripts'],
    ['.eslintrc', 'root: true\n', 'a format without a name'],
    ['a.yaml', `a: ${'['.repeat(1000)}\n`, 'such deep nesting'],
    ['a.json', '['.repeat(2000), 'such deep nesting'],
    ['.clang-tidy', "Checks: 'a,\nb'\n", "LLVM's YAML"],
    ['a.c', 'int f(int a {\n// CHECK-NEXT: 2\n}\n', 'code that a compiler is tested with'],
    ['a.c', 'FOREACH(a, b)\n  BEGIN x END\n', 'all of C'],
    ['a.c', 'int f(void) {\n  return 1 +;\n}\n#if 0\nint g(void) {\n  if (a)) return 1;\n}\n#endif\n', 'all of C'],
    ['a.c', 'int f(void) {\n#ifdef A\n  g(a));\n#else\n  g(b));\n#endif\n}\n', 'all of C'],
    ['a.c', '#if A\nint f(int a {\n#else\nint f( {\n#endif\n}\n', 'all of C'],
    ['a.c', '#if A\nint f(int a) {\n#else\nint f(void) {\n#endif\n  return 1;\n}\n', 'all of C'],
    ['a.h', '#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n', 'all of C'],
    ['a.sh', '#!/bin/zsh\nif [[ -n $a ]] {\n  f\n}\n', 'shells other than sh and bash'],
    ['a.zsh', 'for a (b c) echo $a; ${(k)d}; if [[ a ]] { b }\n', 'shells other than sh and bash'],
    ['a.cs', '#if A\nclass A {\n#endif\n}\n', 'conditional compilation'],
    ['a.lua', 'global a\n', 'Lua 5.5'],
    ['a.php', '<?php\n$a = {{ b }};\n', 'templates'],
    ['a.go', 'package a\n<<<<<<< ours\nvar a = 1\n=======\nvar a = 2\n>>>>>>> theirs\n', 'merge conflicts'],
  ];
  for (const [path, text, what] of unread) {
    it(`is nothing that anybody looked for in ${path}: ${what}`, async () => {
      assert.equal(await breaksIn(path, text), `does not read ${what}`);
    });
  }

  it('is left to those who have a parser for their files', () => {
    for (const path of ['a.js', 'a.jsx', 'a.ts', 'a.tsx', 'a.py', 'a.md', 'Dockerfile']) {
      assert.ok(!syntaxErrors.supports(snapshot(path, '')), path);
    }
  });

  it('is not a name of an enum or struct that a macro hides', async () => {
    const text =
      'typedef PACK_START enum _result {\n    OK = 0,\n    FAILED = 1\n} PACK_END result;\n\nint f(void) {\n    return 1;\n}\n';
    assert.equal(await breaksIn('a.h', text), 'does not read all of C');
    assert.equal(await breaksIn('a.c', text), 'does not read all of C');
    assert.deepEqual(await breaksIn('a.c', text.replace('return 1;', 'return 1')), ['7 “;” is missing']);
  });

  it('says of CSS that a part of it is lost, and not all', async () => {
    const analyze = await syntaxErrors.load({ wasmFolder });
    const analysis = await analyze(
      snapshot('a.css', 'a {\n  top: 0\n  left: 0;\n}\n'),
      createFolderConfig('/nowhere'),
      false,
    );
    const [finding] = 'kind' in analysis ? [] : analysis;
    assert.match(finding?.title ?? '', /missed semicolon/);
    assert.match(finding?.explanation ?? '', /up to the next semicolon/);
  });

  it('is a warning, whether some readers take it or none, and silenced by a comment', async () => {
    const analyze = await syntaxErrors.load({ wasmFolder });
    const find = async (path: string, text: string) => {
      const analysis = await analyze(snapshot(path, text), createFolderConfig('/nowhere'), true);
      return 'kind' in analysis ? [] : analysis;
    };
    assert.equal((await find('package.json', '{ "a": 1, }\n'))[0]?.severity, 'warning');
    assert.equal((await find('package.json', '{ "a": 1\n'))[0]?.severity, 'warning');
    assert.equal((await find('a.css', 'a { top: 0;\n'))[0]?.severity, 'warning');
    assert.equal((await find('a.go', 'package a\nvar a = = 1\n'))[0]?.severity, 'warning');
    assert.equal((await find('a.c', 'int a(void) {\n  return 1;\n'))[0]?.severity, 'warning');
    assert.deepEqual((await find('test/malformed/a.json', '{'))[0]?.hiddenBy, { kind: 'role', role: 'test' });
    assert.deepEqual((await find('test/a.json', '{'))[0]?.hiddenBy, { kind: 'role', role: 'test' });
    assert.deepEqual((await find('examples/malformated.json', '{'))[0]?.hiddenBy, { kind: 'role', role: 'example' });
    assert.equal((await find('test/a.go', 'package a\nvar a = = 1\n'))[0]?.hiddenBy, undefined);
    assert.deepEqual(await find('a.css', 'a {\n  top: 0; // above all\n}\nb {\n  // top: 0\n}\n'), []);
    assert.equal((await find('a.css', 'a {\n  top: 0; // above all\n}\nb {\n  top 0;\n}\n')).length, 1);
    assert.equal((await find('src/errors/a.json', '{'))[0]?.hiddenBy, undefined);
    for (const path of ['bin/checker/fail20.json', 'data/invalid/a.yaml', 'src/broken-list.json']) {
      assert.deepEqual((await find(path, '{'))[0]?.hiddenBy, { kind: 'role', role: 'fixture' }, path);
    }
    for (const path of ['src/failover.json', 'invalid/deep/a.json', 'src/invalid.go', 'bad/go.go']) {
      assert.equal(
        (await find(path, path.endsWith('.go') ? 'package a\nvar a = = 1\n' : '{'))[0]?.hiddenBy,
        undefined,
        path,
      );
    }
    for (const text of ['{"a": "\\d+"}\n', '{"a": "b\tc"}\n', '{"a": "\\u12"}\n']) {
      assert.deepEqual(
        (await find('a.json', text)).map(({ severity }) => severity),
        ['warning'],
        text,
      );
    }
    const [silenced] = await find('a.go', 'package a\nvar a = = 1 // folder-review-ignore\n');
    assert.deepEqual(silenced?.hiddenBy, { kind: 'comment' });
  });

  it('is less sure in data among documents, a guess in notes, and sure in what programs read wherever it stands', async () => {
    const weighed = async (path: string, text: string) => {
      const run = await syntaxErrors.load({ wasmFolder });
      const found = await run(snapshot(path, text), createFolderConfig('/nowhere'), false);
      return findingsOf(found).map(({ severity, confidence }) => `${severity} ${confidence}`);
    };
    const broken = 'a: "b" c\n';
    for (const path of ['docs/plan/one/findings.yaml', 'notes/a.yml', 'logs/b.yaml', 'work/research/c.yaml']) {
      assert.deepEqual(await weighed(path, broken), ['warning low'], path);
    }
    assert.deepEqual(await weighed('docs/a.yaml', broken), ['warning medium']);
    assert.deepEqual(await weighed('docs/data/a.json', '{"a": }\n'), ['warning medium']);
    for (const path of [
      'a.yaml',
      '.github/workflows/notes/a.yml',
      'docs/mkdocs.yml',
      'docs/_config.yml',
      'docs/_data/a.yml',
      'docs/compose.yaml',
      'docs/api/openapi.yaml',
      'doctrine/a.yaml',
    ]) {
      assert.deepEqual(await weighed(path, broken), ['warning high'], path);
    }
    assert.deepEqual(await weighed('docs/package.json', '{"a": }\n'), ['warning high']);
    assert.deepEqual(await weighed('k8s/logs/a.yaml', `apiVersion: v1\nkind: Service\n${broken}`), ['warning high']);
    assert.deepEqual(await weighed('docs/a.yaml', `services:\n  a:\n    image: b\n${broken}`), ['warning high']);
  });

  it('is not looked for in XML that a view puts out', async () => {
    const analyze = await syntaxErrors.load({ wasmFolder });
    const find = async (path: string, text: string) =>
      analyze(snapshot(path, text), createFolderConfig('/nowhere'), false);
    assert.ok('kind' in (await find('logo.blade.php', '<?xml version="1.0" standalone="no"?>\n<svg></svg>\n')));
    assert.equal([await find('a.php', '<?php\nfunction a( {\n')].flat().length, 1);
  });

  it('is in no JSON, whatever it says, and in each whose last bracket is gone', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const check = (json: string) => checkData({ path: 'a.json', language: 'json', text: json });
        assert.deepEqual(check(text), { kind: 'checked', breaks: [] });
        const torn = check(text.slice(0, -1));
        assert.ok(torn?.kind === 'unread' || torn?.breaks.length === 1);
      }),
    );
  });

  it('takes no longer where a text makes a regular expression go back', () => {
    for (const unit of [
      '(',
      '"',
      "'",
      '`',
      '"""',
      '/*',
      'R"(',
      '@"',
      'r#"',
      '#if A\n',
      ' ',
      '=/',
      '"${',
      '\\',
      '1',
      '1.',
      "1'",
    ]) {
      for (const language of ['c', 'cpp', 'csharp', 'go', 'java', 'kotlin', 'rust']) {
        balanceOf(unit.repeat(100_000), language);
      }
    }
    checkData({ path: 'a.json', language: 'json', text: `{"a": ${'" '.repeat(100_000)}` });
    checkData({ path: 'a.json', language: 'json', text: `{"a": ${'{{'.repeat(400)} ${' '.repeat(100_000)}` });
  });
});
