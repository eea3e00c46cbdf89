import { appendFileSync, writeFileSync } from 'node:fs';
import type { HostileFolder } from './hostileFolder';

const fixable = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';

/** Folders in which the names are the attack. */
export const names: readonly HostileFolder[] = [
  {
    name: 'names that are options of git, tar and node',
    make: (ground) => {
      ground.files({
        '--checkpoint=1': 'a\n',
        '--checkpoint-action=exec=sh run.sh': 'a\n',
        '--upload-pack=sh run.sh': 'a\n',
        '--output=mark': 'a\n',
        '-c': 'a\n',
        '--require=.': 'a\n',
        '-': 'a\n',
        'run.sh': ground.script,
      });
      ground.git('init', '--quiet');
    },
    fires: (ground) => ground.run('sh', ['-c', 'tar -cf /dev/null --check* run.sh']),
    ends: { review: { files: { '--output=mark': 'reviewed', '-c': 'reviewed', '-': 'reviewed' } } },
  },
  {
    name: 'names in the syntax of a shell',
    make: (ground) => {
      ground.files({
        '$(sh run.sh).js': fixable,
        '`sh run.sh`.js': fixable,
        'a.js; sh run.sh; .js': fixable,
        'a.js & sh run.sh & .js': fixable,
        '| sh run.sh': 'a\n',
        "' || sh run.sh || '.txt": 'a\n',
        'run.sh': ground.script,
      });
      ground.git('init', '--quiet');
    },
    fires: (ground) => ground.run('sh', ['-c', 'for name in *; do eval echo $name; done']),
    mayChange: ['$(sh run.sh).js', '`sh run.sh`.js', 'a.js; sh run.sh; .js', 'a.js & sh run.sh & .js'],
    ends: { review: { files: { '$(sh run.sh).js': 'reviewed', '| sh run.sh': 'reviewed' } } },
  },
  {
    name: 'names that paint the terminal, break lines and turn the writing round',
    make: (ground) => {
      ground.files({
        'a\u001b[31m\u001b]0;title\u0007.js': fixable,
        'b\nReviewed 1 of 1 file\r.js': fixable,
        'c\u202egnp.js': fixable,
        'd\u200b\u2066\u009b31m.js': fixable,
        'e\u001b]8;;http://example.org\u001b\\.bin': Buffer.from([0, 1]),
        'f\u001b[2J/folder\nname/g.js': fixable,
      });
    },
    fires: (ground) => ground.run('ls', ['-N', '--show-control-chars']),
    mayChange: [
      'a\u001b[31m\u001b]0;title\u0007.js',
      'b\nReviewed 1 of 1 file\r.js',
      'c\u202egnp.js',
      'd\u200b\u2066\u009b31m.js',
      'f\u001b[2J/folder\nname/g.js',
    ].map((name) => Buffer.from(name).toString('latin1')),
    ends: { review: { files: { 'c\u202egnp.js': 'reviewed', 'b\nReviewed 1 of 1 file\r.js': 'reviewed' } } },
    inEditor: true,
  },
  {
    name: 'names that lead out when they are decoded',
    make: (ground) => {
      ground.files({
        '..%2foutside%2fcode.js': fixable,
        '%2e%2e%2foutside%2fcode.js': fixable,
        '..\\outside\\code.js': fixable,
        'C:\\outside\\code.js': fixable,
        'file:%2f%2f%2fetc%2fpasswd.js': fixable,
        'a?b#c%.js': fixable,
        '%s%n%x.js': fixable,
        '~/code.js': fixable,
      });
    },
    fires: (ground) => appendFileSync(ground.path(decodeURIComponent('..%2foutside%2fcode.js')), '//\n'),
    mayChange: [
      '..%2foutside%2fcode.js',
      '%2e%2e%2foutside%2fcode.js',
      '..\\outside\\code.js',
      'C:\\outside\\code.js',
      'file:%2f%2f%2fetc%2fpasswd.js',
      'a?b#c%.js',
      '%s%n%x.js',
      '~/code.js',
    ],
    ends: { review: { files: { '..%2foutside%2fcode.js': 'reviewed', '..\\outside\\code.js': 'reviewed' } } },
    inEditor: true,
  },
  {
    name: 'names of properties that every object has',
    make: (ground) => {
      ground.files({ constructor: 'a\n', 'toString/a.js': fixable, 'hasOwnProperty.py': 'a = 1\n' });
      writeFileSync(ground.path('__proto__'), 'a\n');
    },
    fires: (ground) =>
      ground.run(process.execPath, [
        '-e',
        'const seen = {}; seen["__proto__"] = 1; if (!Object.keys(seen).includes("__proto__")) process.abort()',
      ]),
    mayChange: ['toString/a.js'],
    ends: { review: { files: { constructor: 'reviewed', 'toString/a.js': 'reviewed' } } },
  },
  {
    name: 'names that are one to other systems, and names of devices',
    make: (ground) => {
      ground.files({
        'A.txt': 'a\n',
        'a.txt': 'b\n',
        'caf\u00e9.txt': 'a\n',
        'cafe\u0301.txt': 'b\n',
        'CON.js': fixable,
        'NUL.txt': 'a\n',
        'aux.c': 'int a;\n',
        'a.js:stream': 'a\n',
        'dot.': 'a\n',
        'GIT~1/hooks/a.js': fixable,
        '.GIT/hooks/a.js': fixable,
        '.git\u200c/hooks/a.js': fixable,
      });
    },
    fires: (ground) => appendFileSync(ground.path('.git\u200c/hooks/a.js'), '//\n'),
    mayChange: ['CON.js'],
    ends: { review: { files: { 'A.txt': 'reviewed', 'a.txt': 'reviewed', 'CON.js': 'reviewed' } } },
  },
  {
    name: 'names that are not UTF-8',
    make(ground) {
      for (const name of ['a\xff\x1b[31m.js', '\xc0\xae\xc0\xae\xc0\xafa.js', '\xed\xa0\x80.js']) {
        writeFileSync(Buffer.from(`${ground.project}/${name}`, 'latin1'), fixable);
      }
    },
    fires: (ground) => ground.run('ls', ['-N', '--show-control-chars']),
    ends: { review: { files: { 'a\\xff\u001b[31m.js': 'skipped: unknown encoding' }, says: /its name is not UTF-8/ } },
  },
];
