import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Ground } from './ground';
import type { HostileFolder } from './hostileFolder';
import { killers } from './killers';

/** `depth` times `open`, then `middle`, then as often `close`, in lines short enough not to look minified. */
function nested(depth: number, open: string, middle: string, close: string): string {
  const lines = (part: string) => `${part.repeat(50)}\n`.repeat(depth / 50);
  return `${lines(open)}${middle}\n${lines(close)}`;
}

function repeated(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

/** Each letter holds the one before nine times: some 10 to the power of 14 values. */
const yamlBomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${repeated(14, (index) => {
  const [name, inner] = [98 + index, 97 + index].map((code) => String.fromCharCode(code));
  return `${name}: &${name} [${Array(9).fill(`*${inner}`).join(',')}]\n`;
})}`;

/** Runs a few lines of Node.js with some of our packages, as a careless program would use them. */
function carelessly(ground: Ground, script: string, seconds = 30): Promise<unknown> {
  // An error that nobody catches ends a process like one of the engine's own.
  const words = ['--abort-on-uncaught-exception', '--max-old-space-size=50', '-e', script];
  return ground.run(process.execPath, words, { seconds });
}

/** Where one of our packages lies, as a literal. */
function packageAt(name: string): string {
  return JSON.stringify(createRequire(`${process.cwd()}/package.json`).resolve(name));
}

/** Folders whose content is the attack: on parsers, on regular expressions, on memory and on patience. */
export const content: readonly HostileFolder[] = [
  {
    name: 'data and code nested thousands deep',
    make: (ground) => {
      ground.files({
        'a.json': nested(50_000, '[', '', ']'),
        'a.yaml': `a: ${nested(2_000, '[', '', ']')}`,
        'a.md': repeated(300, (index) => `${'>'.repeat(index)} a\n`),
        'a.py': `x = ${nested(5_000, '(', '1', ')')}`,
        'a.c': `int x = ${nested(5_000, '(', '1', ')')};\n`,
        'a.go': `package a\nvar x = ${nested(5_000, '(', '1', ')')}`,
        'a.tsx': nested(1_500, '<a>', '', '</a>'),
        'a.html': '<div>\n'.repeat(10_000),
        'a.js': `if (a) {}\n${'else if (a) {}\n'.repeat(3_000)}`,
      });
    },
    fires: (ground) =>
      carelessly(ground, 'JSON.stringify(JSON.parse(require("node:fs").readFileSync("a.json", "utf8")))'),
    ends: { review: { files: { 'a.json': 'reviewed', 'a.yaml': 'reviewed', 'a.py': 'reviewed', 'a.js': 'reviewed' } } },
  },
  {
    name: 'code nested so deeply that the engine gives up on whoever parses it',
    make: (ground) => {
      ground.files(killers);
    },
    fires: (ground) =>
      carelessly(
        ground,
        `require(${packageAt('acorn')}).parse(require('node:fs').readFileSync('template.js', 'utf8'))`,
      ),
    seconds: 90,
    ends: {
      review: {
        exitCode: 3,
        files: Object.fromEntries(Object.keys(killers).map((name) => [name, 'failed: analyzer failed'])),
      },
    },
  },
  {
    name: 'lists of lists in YAML that take all memory when they are written out',
    make: (ground) => {
      ground.files({ 'a.yaml': yamlBomb, '.markdownlint.yaml': yamlBomb, 'a.md': '# A\n' });
    },
    fires: (ground) => writeOut(ground, 'a.yaml'),
    ends: { review: { files: { 'a.yaml': 'reviewed', 'a.md': 'reviewed' } } },
  },
  {
    name: 'such YAML as folder-review.yaml',
    make: (ground) => {
      ground.files({ 'folder-review.yaml': yamlBomb });
    },
    fires: (ground) => writeOut(ground, 'folder-review.yaml'),
    ends: { review: { exitCode: 2, says: /^folder-review\.yaml:1:1: / } },
  },
  {
    name: 'texts that send a regular expression back and forth',
    make: (ground) => {
      const lines: Readonly<Record<string, string>> = {
        a: `${'a'.repeat(400)}!\n`,
        blank: `${' \t'.repeat(200)}x\n`,
        empty: '\n',
        password: `${'password: '.repeat(40)}\n`,
        key: '-----BEGIN PRIVATE KEY-----\n',
        url: `${'https://a@'.repeat(40)}\n`,
        token: `${'eyJ'.repeat(130)}.\n`,
        conflict: '<<<<<<< a\n',
        quotes: `${'"\\'.repeat(200)}\n`,
        disable: `${'// eslint-disable-next-line '.repeat(14)}\n`,
      };
      for (const [name, line] of Object.entries(lines)) {
        const text = line.repeat(Math.floor(20_000 / line.length));
        ground.files({ [`${name}.txt`]: text, [`${name}.md`]: text, [`${name}.js`]: text });
      }
    },
    fires: (ground) => carelessly(ground, '/^(a+)+$/.test("a".repeat(60) + "!")', 1),
    seconds: 60,
    ends: { review: { files: { 'password.txt': 'reviewed', 'quotes.js': 'reviewed', 'blank.md': 'reviewed' } } },
  },
  {
    name: 'comments without an end, at each of which a parser reads to the end',
    make: (ground) => {
      ground.files({ 'a.c': `${'/* '.repeat(130)}\n`.repeat(600) });
    },
    fires: (ground) => carelessly(ground, '/^(a+)+$/.test("a".repeat(60) + "!")', 1),
    seconds: 150,
    isLong: true,
    ends: { review: { exitCode: 3, files: { 'a.c': 'failed: timed out' }, says: /took longer than 60 s/ } },
  },
  {
    name: 'configuration that takes long to read',
    make: (ground) => {
      ground.files({
        'empty/pyproject.toml': '\n'.repeat(500_000),
        'empty/a.py': 'a = 1\n',
        'open/.markdownlint.jsonc': '/* '.repeat(300_000),
        'open/a.md': '# A\n',
        'keys/.markdownlint.yaml': repeated(60_000, (index) => `a${index}: 1\n`),
        'keys/a.md': '# A\n',
        'dots/ruff.toml': `a${'.a'.repeat(200_000)} = 1\n`,
        'dots/a.py': 'a = 1\n',
      });
    },
    fires: (ground) =>
      carelessly(ground, '/^\\s*\\[/m.test(require("node:fs").readFileSync("empty/pyproject.toml", "utf8"))', 1),
    ends: {
      review: {
        files: { 'empty/a.py': 'reviewed', 'open/a.md': 'reviewed', 'keys/a.md': 'reviewed', 'dots/a.py': 'reviewed' },
      },
    },
  },
  {
    name: 'a .reviewignore of 20,000 rules',
    make: (ground) => {
      ground.files({
        '.reviewignore': repeated(20_000, (index) => `a${index}/**/b${index}\n`),
        ...Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`d${index}/a.py`, 'a = 1\n'])),
      });
    },
    fires: (ground) =>
      ground.run('sh', ['-c', 'while read -r rule; do find . -path "$rule"; done < .reviewignore'], { seconds: 1 }),
    ends: { review: { exitCode: 2, says: /\.reviewignore: 20000 rules have wildcards, more than the 500/ } },
  },
  {
    name: 'two thousand names',
    make: (ground) => {
      ground.files(Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`${index % 50}/${index}.txt`, ''])));
    },
    fires: (ground) => ground.run('sh', ['-c', 'for file in */*; do cat "$file"; done'], { seconds: 1 }),
    ends: { review: { files: { '0/0.txt': 'skipped: empty' }, says: /2000 skipped/ } },
  },
  {
    name: 'a thousand folders inside each other, deeper than a path can be',
    make: (ground) => {
      const step = 'fs.mkdirSync("d".repeat(20)); process.chdir("d".repeat(20));';
      const script = `for (let depth = 0; depth < 1000; depth++) { ${step} } fs.writeFileSync("deep.py", "a = 1");`;
      execFileSync(process.execPath, ['-e', script], { cwd: ground.project });
    },
    fires: (ground) => ground.run('sh', ['-c', 'cat "$(find . -name deep.py)" || kill -ABRT $$']),
    ends: { review: { says: /more than 64 folders deep/ } },
  },
  {
    name: 'lines of megabytes',
    make: (ground) => {
      ground.files({ 'a.js': `x = "${'a'.repeat(20_000_000)}";\n`, 'b.js': `x = "${'a'.repeat(250_000)}";\n` });
    },
    fires: (ground) => carelessly(ground, '/a+b/.test(require("node:fs").readFileSync("b.js", "utf8"))', 1),
    ends: { review: { files: { 'a.js': 'skipped: too large', 'b.js': 'skipped: minified' } } },
  },
  {
    name: 'sparse files of a terabyte',
    make: (ground) => {
      for (const name of ['a.js', 'ruff.toml', 'b.txt']) {
        writeFileSync(ground.path(name), '');
        truncateSync(ground.path(name), 1e12);
      }
      ground.files({ 'a.py': 'a = 1\n' });
    },
    fires: (ground) => ground.run('sh', ['-c', 'cat a.js > /dev/null'], { seconds: 1 }),
    ends: { review: { files: { 'a.js': 'skipped: too large', 'a.py': 'reviewed' } } },
  },
  {
    name: 'a sparse .reviewignore of a terabyte',
    make: (ground) => {
      writeFileSync(ground.path('.reviewignore'), '');
      truncateSync(ground.path('.reviewignore'), 1e12);
    },
    fires: (ground) => ground.run('sh', ['-c', 'cat .reviewignore > /dev/null'], { seconds: 1 }),
    ends: { review: { exitCode: 2, says: /\.reviewignore: 931\.3 GB, the limit is 1 MB/ } },
  },
  {
    name: 'text in encodings that hide what it says',
    make: (ground) => {
      const painted = 'debugger; // \u001b[31m\u202ehidden\n';
      const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
      ground.files({
        'utf16.js': utf16(painted),
        'big-endian.js': utf16(painted).swap16(),
        'odd.js': utf16(painted).subarray(0, -1),
        'half.js': utf16('x = "\ud800";\n'),
        'no-mark.js': Buffer.from(painted, 'utf16le'),
        'utf32.js': Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from('a\0\0\0b\0\0\0')]),
        'overlong.js': Buffer.from([0x61, 0xc0, 0xaf, 0x0a]),
        'zero.js': 'a = 1;\0\u001b[31m\n',
        'mark.js': '\ufeff\ufeffdebugger;\n',
      });
    },
    fires: (ground) => ground.run(process.execPath, ['-p', 'fs.readFileSync("utf16.js", "utf16le")']),
    mayChange: ['utf16.js', 'big-endian.js', 'mark.js', 'half.js'],
    ends: {
      review: {
        files: { 'utf16.js': 'reviewed', 'overlong.js': 'skipped: unknown encoding', 'zero.js': 'skipped: binary' },
      },
    },
  },
  {
    name: 'templates nested until a regular expression has no room to be compiled',
    make: (ground) => {
      ground.files({
        'templates.js': nested(3_000, '`${', '1', '}`'),
        'more.js': nested(6_000, '`${', '1', '}`'),
        'functions.js': nested(2_000, '(a=>', '1', ')'),
      });
    },
    fires: (ground) =>
      carelessly(
        ground,
        `const text = require('node:fs').readFileSync('templates.js', 'utf8');
         const parse = (at) => (text[at] === undefined ? 0 : 1 + parse(at + 1));
         parse(0);`,
      ),
    ends: {
      review: {
        exitCode: 3,
        files: { 'functions.js': 'failed: analyzer failed', 'templates.js': 'failed: analyzer failed' },
        says: /functions\.js: analyzer failed\. eslint: The code is nested too deeply to be parsed\./,
      },
    },
    inEditor: true,
  },
  {
    name: 'patterns of excluded files that take long to compare',
    make: (ground) => {
      ground.files({
        'ruff.toml': `extend-exclude = [${Array(20)
          .fill(`"${'*a'.repeat(40)}b"`)
          .join(', ')}]\n`,
        ...Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`${'a'.repeat(120)}${index}.py`, 'a = 1\n'])),
      });
    },
    fires: (ground) => carelessly(ground, `/^${'[^]*?a'.repeat(40)}b$/.test("a".repeat(120))`, 1),
    ends: { review: { files: { [`${'a'.repeat(120)}0.py`]: 'reviewed' } } },
  },
];

/** Reads YAML and writes it as JSON. */
function writeOut(ground: Ground, name: string): Promise<unknown> {
  const parse = `require(${packageAt('yaml')}).parse`;
  return carelessly(
    ground,
    `JSON.stringify(${parse}(require('node:fs').readFileSync('${name}', 'utf8'), { maxAliasCount: -1 }))`,
  );
}
