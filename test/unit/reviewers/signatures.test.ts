import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Signature } from '../../../src/core/signatures';
import { createSyntax } from '../../../src/reviewers/syntax/syntax';
import { snapshot, wasmFolder } from './support';

const syntax = createSyntax(wasmFolder);

/** The signatures of a text, one a line, with marks for what else is known of them; members are indented. */
async function signaturesIn(path: string, text: string): Promise<string[]> {
  const written = ({ text, doc, members = [], isDefault, isImplied }: Signature): string[] => [
    `${text}${doc === undefined ? '' : ` // ${doc}`}${isDefault ? ' (default)' : ''}${isImplied ? ' (implied)' : ''}`,
    ...members.flatMap(written).map((line) => `  ${line}`),
  ];
  return (await syntax.signatures(snapshot(path, text)))?.flatMap(written) ?? ['none'];
}

describe('signatures', () => {
  it('of TypeScript are headers without bodies, with the first line of their documentation', async () => {
    const text = `import a from './a';
/**
 * Adds up.
 * @param items all
 */
export async function sum(
  items: readonly number[],
): Promise<number> {
  return 1;
}
// Lists.
export class Store<T> extends Base {
  constructor(private readonly limit = 3) { super(); }
  /** Gets one. */
  get(key: string): T | undefined { return undefined; }
  static size = 3;
}
export const square = (n: number): number => n * n;
export const limit = 10, names = ['${'x'.repeat(120)}'];
export interface Row extends Cells { readonly id: number; clear(all: boolean): void }
export type Id = string | number;
export enum Color { Red, Green = 'green' }
declare function native(): void;
export default { run() {}, stop: 1 };
`;
    assert.deepEqual(await signaturesIn('a.ts', text), [
      'export async function sum( items: readonly number[], ): Promise<number> // Adds up.',
      'export class Store<T> extends Base // Lists.',
      '  constructor(private readonly limit = 3) (implied)',
      '  get(key: string): T | undefined // Gets one.',
      '  static size = 3',
      'export const square = (n: number): number',
      'export const limit = 10',
      'export const names',
      'export interface Row extends Cells',
      '  readonly id: number',
      '  clear(all: boolean): void',
      'export type Id = string | number',
      'export enum Color',
      '  Red',
      "  Green = 'green'",
      'declare function native(): void',
      'export default (default)',
      '  run()',
      '  stop: 1',
    ]);
  });

  it('of TypeScript have the types of what they take and give, and say where something was left out', async () => {
    const text = `export const decode = (token: string): { header: Header; payload: { sub: string } } => { return x; };
export function jwt(options: { cookie?: string | { key: string }; deep: { a: { b: number } } }): void { run(); }
export class Enhancer { apply<T>(next: Next<{ dispatch: T }>): Enhanced<{ dispatch: T }> { return next; } }
export type Provider = FC<Props<{ value: string }>>;
export type Make = (a: string) => { made: boolean };
export function empty(a: { b: string }) {}
`;
    assert.deepEqual(await signaturesIn('a.ts', text), [
      'export const decode = (token: string): { header: Header; payload: { sub: string } }',
      'export function jwt(options: { cookie?: string | { key: string }; deep: { a: { b: number } } }): void',
      'export class Enhancer',
      '  apply<T>(next: Next<{ dispatch: T }>): Enhanced<{ dispatch: T }>',
      'export type Provider = FC<Props<{ value: string }>>',
      'export type Make = (a: string) => {…}',
      'export function empty(a: { b: string })',
    ]);
  });

  it('of C++ have the members of classes that carry a word for compilers, and no classes that are only announced', async () => {
    const text = `class Slice;
class LEVELDB_EXPORT WriteBatch {
 public:
  void Put(int key);
};
struct ALIGNED(8) Lock : Base { int held; };
struct opaque;
`;
    assert.deepEqual(await signaturesIn('a.cpp', text), [
      'class WriteBatch',
      '  void Put(int key)',
      'struct Lock : Base',
      '  int held',
    ]);
  });

  it('of JavaScript know what CommonJS offers', async () => {
    const text =
      'exports.a = function a(x) {};\nmodule.exports = function create(y) { return 1; };\napp.use = function (z) {};\nvar b = 1;';
    assert.deepEqual(await signaturesIn('a.js', text), [
      'exports.a = function a(x)',
      'module.exports = function create(y) (default)',
      'app.use = function (z)',
      'var b = 1',
    ]);
  });

  it('of Python have decorators and docstrings', async () => {
    const text =
      'LIMIT = 3\n@cache\ndef load(path: str, *, fresh=False) -> dict:\n    """\n    Loads it.\n    """\n    return {}\n\nclass A(B):\n    """An A."""\n    kind: str = "a"\n    def __init__(self, x): pass\n    @property\n    def y(self): return 1\ntry:\n    def z(): pass\nexcept E: pass\n';
    assert.deepEqual(await signaturesIn('a.py', text), [
      'LIMIT = 3',
      '@cache def load(path: str, *, fresh=False) -> dict // Loads it.',
      'class A(B) // An A.',
      '  kind: str = "a"',
      '  def __init__(self, x) (implied)',
      '  @property def y(self)',
      'def z()',
    ]);
  });

  it('of Go are also those that only their own package can use', async () => {
    const text =
      'package p\n\n// Open opens.\n// It may fail.\nfunc Open(name string) (*File, error) { return nil, nil }\nfunc hidden() {}\nfunc (f *File) Close() error { return nil }\ntype File struct {\n\tName string\n\tfd int\n}\ntype Reader interface{ Read(p []byte) (int, error) }\nconst (\n\tA = iota\n\tb\n)\nvar Err = 1\n';
    assert.deepEqual(await signaturesIn('a.go', text), [
      'func Open(name string) (*File, error) // Open opens.',
      'func hidden()',
      'func (f *File) Close() error',
      'type File struct',
      '  Name string',
      '  fd int',
      'type Reader interface',
      '  Read(p []byte) (int, error)',
      'const A = iota',
      'const b',
      'var Err = 1',
    ]);
  });

  it('of C and C++ are found behind guards and in namespaces', async () => {
    const text =
      '#ifndef A_H\n#define A_H\n#define MAX(a, b) ((a) > (b) ? (a) : (b))\ntypedef struct point { int x, y; } point_t;\nenum mode { READ, WRITE = 2 };\n/* Opens. */\nint open_it(const char *path,\n            int flags);\nextern int count;\nstatic inline int two(void) { return 2; }\n#endif\n';
    assert.deepEqual(await signaturesIn('a.h', text), [
      '#define A_H',
      '#define MAX(a, b) ((a) > (b) ? (a) : (b))',
      'typedef struct point point_t',
      '  int x, y',
      'enum mode',
      '  READ',
      '  WRITE = 2',
      'int open_it(const char *path, int flags) // Opens.',
      'extern int count',
      'static inline int two(void)',
    ]);
    const cpp =
      'namespace a { namespace b {\ntemplate <typename T>\nclass Box : public Base {\n public:\n  explicit Box(T value);\n  T get() const { return value_; }\n};\nusing Id = int;\n} }\n';
    assert.deepEqual(await signaturesIn('a.hpp', cpp), [
      'template <typename T> class Box : public Base',
      '  explicit Box(T value)',
      '  T get() const',
      'using Id = int',
    ]);
  });

  it('are those of the text itself where what is left of it cannot be parsed', async () => {
    const functions = ['start', 'stop', 'wait'].map((name) => `export function ${name}(): void { work(${name}); }\n`);
    const text = `${functions.join('')}${'extends implements '.repeat(300)}\nexport const limit = 1;\n`;
    assert.deepEqual(await signaturesIn('src/a.ts', text), [
      'export function start(): void',
      'export function stop(): void',
      'export function wait(): void',
      'export const limit = 1',
    ]);
  });

  it('are not told of a file with a secret in it, nor where there is no grammar for them', async () => {
    const secret = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    assert.deepEqual(await signaturesIn('a.ts', `export const a = 1;\nconst token = '${secret}';\n`), ['none']);
    assert.deepEqual(await signaturesIn('a.md', '# Title\n'), ['none']);
    assert.deepEqual(await signaturesIn('a.rs', 'fn main() {}\n'), ['none']);
  });

  it('have no comments in them, and no words to tools for a documentation', async () => {
    const script = `// eslint-disable-next-line no-unused-vars
export class A<
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  E = any, /* more */
> {
  at(url = 'http://a'): void { run(); }
}
`;
    assert.deepEqual(await signaturesIn('a.ts', script), [
      'export class A< E = any, >',
      "  at(url = 'http://a'): void",
    ]);
    const python = `def command(  # type: ignore[override]
    self, sign="#"
):
    pass
`;
    assert.deepEqual(await signaturesIn('a.py', python), ['def command( self, sign="#" )']);
    assert.deepEqual(await signaturesIn('a.c', 'int f(int a, /* not null */ char *b);\n'), ['int f(int a, char *b)']);
  });

  it('have their decorators without what these take where that leaves no room for the header', async () => {
    const option = (name: string) => `@click.option("--${name}", default="(", help="${'Long words. '.repeat(9)}")\n`;
    const command = (options: string) => `@click.command("run")\n${options}def run(host, port):\n    """Runs."""\n`;
    assert.deepEqual(await signaturesIn('a.py', command(option('host') + option('port') + option('key'))), [
      '@click.command(…) @click.option(…) def run(host, port) // Runs.',
    ]);
    assert.deepEqual(await signaturesIn('a.py', command('@pass_info\n')), [
      '@click.command("run") @pass_info def run(host, port) // Runs.',
    ]);
    const component = `@Component({ template: '${'long '.repeat(80)}' })\nexport class A {\n  @Input() size = 1;\n}\n`;
    assert.deepEqual(await signaturesIn('a.ts', component), ['@Component(…) export class A', '  @Input() size = 1']);
  });

  it('of TypeScript are read on after what the grammar does not know', async () => {
    const text = `export interface First {
  get(a: {
    b: string
}
const text = \`
export const never = 1
\`
/** Late. */
export function late(a: number): void {}
export const last = 1;
`;
    assert.deepEqual(await signaturesIn('a.ts', text), [
      'const text = ` export const never = 1 `',
      'export function late(a: number): void // Late.',
      'export const last = 1',
    ]);
  });

  it('are one line each, of bounded length and number, whatever stands in a file', async () => {
    const long = `export function f(${Array.from({ length: 500 }, (_, n) => `a${n}: number`).join(',\n')}) {}\n`;
    const many = Array.from({ length: 6_000 }, (_, n) => `export const c${n} = ${n};`).join('\n');
    const found = (await syntax.signatures(snapshot('a.ts', long + many))) ?? assert.fail();
    assert.equal(found.length, 5_000);
    assert.equal(found[0]?.text.length, 321);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('a.ts', 'a.js', 'a.py', 'a.go', 'a.c', 'a.hpp'),
        fc.array(
          fc.constantFrom(
            ...[
              'export default ',
              'function f(a) {',
              'class A:',
              'def f(x="\u2028\n12| x"):',
              '}',
              '{',
              '"""',
              '\n',
              '  ',
            ],
            ...[
              '#define X \\\n',
              'struct s {',
              'func F() ',
              'type T ',
              '=',
              '// doc\n',
              '/* doc\n */\n',
              'enum E { A',
              ';',
              '(',
              ')',
            ],
          ),
        ),
        async (path, pieces) => {
          for (const line of await signaturesIn(path, pieces.join(''))) {
            assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
