import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Playground } from './cli';
import { servedPlayground } from './served';

/** A function with a comparison that is never true, which ESLint's `use-isnan` finds. */
const wrong = (name: string) => `export function ${name}(value) {\n  return value === NaN;\n}\n`;

/** The folders of the runs, first one first. */
function runFoldersOf(ground: Playground): string[] {
  const state = join(ground.root, 'state');
  return readdirSync(state, { recursive: true, encoding: 'utf8' })
    .filter((name) => /runs[\\/][\d-]+$/.test(name))
    .toSorted()
    .map((name) => join(state, name));
}

describe('what a review says of the reviews before', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  const written = (name: string) => readFileSync(join(ground.root, 'out', name), 'utf8');
  const review = async (folder: string, ...words: string[]) => {
    const { stdout, stderr, exitCode } = await ground.run(['review', folder, '--out', 'out', ...words]);
    assert.notEqual(exitCode, 2, stderr);
    const sarif = JSON.parse(written('results.sarif'));
    const states = sarif.runs[0].results.map(
      ({ baselineState, locations }: { baselineState?: string; locations: { physicalLocation: Located }[] }) =>
        `${locations[0]?.physicalLocation.artifactLocation.uri} ${baselineState}`,
    );
    return {
      stdout,
      states,
      fingerprints: sarif.runs[0].results.map(
        ({ partialFingerprints }: { partialFingerprints: Record<string, string> }) => partialFingerprints,
      ),
      history: /^Since .* before: .*$/m.exec(stdout)?.[0],
      markdown: written('report.md'),
      page: written('report.html'),
    };
  };
  interface Located {
    readonly artifactLocation: { readonly uri: string };
  }
  const runFolders = () => runFoldersOf(ground);

  it('is in every report: what is new, came back, is still there, fixed, and what nobody looked at', async () => {
    const folder = ground.folder('project', { 'a.js': wrong('one') + wrong('two'), 'b.ts': wrong('three') });
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    const first = await review(folder);
    assert.equal(first.history, undefined);
    assert.deepEqual(first.states, ['a.js undefined', 'a.js undefined', 'b.ts undefined']);
    assert.ok(!first.markdown.includes('· new'));

    write('a.js', `// above\n${wrong('two')}${wrong('fresh')}`);
    write('b.ts', 'export function three( {');
    const second = await review(folder);
    assert.equal(second.history, 'Since the review before: 2 new, 1 still there, 1 fixed, 1 not looked at.');
    assert.deepEqual(second.states, ['a.js unchanged', 'a.js new', 'b.ts new']);
    assert.ok(second.markdown.includes(second.history));
    assert.match(second.markdown, /Line 6 · error · `eslint use-isnan`.* · new$/m);
    assert.match(second.page, /New: no review before has found it\./);
    assert.ok(second.page.includes(second.history));

    write('a.js', wrong('one'));
    write('b.ts', wrong('three'));
    const third = await review(folder);
    assert.equal(third.history, 'Since the reviews before: 1 came back, 1 still there, 3 fixed.');
    assert.deepEqual(third.states, ['a.js new', 'b.ts unchanged']);
    assert.match(third.page, /Came back: it was found once/);
    // Also of an earlier run that is looked at.
    const shown = await ground.run(['show', 'last']);
    assert.ok(shown.stdout.includes(third.history ?? '?'));
  });

  it('counts nothing as fixed in a file that was made a template, which its analyzer does not read', async () => {
    const folder = ground.folder('project', { 'a.py': 'def f():\n    raise NotImplemented\n' });
    const write = (text: string) => writeFileSync(join(folder, 'a.py'), text);
    await review(folder);
    write('{% if x %}\ndef f():\n    raise NotImplemented\n{% endif %}\n');
    assert.equal((await review(folder)).history, 'Since the review before: 1 not looked at.');
    write('def f():\n    return 1\n');
    assert.equal((await review(folder)).history, 'Since the reviews before: 1 fixed.');
  });

  it('counts nothing as fixed that nobody looks for under the new name of a file', async () => {
    const script =
      "import { gap } from './gap.js';\nexport const one = 1 === NaN;\nexport const two = 1 === NaN;\nclass A { a() {} a() {} }\n";
    const python = 'y = "a" % (1, 2)\nx = "b" % (1, 2)\n';
    const folder = ground.folder('project', { 'a.py': `${python}raise NotImplemented\n`, 'b.js': script });
    const rename = (from: string, to: string, text: string) => {
      rmSync(join(folder, from));
      writeFileSync(join(folder, to), text);
    };
    await review(folder);
    rename('a.py', 'a.pyi', `${python}print(1)\n`);
    rename('b.js', 'b.ts', script.replace('a() {} a() {}', 'a() {} b() {}').replace('gap', 'gop'));
    const { history } = await review(folder);
    const { stdout } = await ground.run(['compare', ...runFolders().map((run) => basename(run))]);
    assert.equal(history, 'Since the review before: 4 still there, 1 fixed, 2 not looked at.', stdout);
    assert.match(stdout, /ruff does not look for F901 in such a file/);
    assert.match(stdout, /eslint does not look for no-unused-vars in such a file/);
  });

  it('counts as fixed, or as not looked at, what was in a list alone', async () => {
    const folder = ground.folder('project', {
      'a.js': wrong('one') + wrong('two'),
      'a.test.js': `${wrong('three')}// folder-review-ignore-next-line\nexport const gap = 1 === NaN;\n`,
      'b.test.js': '// folder-review-ignore-next-line\nexport const hole = 1 === NaN;\n',
    });
    await review(folder);
    await ground.run(['dismiss', 'last', '--file', 'a.js']);
    assert.equal((await review(folder)).history, 'Since the review before: 1 still there.');
    writeFileSync(join(folder, 'a.js'), wrong('two'));
    writeFileSync(join(folder, 'a.test.js'), '');
    rmSync(join(folder, 'b.test.js'));
    assert.equal((await review(folder)).history, 'Since the reviews before: 1 not looked at.');
    writeFileSync(join(folder, 'a.test.js'), '// empty\n');
    assert.equal((await review(folder)).history, 'Since the reviews before: 1 fixed.');
  });

  it('calls nothing new or fixed that was one too many of a file to be kept', async () => {
    const names = Array.from({ length: 1_100 }, (_, n) => `f${n}`);
    const folder = ground.folder('project', { 'a.js': names.map(wrong).join('') });
    await review(folder);
    writeFileSync(join(folder, 'a.js'), names.slice(200).map(wrong).join(''));
    const { history, states, markdown } = await review(folder);
    assert.equal(history, 'Since the review before: 800 still there, 201 fixed, 100 not looked at.');
    assert.deepEqual([...new Set(states)], ['a.js unchanged']);
    assert.ok(!markdown.includes('· new'));
    const compared = await ground.run(['compare', ...runFolders().map((run) => basename(run))]);
    assert.match(compared.stdout, /0 new, 0 came back, 800 still there, 201 fixed, 0 hidden, 100 not looked at\./);
    assert.match(compared.stdout, /not all findings of eslint were kept before/);
  });

  it('has fingerprints that stay the same when lines move', async () => {
    const folder = ground.folder('project', { 'a.js': wrong('one') });
    const [before] = (await review(folder)).fingerprints;
    writeFileSync(join(folder, 'a.js'), `// above\n\n${wrong('one')}`);
    const [after] = (await review(folder)).fingerprints;
    assert.match(before.primaryLocationLineHash, /^[0-9a-f]{16}:1$/);
    assert.deepEqual(after, before);
  });

  it('is known also of a run that was killed, and where what had been seen is damaged', async () => {
    const folder = ground.folder('project', { 'a.js': wrong('one') + wrong('two') });
    await review(folder);
    writeFileSync(join(folder, 'a.js'), wrong('one'));
    await review(folder);
    const [first = '', second = ''] = runFolders();
    rmSync(join(second, 'seen-after.jsonl'));
    const kept = readFileSync(join(first, 'seen-after.jsonl'), 'utf8');
    assert.ok(!/NaN|comparison/.test(kept), 'of the text and the words nothing is kept');
    writeFileSync(join(folder, 'a.js'), wrong('one') + wrong('two'));
    assert.equal((await review(folder)).history, 'Since the reviews before: 1 came back, 1 still there.');
    for (const run of runFolders()) {
      writeFileSync(join(run, 'seen-after.jsonl'), kept.slice(0, -9));
      rmSync(join(run, 'seen-before.jsonl'));
    }
    assert.equal((await review(folder)).history, 'Since the reviews before: 2 still there.');
  });

  it('is the same for every limit', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `f${n}.js`);
    const reports: string[] = [];
    for (const limit of ['1', '8']) {
      const folder = ground.folder(`limit${limit}`, Object.fromEntries(names.map((name) => [name, wrong('one')])));
      await review(folder);
      for (const name of names.slice(10)) {
        writeFileSync(join(folder, name), wrong('two'));
      }
      const { markdown, states } = await review(folder, '--max-parallel-files', limit);
      reports.push(markdown + states.join());
    }
    assert.equal(reports[0], reports[1]);
  });
});

describe('folder-review compare, over reviews with a model', () => {
  const served = servedPlayground();

  it('never calls fixed what a failed review has not looked for, and knows when it comes back', async () => {
    const { ground, server } = served;
    const folder = ground.folder('project', {
      'm.txt': 'first\nteh second\n',
      'moved.js': wrong('one') + wrong('two'),
    });
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    let isBroken = false;
    server.reply(({ user, file }) => {
      if (isBroken && file === 'm.txt') {
        return { text: 'no JSON at all' };
      }
      const line = Number(/^ *(\d+)\| teh/m.exec(user)?.[1]);
      const words = { title: `t${Math.random()}`, explanation: '', category: 'docs', confidence: 'high' } as const;
      const finding = { ...words, severity: 'warning' as const, startLine: line, endLine: line, edits: [] };
      return { findings: line > 0 ? [finding] : [] };
    });
    const review = async () => {
      const { exitCode, stderr } = await ground.run(['review', folder, '--fail-on', 'never', ...served.endpoint]);
      assert.equal(exitCode, isBroken ? 3 : 0, stderr);
    };
    await review();
    isBroken = true;
    write('moved.js', `// above\n${wrong('two')}${wrong('one')}`);
    write('m.txt', 'above\nfirst\nteh second\n');
    await review();
    isBroken = false;
    await review();
    write('m.txt', 'first\nthe second\n');
    rmSync(join(folder, 'moved.js'));
    write('sub.js', `// above\n${wrong('two')}${wrong('one')}`);
    await review();
    write('m.txt', 'teh second\n');
    write('sub.js', wrong('one'));
    await review();
    const runs = (await ground.run(['runs'])).stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 19))
      .reverse();
    const compared = async (earlier: number, later: number) => {
      const words = ['compare', runs[earlier - 1] ?? '', runs[later - 1] ?? '', '--format', 'json'];
      const { findings } = JSON.parse((await ground.run(words)).stdout);
      return findings.map(({ standing, path }: Record<string, string>) => `${standing} ${path}`);
    };
    const moved = ['still there moved.js', 'still there moved.js'];
    assert.deepEqual(await compared(1, 2), [...moved, 'not looked at m.txt']);
    assert.deepEqual(await compared(2, 3), ['still there m.txt', ...moved]);
    assert.deepEqual(await compared(1, 3), ['still there m.txt', ...moved]);
    assert.deepEqual(await compared(3, 4), ['still there sub.js', 'still there sub.js', 'fixed m.txt']);
    assert.deepEqual(await compared(2, 4), ['still there sub.js', 'still there sub.js', 'fixed m.txt']);
    assert.deepEqual(await compared(4, 5), ['came back m.txt', 'still there sub.js', 'fixed sub.js']);
    assert.deepEqual(await compared(1, 5), ['still there m.txt', 'still there sub.js', 'fixed sub.js']);
  });

  it('takes nothing for fixed in a file of which not one byte has changed, whatever a model says of it now', async () => {
    const { ground, server } = served;
    const folder = ground.folder('project', { 'm.txt': 'teh first\n' });
    let isSilent = false;
    server.reply(({ user }) => {
      const words = { title: 'Typo', explanation: '', category: 'docs', confidence: 'high' } as const;
      const finding = { ...words, severity: 'warning' as const, startLine: 1, endLine: 1, edits: [] };
      return { findings: isSilent || !/teh/.test(user) ? [] : [finding] };
    });
    const review = async () => {
      const words = ['review', folder, '--fail-on', 'never', '--no-cache', '--out', 'out', ...served.endpoint];
      const { stdout, stderr, exitCode } = await ground.run(words);
      assert.equal(exitCode, 0, stderr);
      return /^Since .* before: .*$/m.exec(stdout)?.[0];
    };
    await review();
    isSilent = true;
    const second = await review();
    assert.equal(second, 'Since the review before: 1 not looked at.');
    assert.ok(readFileSync(join(ground.root, 'out', 'report.html'), 'utf8').includes(second));
    const compared = await ground.run(['compare', ...runFoldersOf(ground).map((run) => basename(run))]);
    assert.match(compared.stdout, /the file has not changed, of which \S+ does not say the same each time/);
    isSilent = false;
    assert.equal(await review(), 'Since the reviews before: 1 still there.');
    writeFileSync(join(folder, 'm.txt'), 'the first\n');
    assert.equal(await review(), 'Since the reviews before: 1 fixed.');
  });

  it('takes nothing for fixed that a model was asked not to repeat, or was not to look for', async () => {
    const { ground, server } = served;
    const folder = ground.folder('project', { 'a.js': 'export const wrong = (v) => v === gap;\n' });
    server.reply(({ system, user }) => {
      const isTold = /^- lines 1-1: /m.test(user);
      const words = { title: 'Equality', explanation: '', category: 'bug', confidence: 'high' } as const;
      const finding = { ...words, severity: 'warning' as const, startLine: 1, endLine: 1, edits: [] };
      return { findings: isTold || !/v === /.test(user) || /Spare me/.test(system) ? [] : [finding] };
    });
    const review = async (...words: string[]) => {
      const { stdout, stderr, exitCode } = await ground.run([
        ...['review', folder, '--fail-on', 'never', ...served.endpoint, ...words],
      ]);
      assert.equal(exitCode, 0, stderr);
      return /^Since .* before: .*$/m.exec(stdout)?.[0];
    };
    const write = (text: string) => writeFileSync(join(folder, 'a.js'), text);
    await review();
    const seen = () => readFileSync(join(runFoldersOf(ground).at(-1) ?? '', 'seen-after.jsonl'), 'utf8');
    assert.match(seen(), /"quote":"export const wrong = \(v\) => v === gap;"/);
    write('export const wrong = (v) => v === gap; export const one = 1 === NaN;\n');
    assert.equal(await review(), 'Since the review before: 1 new, 1 not looked at.');
    const compared = await ground.run(['compare', ...runFoldersOf(ground).map((run) => basename(run))]);
    assert.match(compared.stdout, /it may be left to eslint, which has found something there/);
    assert.equal(await review(), 'Since the reviews before: 1 still there, 1 not looked at.');
    write('export const wrong = (v) => v === gap;\n');
    assert.equal(await review(), 'Since the reviews before: 1 still there, 1 fixed.');
    const file = join(ground.root, 'instructions.txt');
    writeFileSync(file, 'Spare me comparisons.');
    assert.equal(await review('--instructions', file), 'Since the reviews before: 1 not looked at.');
    write('export const wrong = (v) => v > gap;\n');
    assert.equal(await review(), 'Since the reviews before: 1 fixed.');
  });
});
