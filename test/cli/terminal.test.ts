import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { cliFile, Playground } from './cli';

const badJs = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';
const csi = '\u001b[';
/** Columns and rows of the terminal. */
const [columns, rows] = [80, 24];

describe('folder-review on a terminal', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  /** What a terminal of 80 × 24 gets, standard error included, and the exit code. */
  function onTerminal(words: string, environment: Readonly<Record<string, string>> = {}) {
    const line = `stty cols ${columns} rows ${rows}; exec "$node" "$cli" ${words}`;
    const { stdout, status } = spawnSync('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
      cwd: ground.cwd,
      encoding: 'utf8',
      input: '',
      env: {
        ...{ PATH: process.env.PATH, HOME: ground.root, XDG_STATE_HOME: join(ground.root, 'state') },
        ...{ TERM: 'xterm-256color', SHELL: '/bin/bash', node: process.execPath, cli: cliFile },
        ...environment,
      },
    });
    const text = stdout.replaceAll('\r\n', '\n');
    return { status, text, plain: stripVTControlCharacters(text.split('\n').map(afterRedraws).join('\n')) };
  }

  /** What is left of a line of the terminal that was taken away and drawn anew. */
  function afterRedraws(line: string): string {
    return line.slice(line.lastIndexOf(`\r${csi}K`) + 1).replace(`${csi}K`, '');
  }

  /** How many rows of the terminal lines take. */
  function rowsOf(lines: readonly string[]): number {
    return lines.reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / columns)), 0);
  }

  const project = (count: number, more: Readonly<Record<string, string>> = {}) => {
    const bad = Array.from({ length: count }, (_, n) => [`src/a-file-with-a-long-name-${n}.js`, badJs]);
    ground.cwd = ground.folder('project', { ...Object.fromEntries(bad), ...more });
  };

  it('shows findings in colours, with the code and a place to click, and the same without colours in a pipe', async () => {
    project(1);
    const { text, plain, status } = onTerminal('review .');
    assert.equal(status, 1);
    assert.ok(text.includes(`${csi}31merror:${csi}39m`), text);
    assert.ok(text.includes(`${csi}31m- if (values[1] == NaN) {${csi}39m`), text);
    assert.ok(text.includes(`${csi}32m+ if (Number.isNaN(values[1])) {${csi}39m`), text);
    const frame = [
      ' --> src/a-file-with-a-long-name-0.js:2:5',
      '  |',
      '1 | const values = [1, NaN];',
      '2 | if (values[1] == NaN) {',
      '  |     ^^^^^^^^^^^^^^^^',
      '3 |   console.log(values);',
      '4 | }',
      '  |',
    ].join('\n');
    assert.ok(plain.includes(`\n${frame}\n`), plain);
    const piped = await ground.run(['show', 'last']);
    assert.ok(piped.stdout.includes(`\n${frame}\n`), piped.stdout);
    assert.ok(!piped.stdout.includes('\u001b') && !/next|Worst/.test(piped.stdout), piped.stdout);
  });

  it('has a summary that fits on the screen, the worst first, with commands that work', async () => {
    project(40, { 'docs/b.md': '# B\n\n(text)[http://b]\n', 'z.js': 'const a = 1;\na === NaN;\n' });
    const { plain } = onTerminal('review . --fail-on never');
    const lines = plain.trimEnd().split('\n');
    const summary = lines.slice(lines.findIndex((line) => line.startsWith('Reviewed ')));
    assert.ok(rowsOf(summary) < rows, `${rowsOf(summary)} rows:\n${summary.join('\n')}`);
    const worst = summary.slice(summary.indexOf('Worst first') + 1);
    assert.match(worst[0] ?? '', /^ {2}error {4}src\/a-file-with-a-long-name-0\.js:2:5 +\S/);
    assert.match(summary.join('\n'), /\n {2}and 3\d more above\n/);
    const page = worst.map(
      (line) => /folder-review|cli\.js.*?( show \S+ --format html) > report\.html/.exec(line)?.[1],
    );
    const words = page
      .find((found) => found !== undefined)
      ?.trim()
      .split(' ');
    assert.ok(words, summary.join('\n'));
    assert.match((await ground.run(words)).stdout, /^<!doctype html>/i);
  });

  it('shows while it goes on how far it is, what was found and what failed, on one line that it takes away', () => {
    project(300);
    const { text } = onTerminal('review . --fail-on never');
    const drawn = text.split(`\r${csi}K`).map((part) => stripVTControlCharacters(part.split('\n')[0] ?? ''));
    const bars = drawn.filter((line) => line.includes('░'));
    assert.ok(bars.length > 1, text.slice(0, 2_000));
    assert.ok(
      bars.every((line) => line.length < columns && /^█*░+ \d+\/300 {2}/.test(line)),
      bars.join('\n'),
    );
    assert.ok(
      bars.some((line) => / \d+ findings/.test(line)),
      bars.join('\n'),
    );
    assert.doesNotMatch(text, /reviewed: /);
  });

  it('shows while commands verify how far they are, on one line that it takes away, and nothing of it when quiet', () => {
    project(1);
    const words = 'review . --fail-on never --verify "sleep 0.4"';
    const { text, plain } = onTerminal(words);
    const taken = `\r${csi}K`;
    assert.ok(text.includes(`${taken}1 command run, 0 of 1 done${taken}`), text);
    assert.doesNotMatch(plain, /command run, /);
    const quiet = onTerminal(`${words} --quiet`);
    assert.ok(quiet.text.includes(`${csi}31merror:${csi}39m`) && !quiet.text.includes(taken), quiet.text);
  });

  it('does as NO_COLOR and FORCE_COLOR say', async () => {
    project(1);
    const bare = onTerminal('review . --quiet', { NO_COLOR: '1' });
    assert.ok(!bare.text.includes(csi), bare.text);
    assert.match(bare.plain, /^Worst first$|^What you can do next$/m);
    const forced = await ground.run(['show', 'last'], { FORCE_COLOR: '1' });
    assert.ok(forced.stdout.includes(`${csi}31merror:${csi}39m`), forced.stdout);
    for (const format of ['json', 'sarif', 'markdown', 'junit', 'html']) {
      const [plain, coloured] = await Promise.all(
        [{}, { FORCE_COLOR: '1' }].map((environment) => ground.run(['show', 'last', '--format', format], environment)),
      );
      assert.equal(coloured?.stdout, plain?.stdout, format);
    }
    const dumb = onTerminal('review .', { TERM: 'dumb' });
    assert.ok(!dumb.text.includes('\u001b') && /reviewed: /.test(dumb.text), dumb.text);
  });

  it('looks alike in show, compare and what is applied', () => {
    project(1);
    onTerminal('review . --quiet');
    const block = (text: string) => /error:.*?\n\n/s.exec(text)?.[0];
    const shown = onTerminal('show last').text;
    assert.ok(block(shown));
    const [run = ''] = /\d{8}-\d{6}-\d{3}/.exec(shown) ?? [];
    ground.folder('project', { 'b.js': badJs });
    onTerminal('review . --quiet');
    const compared = onTerminal(`compare ${run} last`).text;
    assert.equal(
      block(compared)
        ?.replace('b.js', 'src/a-file-with-a-long-name-0.js')
        .replace(/id \w+/, ''),
      block(shown)?.replace(/id \w+/, ''),
    );
    const [id = ''] = /\bid ([0-9a-f]{12})/.exec(onTerminal('show last').plain)?.slice(1) ?? [];
    const applied = onTerminal(`apply last --only ${id}`).text;
    assert.ok(applied.includes(`${csi}32m+ if (Number.isNaN(values[1])) {${csi}39m\n`), applied);
    assert.ok(applied.includes(`${csi}32mapplied:${csi}39m b.js:2:5: `), applied);
    assert.equal(ground.read('project', 'b.js').includes('Number.isNaN'), true);
    const after = onTerminal('show last').plain;
    assert.match(after, / · applied\n2 - if \(values\[1\] == NaN\) \{\n2 \+ if \(Number/);
    assert.match(after, /cli\.js revert \S+/);
  });

  it('obeys nothing that code or a name says, and shows no secret of it', () => {
    const token = `ghp_${'Zx9Kq4Lm7Rt2Wv5Yb8Nc3Hd6Jf1Gs0PuTe4A'}`;
    const text = `const t = "${token}"; if (t == NaN) { "\u001b[2J\u009b31m\u202e" }\n`;
    project(0, { 'a\u001b[31m.js': text });
    const { text: all, plain } = onTerminal('review . --quiet');
    assert.ok(plain.includes('\\u{1B}[2J') && plain.includes('\\u{202E}'), plain);
    assert.ok(!all.includes(`${csi}2J`) && !/[\u0080-\u009f\u202e]/.test(all) && !all.includes(token), all);
  });

  it('says where a finding stands now when lines above it have changed', async () => {
    project(1);
    await ground.run(['review', '.']);
    ground.folder('project', { 'src/a-file-with-a-long-name-0.js': `\n\n${badJs}` });
    const { stdout } = await ground.run(['show', 'last']);
    assert.match(stdout, /-name-0\.js:4:5\n.*\n3 \| const .*\n4 \| if .*\n {2}\| {5}\^{16}\n/);
    ground.folder('project', { 'src/a-file-with-a-long-name-0.js': 'other();\n' });
    const gone = await ground.run(['show', 'last']);
    assert.match(gone.stdout, /-name-0\.js:2:5\n {2}= /);
    assert.doesNotMatch(gone.stdout, /\^/);
  });

  it('takes the path of a file as it has shown it', async () => {
    project(1);
    ground.cwd = ground.root;
    await ground.run(['review', 'project']);
    const path = 'project/src/a-file-with-a-long-name-0.js';
    assert.ok((await ground.run(['show', 'last'])).stdout.includes(` --> ${path}:2:5\n`));
    const { stdout, stderr } = await ground.run(['dismiss', 'last', '--file', path]);
    assert.match(stdout, /\n1 of 1 dismissed\.\n$/, stderr);
  });
});
