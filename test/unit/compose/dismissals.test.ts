import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createDismissals } from '../../../src/compose/dismissals';
import { agreementIn, approveDismissals } from '../../../src/compose/dismissalWords';
import { type FolderDismissals, sharedDismissals } from '../../../src/core/dismissals/dismissals';
import type { Finding } from '../../../src/core/types';
import { folderStatePath } from '../../../src/store/stateDir';
import { sha256 } from '../fakes';

function finding(name: string): Finding {
  const identity = sha256(name).slice(0, 16);
  const words = {
    title: `The ${name}`,
    explanation: '',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
  } as const;
  return { id: name, identity, reviewer: 'local', source: 'eslint', rule: 'no-undef', ...words };
}
const at = (path: string, name = 'one') => ({ path, finding: finding(name) });

describe('the dismissals of a folder', () => {
  let root: string;
  let folder: string;
  let told: string[];
  const before = process.env.XDG_STATE_HOME;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'dismissals-')));
    process.env.XDG_STATE_HOME = join(root, 'own');
    folder = join(root, 'folder');
    mkdirSync(folder);
    told = [];
  });
  afterEach(() => {
    if (before === undefined) {
      delete process.env.XDG_STATE_HOME;
    } else {
      process.env.XDG_STATE_HOME = before;
    }
    rmSync(root, { recursive: true, force: true });
  });

  const state = () => join(root, 'state');
  const create = () => createDismissals({ root: state(), folder, tell: (message) => told.push(message) });
  const loaded = async () => {
    const dismissals = create();
    await dismissals.load();
    return dismissals;
  };
  const ownFile = () => join(folderStatePath(state(), folder), 'dismissals.jsonl');
  const sharedFile = () => join(folder, sharedDismissals);
  const share = (text: string) => {
    mkdirSync(join(folder, '.folder-review'), { recursive: true });
    writeFileSync(sharedFile(), text);
  };
  const isKnown = (dismissals: FolderDismissals, path: string, name = 'one') => dismissals.of(path, finding(name));

  it('are remembered by path and identity, for the user alone, and taken back', async () => {
    const dismissals = create();
    const why = { reason: 'not a bug', note: 'checked' } as const;
    assert.deepEqual(await dismissals.add([at('b.ts'), at('a.ts'), at('a.ts', 'two')], why), {
      ...{ kind: 'dismissed', ...why },
    });
    assert.equal(statSync(ownFile()).mode & 0o777, 0o600);
    const paths = readFileSync(ownFile(), 'utf8')
      .split('\n')
      .map((line) => (line ? JSON.parse(line).path : line));
    assert.deepEqual(paths, ['a.ts', 'a.ts', 'b.ts', ''], 'a line each, sorted');
    const other = await loaded();
    assert.deepEqual(isKnown(other, 'a.ts'), { kind: 'dismissed', ...why });
    assert.equal(isKnown(other, 'c.ts'), undefined, 'another file');
    assert.equal(isKnown(other, 'b.ts', 'two'), undefined);
    await other.remove([at('a.ts')]);
    const again = await loaded();
    assert.deepEqual([isKnown(again, 'a.ts'), again.list().length], [undefined, 2]);
    const [first] = again.list();
    assert.deepEqual(
      (await again.undo([first?.id ?? '', 'none'])).map(({ id }) => id),
      [first?.id],
    );
    assert.equal((await loaded()).list().length, 1);
  });

  it('are not made of what nothing is known by elsewhere, and hold no secret', async () => {
    const dismissals = create();
    const { identity: _, ...unknown } = finding('one');
    await dismissals.add([{ path: 'a.ts', finding: unknown }], {});
    const token = 'ghp_zyxwvutsrqponmlkjihgfedcba9876543210';
    await dismissals.add([{ path: 'b.ts', finding: { ...finding('two'), title: token } }], { note: `it is ${token}` });
    assert.equal(dismissals.list().length, 1);
    assert.ok(!readFileSync(ownFile(), 'utf8').includes(token));
  });

  it('are all there when many windows dismiss and take back at once', async () => {
    const windows = Array.from({ length: 6 }, create);
    await Promise.all(windows.map((window, n) => window.add([at(`${n}.ts`), at('same.ts')], {})));
    await Promise.all(windows.slice(0, 3).map((window, n) => window.remove([at(`${n}.ts`)])));
    assert.deepEqual(
      (await loaded())
        .list()
        .map(({ path }) => path)
        .sort(),
      ['3.ts', '4.ts', '5.ts', 'same.ts'],
    );
  });

  it('hide nothing of which they say that it is something else', async () => {
    const { identity, source, rule, title } = finding('one');
    const line = { path: 'a.ts', identity, source, rule, title };
    for (const [said, hides] of [
      [line, true],
      [{ ...line, rule: 'eqeqeq' }, false],
      [{ ...line, source: 'markdownlint' }, false],
    ] as const) {
      share(`${JSON.stringify(said)}\n`);
      assert.equal(isKnown(await loaded(), 'a.ts') !== undefined, hides);
    }
  });

  it('are shared by one file of the folder, from which they are taken back, too', async () => {
    const dismissals = create();
    await dismissals.add([at('a.ts'), at('b.ts')], { reason: 'accepted' });
    assert.equal(await dismissals.share(), 2);
    assert.equal(readFileSync(ownFile(), 'utf8'), '');
    const colleague = createDismissals({ root: join(root, 'other'), folder, tell: assert.fail });
    await colleague.load();
    const { reason, ...rest } = colleague.of('a.ts', finding('one')) ?? assert.fail();
    assert.deepEqual([reason, rest], ['accepted', { kind: 'dismissed', by: sharedDismissals }]);
    await colleague.add([at('a.ts')], { note: 'mine' });
    assert.deepEqual(isKnown(colleague, 'a.ts'), { kind: 'dismissed', note: 'mine' }, 'their own word wins');
    assert.deepEqual(
      colleague.list().map(({ path, isShared }) => [path, isShared]),
      [
        ['a.ts', false],
        ['b.ts', true],
      ],
    );
    await colleague.remove([at('a.ts'), at('b.ts')]);
    assert.equal(readFileSync(sharedFile(), 'utf8'), '');
    assert.deepEqual([isKnown(colleague, 'a.ts'), (await loaded()).list()], [undefined, []]);
  });

  it('of the folder count once the person has seen them, and as long as nobody else changes them', async () => {
    await create().add([at('a.ts')], {});
    await (await loaded()).share();
    const memory = new Map<string, boolean>();
    const approvals = {
      memory: {
        get: (key: string) => memory.get(key),
        update: async (key: string, is: boolean) => void memory.set(key, is),
      },
      ...{ name: 'shop\u202e', realPath: folder },
    };
    const asked: string[] = [];
    const ask = (answer: 'use' | 'ignore' | undefined) =>
      approveDismissals({
        ...approvals,
        ask: async (question, words) => {
          asked.push(question, words);
          return answer;
        },
      });
    let isTrusted = true;
    const mine = async () => {
      const agreement = agreementIn(approvals.memory, folder, () => isTrusted);
      const dismissals = createDismissals({ root: join(root, 'other'), folder, tell: assert.fail, agreement });
      await dismissals.load();
      return dismissals;
    };
    const counts = async (path = 'a.ts') => (await mine()).of(path, finding('one'))?.by;
    assert.equal(await counts(), undefined);
    assert.equal(await ask(undefined), undefined);
    assert.equal(await ask('ignore'), 'ignore');
    assert.equal(await ask('use'), 'ignore', 'asked once');
    assert.deepEqual(asked.slice(-2), [
      '“shop\\u{202E}” dismisses 1 finding of its own accord, in .folder-review/dismissals.jsonl: they would be hidden, and counted. Use that?',
      'a.ts: The one (eslint/no-undef)',
    ]);
    assert.equal(await counts(), undefined);
    assert.equal((await mine()).list().length, 1, 'listed all the same');
    // Who shares what they have dismissed goes on not to see it.
    const sharing = await mine();
    await sharing.add([at('c.ts')], {});
    assert.equal(await sharing.share(), 1);
    assert.deepEqual(await (await mine()).of('c.ts', finding('one')), { kind: 'dismissed' });
    assert.equal(await ask('use'), 'use', 'other words');
    assert.equal(await counts(), sharedDismissals);
    // By their own doing, and by somebody else's.
    await (await mine()).remove([at('c.ts')]);
    assert.equal(await counts(), sharedDismissals);
    const theirs = await loaded();
    await theirs.add([at('d.ts')], {});
    await theirs.share();
    assert.deepEqual([await counts(), await counts('d.ts')], [undefined, undefined]);
    // What was agreed to is void while the folder is not trusted, where its file is neither read nor written.
    assert.equal(await ask('use'), 'use', 'their words');
    const following = await mine();
    assert.equal(following.of('d.ts', finding('one'))?.by, sharedDismissals);
    isTrusted = false;
    assert.deepEqual(
      [await following.load(), following.of('d.ts', finding('one')), following.list()],
      [true, undefined, []],
    );
    const words = readFileSync(sharedFile(), 'utf8');
    await following.add([at('e.ts')], {});
    await assert.rejects(following.share(), /is not read here/);
    assert.equal(readFileSync(sharedFile(), 'utf8'), words);
    writeFileSync(sharedFile(), 'nothing of the kind\n');
    await (await mine()).load();
    writeFileSync(sharedFile(), words);
    isTrusted = true;
    assert.deepEqual([await following.load(), following.of('d.ts', finding('one'))?.by], [true, sharedDismissals]);
    await following.remove([at('e.ts')]);
    rmSync(sharedFile());
    asked.length = 0;
    assert.deepEqual([await ask(undefined), asked], ['use', []], 'nothing is asked where there is none');
  });

  it('keep what a later version has written, lines of both sides of a merge, and line ends of Windows', async () => {
    const line = { path: 'a.ts', identity: finding('one').identity, source: 'eslint', title: 'T', since: '9.0' };
    const other = { ...line, path: 'c.ts', reason: 'elsewhere' };
    share(`\uFEFF${JSON.stringify(other)}\r\n\r\n${JSON.stringify(line)}\r\n${JSON.stringify({ ...line, note: 'x' })}`);
    const dismissals = create();
    await dismissals.add([at('b.ts', 'two')], {});
    await dismissals.share();
    const lines = readFileSync(sharedFile(), 'utf8')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    assert.deepEqual(
      lines.map(({ path }) => path),
      ['a.ts', 'a.ts', 'b.ts', 'c.ts'],
    );
    assert.equal(lines.filter(({ since }) => since === '9.0').length, 3);
    await dismissals.remove([at('a.ts')]);
    assert.deepEqual(
      (await loaded())
        .list()
        .map(({ path }) => path)
        .sort(),
      ['b.ts', 'c.ts'],
    );
  });

  it('hold for what is folded into a finding, too, should it come alone', async () => {
    const dismissals = await loaded();
    const { identity = '' } = finding('other');
    const both = { ...finding('one'), folded: [{ reviewer: 'model', source: 'qwen', identity } as const] };
    await dismissals.add([{ path: 'a', finding: both }], {});
    const alone = async () => (await loaded()).of('a', { ...finding('other'), source: 'qwen' })?.kind;
    assert.equal(await alone(), 'dismissed');
    await dismissals.remove([{ path: 'a', finding: both }]);
    assert.equal(await alone(), undefined);
  });

  it('of the folder stay its word when a file gets another name, until they are shared again', async () => {
    mkdirSync(join(folder, '.folder-review'));
    const { identity = '' } = finding('one');
    const line = { path: 'a', identity, source: 'eslint', title: 't' };
    writeFileSync(join(folder, sharedDismissals), `${JSON.stringify(line)}\n`);
    const dismissals = await loaded();
    await dismissals.followRenames(new Map([['b', 'a']]));
    rmSync(join(folder, sharedDismissals));
    const later = await loaded();
    assert.deepEqual(later.of('b', finding('one')), { kind: 'dismissed', by: sharedDismissals });
    await later.share();
    assert.doesNotMatch(readFileSync(join(folder, sharedDismissals), 'utf8'), /"by"/);
  });

  it('are listed without what nobody knows, however deep that is', async () => {
    mkdirSync(join(folder, '.folder-review'));
    const { identity } = finding('one');
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const line = `{"path":"a","identity":"${identity}","source":"eslint","title":"t","later":${deep}}\n`;
    writeFileSync(join(folder, sharedDismissals), line);
    const dismissals = await loaded();
    const [one] = dismissals.list();
    assert.deepEqual({ ...one, id: '' }, { path: 'a', identity, source: 'eslint', title: 't', id: '', isShared: true });
    await assert.rejects(dismissals.explain([one?.id ?? ''], { note: 'why' }));
    assert.equal(readFileSync(join(folder, sharedDismissals), 'utf8'), line);
  });

  it('are in order with a clear error for each kind of broken line, and nothing is lost', async () => {
    const good = JSON.stringify({ path: 'a.ts', identity: '0123456789abcdef', source: 's', title: 't' });
    for (const [broken, said] of [
      ['<<<<<<< HEAD', 'a merge was not finished here'],
      ['{"path":', 'it is not JSON'],
      ['[]', 'it is not an object'],
      ['{"path":"a.ts","identity":"?","source":"s","title":"t"}', '"identity" must be 16 hexadecimal digits'],
      [good.replace('}', ',"reason":"boring"}'), '"reason" must be one of: not a bug, accepted, elsewhere'],
    ] as const) {
      for (const file of [sharedFile(), ownFile()]) {
        rmSync(join(folder, '.folder-review'), { recursive: true, force: true });
        rmSync(ownFile(), { force: true });
        await create().add([at('z.ts')], {});
        rmSync(ownFile());
        mkdirSync(join(folder, '.folder-review'), { recursive: true });
        const text = `${good}\n${broken}\n${good}\n`;
        writeFileSync(file, text);
        const dismissals = create();
        const complains = (error: Error) => error.message.startsWith(`${file}, line 2: ${said}`);
        await assert.rejects(dismissals.load(), complains, broken);
        await assert.rejects(dismissals.add([at('b.ts')], {}), complains);
        await assert.rejects(dismissals.remove([at('a.ts')]), complains);
        await assert.rejects(dismissals.share(), complains);
        assert.equal(readFileSync(file, 'utf8'), text);
        told = [];
        assert.equal(await dismissals.loadOrTell(), false);
        assert.match(told[0] ?? '', /^The dismissed findings of this folder cannot be read: .*line 2/);
      }
    }
  });

  it('follow no link out of the folder, to be read or to be written', async () => {
    const outside = join(root, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'dismissals.jsonl'), 'private\n');
    symlinkSync(outside, join(folder, '.folder-review'));
    const dismissals = create();
    await assert.rejects(
      dismissals.load(),
      (error: Error) => /link|leads out/.test(error.message) && !/private/.test(error.message),
    );
    await assert.rejects(dismissals.share(), /link|leads out/);
    rmSync(join(folder, '.folder-review'));
    mkdirSync(join(folder, '.folder-review'));
    symlinkSync(join(outside, 'dismissals.jsonl'), sharedFile());
    await assert.rejects(dismissals.load(), /link/);
    assert.equal(readFileSync(join(outside, 'dismissals.jsonl'), 'utf8'), 'private\n');
  });

  it('are not taken back from one file when the other cannot be written', async () => {
    const dismissals = create();
    await dismissals.add([at('a.ts')], {});
    await dismissals.share();
    await dismissals.add([at('a.ts')], { reason: 'accepted' });
    // Also for root, whom no right keeps from writing.
    rmSync(sharedFile());
    mkdirSync(sharedFile());
    await assert.rejects(dismissals.remove([at('a.ts')]));
    assert.deepEqual(isKnown(dismissals, 'a.ts'), { kind: 'dismissed', reason: 'accepted' });
    assert.ok(readFileSync(ownFile(), 'utf8').includes('a.ts'));
  });
});
