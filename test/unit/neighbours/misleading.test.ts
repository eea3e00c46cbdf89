import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shownWith } from './support';

/** What is shown of one file to another, which imports it. */
async function shownOf(path: string, text: string, use: string, budget?: number): Promise<readonly string[]> {
  const user = `m.${path.replace(/.*\./, '').replace('h', 'c')}`;
  return (await shownWith(user, { [user]: use, [path]: text }, budget))[path] ?? [];
}

describe('what is shown of other files', () => {
  it('has the fields, in their order and on one line, of what is built without naming them', async () => {
    const python = `from dataclasses import dataclass
class Point(NamedTuple):
    """A place."""
    x: int
    y: float = 0.0
    def norm(self): return 0
@dataclass(frozen=True)
class Job:
    name: str
    count: ClassVar[int] = 0
    tags: list[str] = field(default_factory=list)  # many
@attr.s
class Old:
    a = attr.ib()
    limit = 3
class Keys(TypedDict, total=False):
    id: int
class Own:
    kept: int
    def __init__(self, given): pass
class Color(Enum):
    RED = 1
`;
    const use = 'from lib import *\nPoint(1, 2).norm(); Job("a", []); Old(1); Keys(id=1); Own(2); Color(1)\n';
    assert.deepEqual(await shownOf('lib.py', python, use), [
      'class Point(NamedTuple)  // A place.\n  fields, in this order: x: int; y: float = 0.0\n  def norm(self)',
      '@dataclass(frozen=True) class Job\n  fields, in this order: name: str; tags: list[str] = field(default_factory=list)',
      '@attr.s class Old\n  fields, in this order: a = attr.ib()',
      'class Keys(TypedDict, total=False)\n  fields, in this order: id: int',
      'class Own\n  def __init__(self, given)',
      'class Color(Enum)',
    ]);
    const header = `struct opt {
  const char *name; /* as typed */
  int (*run)(int), level;
  static int made;
#ifdef DEBUG
  int seen;
#endif
#if 0
  int gone;
#endif
  union { int a; char b; };
  unsigned mask : 3;
};
typedef struct { int a, b; } pair;
`;
    assert.deepEqual(
      await shownOf('o.h', header, '#include "o.h"\nstruct opt all[] = { { "a", 0, 1 } };\npair p = { 1, 2 };\n'),
      [
        'struct opt\n  fields, in this order: const char *name; int (*run)(int), level; int seen (only if defined(DEBUG)); union { int a; char b; }; unsigned mask : 3',
        'typedef struct pair\n  fields, in this order: int a, b',
      ],
    );
    const cpp = 'struct P { int x; int y = 3; int sum() const; };\nstruct Q { Q(int given); int x; };\n';
    assert.deepEqual(await shownOf('p.hpp', cpp, '#include "p.hpp"\nP p{1, 2}; Q q(p.x);\n'), [
      'struct P\n  fields, in this order: int x; int y = 3',
      'struct Q\n  Q(int given)\n  int x',
    ]);
  });

  it('says where fields are not shown: for want of room, or as there are too many', async () => {
    const header = `struct opt { ${Array.from({ length: 60 }, (_, n) => `int field${n};`).join(' ')} };\n`;
    const use = '#include "o.h"\nstruct opt o = { 1 };\nint n = o.field59 + o.field0;\n';
    const [all = ''] = await shownOf('o.h', header, use);
    assert.match(all, /^struct opt\n {2}fields, in this order: int field0; .*; int field2\d; …\n {2}int field59$/);
    const bare = 'struct opt {…}';
    assert.deepEqual(await shownOf('o.h', header, use, 20), [bare]);
    assert.deepEqual(await shownOf('o.h', header, use, 60), [`${bare}\n  int field0\n  int field59`]);
  });

  it('is nothing of C that `#if 0` leaves out, and says when there is what stands under other conditions', async () => {
    const header = `#ifndef H
#pragma once
#define H
#if defined(__cplusplus) && !defined(PLAIN)
extern "C" {
#endif
#if 0
int open_it(void *dead);
#else
int plain(void);
#endif
#ifdef WIN32
int open_it(HANDLE handle); // Opens.
#elif defined(MAC) && !OLD
int open_it(id object);
#else
int open_it(int number);
#endif
#if A || B
#if C
#define LIMIT 3
#endif
#endif
#ifndef SIZE
#define SIZE 4
#endif
#if 1
int last(void);
#else
int last(int dead);
#endif
#ifdef __cplusplus
}
#endif
#endif
`;
    const use = '#include "a.h"\nint n = open_it(1) + plain() + last() + LIMIT + SIZE;\n';
    assert.deepEqual(await shownOf('a.h', header, use), [
      'int plain(void)',
      'int open_it(HANDLE handle)  // only if defined(WIN32)',
      'int open_it(id object)  // only if !defined(WIN32) && defined(MAC) && !OLD',
      'int open_it(int number)  // only if !defined(WIN32) && !(defined(MAC) && !OLD)',
      '#define LIMIT 3  // only if (A || B) && C',
      '#define SIZE 4',
      'int last(void)',
    ]);
  });

  it('is what `__all__` lists, where a file of Python takes all, and nothing of `_`', async () => {
    const files = (all: string) => ({
      'm.py': 'from pkg import *\nrun(helper, _own, late, other)\n',
      'named.py': 'from pkg import helper, _own\nhelper(_own)\n',
      'pkg/__init__.py': `from .late import *\nfrom .late import other\n${all}\ndef run(): pass\ndef helper(): pass\ndef _own(): pass\n`,
      'pkg/late.py': "__all__ = ('late', 'other')\ndef late(): pass\ndef other(): pass\ndef helper(deep): pass\n",
    });
    const own = ['def run()', 'def helper()'];
    const late = ['def late()', 'def other()'];
    const lists: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
      '': { 'pkg/__init__.py': own, 'pkg/late.py': late },
      "__all__ = ['run']": { 'pkg/__init__.py': ['def run()'] },
      '__all__: list[str] = [\n  "run",  # "helper"\n  "late",\n]': {
        'pkg/__init__.py': ['def run()'],
        'pkg/late.py': ['def late()'],
      },
      '__all__ = ("run",)\n__all__ += ["_own"]\n__all__.extend(["other"])': {
        'pkg/__init__.py': ['def run()', 'def _own()'],
        'pkg/late.py': ['def other()'],
      },
      // Nobody tells what that comes to.
      "__all__ = ['run'] + more": { 'pkg/__init__.py': own, 'pkg/late.py': late },
      "__all__ = ['run']\n__all__.append(name)": { 'pkg/__init__.py': own, 'pkg/late.py': late },
      '__all__ = names()': { 'pkg/__init__.py': own, 'pkg/late.py': late },
    };
    for (const [all, shown] of Object.entries(lists)) {
      assert.deepEqual(await shownWith('m.py', files(all)), shown, all);
      const named = { 'pkg/__init__.py': ['def helper()', 'def _own()'] };
      assert.deepEqual(await shownWith('named.py', files(all)), named, all);
    }
    const passedOn = { 'm.py': 'from lib import *\n', 'lib.py': "__all__ = ['a']\ndef a(): pass\ndef b(): pass\n" };
    assert.deepEqual(await shownWith('m.py', passedOn), { 'lib.py': ['def a()'] });
  });

  it('is a whole line of Go, of what stands in a group with others', async () => {
    const lib = `package z

const (
	// hasLabel comes before labels.
	hasLabel messageType = 244
	other    = 3 /* ( */
)

type (
	// Message is one.
	Message struct{ A int }
)
`;
    const files = { 'a.go': 'package z\n\nvar _ = []any{hasLabel, other, Message{}}\n', 'lib.go': lib };
    assert.deepEqual(await shownWith('a.go', files), {
      'lib.go': [
        'const hasLabel messageType = 244  // hasLabel comes before labels.',
        'const other = 3',
        'type Message struct  // Message is one.',
      ],
    });
  });

  it('is nothing that only a comment names', async () => {
    const lib = 'exports.request = function (req) {};\nexports.run = function (what) {};\n';
    const use = "const lib = require('./lib');\n// For each request.\n/* request */ lib.run('//', '/*');\n";
    assert.deepEqual(await shownOf('lib.js', lib, use), ['exports.run = function (what)']);
    const python = 'def request(): pass\ndef run(): pass\n';
    assert.deepEqual(await shownOf('lib.py', python, 'from lib import *\nrun("#")  # a request\n'), ['def run()']);
  });
});
