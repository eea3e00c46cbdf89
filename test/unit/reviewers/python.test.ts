import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { astGrep } from '../../../src/reviewers/analyzers/astGrep';
import { analyze, buildWorker, rulesOf, snapshot } from './support';

async function rulesIn(text: string) {
  return rulesOf(await analyze(astGrep, snapshot('a.py', text)));
}

describe('a bare except in Python', () => {
  before(buildWorker);

  it('is a guess, in a loop as well', async () => {
    for (const text of [
      'while True:\n    try:\n        look()\n        time.sleep(30)\n    except:\n        print("again")\n',
      'for name in names:\n    try:\n        os.remove(name)\n    except:\n        pass\n',
      'def sort(all):\n    try:\n        all.sort()\n    except:\n        pass\n    return all\n',
    ]) {
      const found = await analyze(astGrep, snapshot('a.py', text));
      assert.deepEqual(
        found.map(({ rule, confidence }) => [rule, confidence]),
        [['bare-except', 'low']],
        text,
      );
    }
  });
});

describe('coroutines in Python that nobody awaits', () => {
  before(buildWorker);

  const declared = 'async def notify(user):\n    await send(user)\n\n';
  const missed: Readonly<Record<string, string>> = {
    'of the file': `${declared}def main():\n    notify("all")\n`,
    'at the top': `${declared}notify("all")\n`,
    'of the function around': 'def main():\n    async def go():\n        await x\n    go()\n',
    'where a class has one of that name': `${declared}class A:\n    def notify(self): pass\n    def run(self):\n        notify(1)\n`,
    'declared twice': `${declared}${declared}notify("all")\n`,
    'of the class': 'class A:\n    async def go(self):\n        await x\n    def run(self):\n        self.go()\n',
  };
  for (const [name, text] of Object.entries(missed)) {
    it(`are found: ${name}`, async () => assert.deepEqual(await rulesIn(text), ['coroutine-not-awaited']));
  }

  const shadowed: Readonly<Record<string, string>> = {
    'a local function': `${declared}def main():\n    def notify(user): print(user)\n    notify("all")\n`,
    'a local class': `${declared}def main():\n    class notify: pass\n    notify()\n`,
    'a parameter': `${declared}def main(notify):\n    notify("all")\n`,
    'a parameter with a type and a value': `${declared}def main(*, notify: F = print):\n    notify("all")\n`,
    'a parameter of the function around': `${declared}def f(notify):\n    def g():\n        notify("all")\n    return g\n`,
    'an assignment': `${declared}def main():\n    notify = print\n    notify("all")\n`,
    'an assignment of several': `${declared}def main():\n    (a, [*notify]) = b\n    notify("all")\n`,
    'an assignment at the top': `${declared}notify = task(notify)\n\ndef main():\n    notify("all")\n`,
    'an assignment in an expression': `${declared}def main():\n    if (notify := get()):\n        notify("all")\n`,
    'a loop': `${declared}def main():\n    for notify in all:\n        notify("all")\n`,
    'a with statement': `${declared}def main():\n    with a() as (b, notify):\n        notify("all")\n`,
    'an import': `${declared}def main():\n    from a import b as notify\n    notify("all")\n`,
    'a pattern': `${declared}def main():\n    match a:\n        case [notify]:\n            notify("all")\n`,
    'another function': `${declared}def change():\n    global notify\n    notify = print\n\nnotify("all")\n`,
    'a choice': 'if a:\n    async def f(): await x\nelse:\n    def f(): pass\nf()\n',
    'a decorator': `@task\n${declared}notify("all")\n`,
    'a yield': 'async def f():\n    yield await x\nf()\n',
    'a method of the same name':
      'class A:\n    async def go(self): await x\n    def go(self): pass\n    def run(self):\n        self.go()\n',
    'an attribute':
      'class A:\n    async def go(self): await x\n    def __init__(self, f):\n        self.go = f\n    def run(self):\n        self.go()\n',
    'another self': 'class A:\n    async def go(self): await x\n    @staticmethod\n    def run():\n        self.go()\n',
  };
  for (const [name, text] of Object.entries(shadowed)) {
    it(`are told from what has their name: ${name}`, async () => assert.deepEqual(await rulesIn(text), []));
  }
});

describe('handlers in Python that never run', () => {
  before(buildWorker);

  /** A file whose try statement has handlers for these. */
  function handling(...caught: readonly string[]): string {
    return `try:\n    f()\n${caught.map((name) => `except ${name}:\n    g()\n`).join('')}`;
  }

  for (const caught of [
    ['Exception', 'ValueError'],
    ['BaseException', 'KeyboardInterrupt'],
    ['Exception as error', 'UnicodeDecodeError as error'],
    ['OSError', 'ConnectionResetError'],
    ['IOError', 'TimeoutError'],
    ['ArithmeticError', 'Mine', 'FloatingPointError'],
    ['(KeyError, ValueError)', '(UnicodeError, UnicodeEncodeError)'],
    ['Exception', 'StopIteration'],
  ]) {
    it(`are found: ${caught.join(', ')}`, async () =>
      assert.deepEqual(await rulesIn(handling(...caught)), ['broad-handler-first']));
  }

  for (const caught of [
    ['ValueError', 'Exception'],
    ['Exception', 'KeyboardInterrupt'],
    ['Exception', 'asyncio.CancelledError'],
    ['Exception', 'MyError'],
    ['Exception', 'library.ValueError'],
    ['library.OSError', 'TimeoutError'],
    ['OSError', 'IOError'],
    ['KeyError', '(IndexError, KeyError)'],
    ['LookupError', '(IndexError, ValueError)'],
    ['Exception, error', 'ValueError, error'],
  ]) {
    it(`are told from those that may: ${caught.join(', ')}`, async () =>
      assert.deepEqual(await rulesIn(handling(...caught)), []));
  }

  it('are told from those for an exception of the file or of a library that is called like a built-in one', async () => {
    const code = handling('OSError', 'ConnectionError');
    assert.deepEqual(await rulesIn(code), ['broad-handler-first']);
    assert.deepEqual(await rulesIn(`from redis import ConnectionError\n${code}`), []);
    assert.deepEqual(await rulesIn(`class ConnectionError(BaseException): pass\n${code}`), []);
  });
});
