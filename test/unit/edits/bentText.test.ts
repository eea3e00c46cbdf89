import assert from 'node:assert/strict';
import { outcome, type Written } from './written';

const code = 'let a = 1;\nfunction k(x) {\n  total(x);\n}\nnotify(ok);\nmodule.exports = k;\n';
const list = '# T\nSome text\n\n- one\n- two\n';
const prose = '# T\nSome text\nmore\n';

describe('a new text with signs of a diff, for lines that are quoted as they are', () => {
  const [diff, escaped] = [
    'its new text may have the signs of a diff',
    'its new text may be escaped, in one of two ways',
  ];

  it('is what a diff of those lines makes of them', () => {
    const diffs: readonly (readonly [string, ...Written, string])[] = [
      [code, 5, 'notify(ok);', '-notify(ok);\n+notify(!ok);', code.replace('ok', '!ok')],
      [code, 5, 'notify(ok);', '- notify(ok);\n+ notify(!ok);', code.replace('ok', '!ok')],
      [code, 3, '  total(x);', '@@ -3 +3 @@\n-  total(x);\n+  total(y);', code.replace('total(x)', 'total(y)')],
      [code, 3, '  total(x);\n}', '-  total(x);\n+  total(y);\n }', code.replace('total(x)', 'total(y)')],
      ['a:\n- x\n- y\n', 3, '- y', '-- y\n+- z', 'a:\n- x\n- z\n'],
    ];
    for (const [text, line, oldText, newText, made] of diffs) {
      assert.deepEqual(outcome(text, [line, oldText, newText]), ['normalised', made]);
    }
  });

  it('is refused where it may be one', () => {
    const refused: readonly Written[] = [
      [5, 'notify(ok);', '+notify(!ok);'],
      [5, 'notify(ok);', '+notify(!ok);\n+more();'],
      [5, 'notify(ok);', 'notify(ok);\n+more();'],
      [5, 'notify(ok);', '-notify(ok);'],
      [5, 'notify(ok);', ' }\n-notify(ok);\n+notify(!ok);\n module.exports = k;'],
      [5, 'notify(ok);', '@@ -5 +5 @@\nnotify(!ok);'],
      [3, '  total(x);', '-  total(x);'],
      [3, '  total(x);', '+  total(y);'],
      [3, '  total(x);', '  -total(x);\n  +total(y);'],
    ];
    for (const written of refused) {
      assert.deepEqual(outcome(code, written), ['rejected', diff], written[2]);
    }
    assert.deepEqual(outcome('a:\n- x\n', [2, '- x', '+- z']), ['rejected', diff]);
    assert.deepEqual(outcome(prose, [2, 'Some text', '- Some text']), ['rejected', diff]);
    assert.deepEqual(outcome('- a\n    b\n', [2, '    b', '-    c']), ['rejected', diff]);
  });

  it('is as it stands where the signs are the text’s own, and exact where its lines have them in that column', () => {
    const own: readonly (readonly [string, string, ...Written])[] = [
      ['exact', list, 4, '- one', '- One'],
      ['exact', list, 5, '- two', '- two\n- three\n  - four'],
      ['exact', prose, 2, 'Some text', 'Some:\n\n- text\n- words'],
      ['exact', 'x = (\n    a\n)\n', 2, '    a', '    a\n    + b\n    - c'],
      ['exact', 'curl \\\n  -s \\\n  x\n', 2, '  -s \\', '  -s \\\n  -L \\'],
      ['exact', ' a\n-b\n+c\n', 3, '+c', '+d\n+e'],
      ['normalised', list, 2, 'Some text', '- Some text'],
      ['normalised', list, 2, 'Some text', '- Some\n- text'],
      ['normalised', ' a\n-b\n+c\n', 1, ' a', '-a\n+d'],
      ['normalised', 'x = (\n    a\n)\n', 2, '    a', '    -a'],
    ];
    for (const [how, text, line, oldText, newText] of own) {
      assert.deepEqual(outcome(text, [line, oldText, newText]), [how, text.replace(oldText, newText)], newText);
    }
  });

  it('has none where old and new text have a minus in front of all lines', () => {
    const made = code.replace('total(x)', 'total(x, x)');
    assert.deepEqual(outcome(code, [3, '-  total(x);', '-  total(x, x);']), ['normalised', made]);
    assert.deepEqual(outcome(code, [3, '-  total(x);\n-}', '-  total(x, x);\n-}']), ['normalised', made]);
  });

  it('is refused with escapes that the quote has none of', () => {
    const refused: readonly (readonly [string, ...Written])[] = [
      ['let b = a <= b;\n', 1, 'let b = a <= b;', 'let b = a &lt; b;'],
      ["t = T('</div>')\n", 1, "t = T('</div>')", "t = T('</div>')\nend = '&lt;/div&gt;'"],
      ['read "$1"\n', 1, 'read "$1"', 'read -r \\"$1\\"'],
      ['echo end\n', 1, 'echo end', "echo it\\'s"],
      [prose, 2, 'Some text', 'One sentence.\\nAnother sentence.'],
      [prose, 2, 'Some text', 'Some text\\nAnother line'],
      [code, 5, 'notify(ok);', 'notify(a);\\nnotify(b);'],
      [code, 5, 'notify(ok);', 'notify(a);\\n'],
      [code, 5, 'notify(ok);', 'notify(a \\u003c b);'],
      ['  a\n', 1, '  a', '\\tb'],
    ];
    for (const [text, ...written] of refused) {
      assert.deepEqual(outcome(text, written), ['rejected', escaped], written[2]);
    }
  });

  it('has the escapes that code has', () => {
    const own: readonly (readonly [string, ...Written])[] = [
      [code, 5, 'notify(ok);', 'notify(a.split(/,\\n+/), /[\\n;]/, /\\d;\\nx/, ";\\nx");'],
      ['\\section{A}\nText\n', 2, 'Text', '\\textbf{Text}'],
      ['f(s);\n', 1, 'f(s);', "f(s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/'/g, '&#39;'));"],
      ['<td>a < b</td>\n', 1, '<td>a < b</td>', '<td>a &lt; b</td>'],
      ['<p>&lt;i&gt;</p>\nb\n', 2, 'b', '&lt;b&gt;'],
    ];
    for (const [text, line, oldText, newText] of own) {
      const made = text.replace(oldText, () => newText);
      assert.deepEqual(outcome(text, [line, oldText, newText]), ['exact', made], newText);
    }
    assert.deepEqual(outcome('f(s)\n', [1, 'f(s)', 'f(s, "&quot;")'])[0], 'exact');
    assert.deepEqual(outcome("f('')\n", [1, "f('')", 'f(`&lt;`)'])[0], 'normalised');
  });
});

describe('a new text that brings the lines around its place', () => {
  const around = ['rejected', 'its new text has the lines around its place, too'];

  it('is refused', () => {
    const refused: readonly Written[] = [
      [3, '  total(x);', '  total(y);\n}'],
      [5, 'notify(ok);', 'notify(!ok);\nmodule.exports = k;'],
      [5, 'notify(ok);', '  total(x);\n}\nnotify(!ok);'],
      [5, 'notify(ok);', 'notify(ok);\nmodule.exports = k;  '],
    ];
    for (const written of refused) {
      assert.deepEqual(outcome(code, written), around, written[2]);
    }
    assert.equal(outcome(code, [3, '  total(x);', 'function k(x) {\n  total(y);\n}'])[0], 'rejected');
  });

  it('may bring what its own brackets need, one more of what is quoted, or what another edit takes away', () => {
    const flat = 'if (a) {\nx();\n}\n';
    assert.deepEqual(outcome(flat, [2, 'x();', 'if (b) {\nx();\n}']), ['exact', 'if (a) {\nif (b) {\nx();\n}\n}\n']);
    assert.deepEqual(outcome('0,\n0,\n', [1, '0,', '0,\n0,']), ['exact', '0,\n0,\n0,\n']);
    assert.deepEqual(outcome('a();\nb();\n', [1, 'a();', 'b();'], [2, 'b();', 'a();']), ['exact', 'b();\na();\n']);
    assert.deepEqual(outcome('a\nb\na\n', [1, 'a\nb', 'a']), ['exact', 'a\na\n']);
    assert.deepEqual(outcome('a();\n\nb();\n', [1, 'a();', 'c();\n']), ['normalised', 'c();\n\n\nb();\n']);
  });
});

describe('words for a new text', () => {
  it('are refused in the place of code, and nowhere else', () => {
    const words = ['rejected', 'its new text may be words about the change'];
    assert.deepEqual(outcome(code, [5, 'notify(ok);', 'Use optional chaining here']), words);
    assert.deepEqual(outcome(code, [3, '  total(x);', '  Check the total first.']), words);
    assert.deepEqual(outcome(prose, [2, 'Some text', 'Use other words here']), [
      'exact',
      '# T\nUse other words here\nmore\n',
    ]);
    const called = 'Call the function(a, b);\n';
    assert.equal(outcome(called, [1, called.trim(), 'Call it another way'])[0], 'exact');
  });
});

describe('a new text that may lack what its lines had', () => {
  const deep = 'def bump():\n    count += 1\n    return count\n';

  it('is refused where it begins in the first column, and no line that it replaces does', () => {
    const lost = ['rejected', 'its new text may have lost its indentation'];
    assert.deepEqual(outcome(deep, [2, '    count += 1', 'count += 2']), lost);
    assert.deepEqual(outcome(deep, [2, '    count += 1\n    return count', 'if count:\n    return 1']), lost);
    assert.deepEqual(outcome('server:\n  port: 80\n', [2, '  port: 80', 'port: 8080']), lost);
    assert.deepEqual(outcome(deep, [2, '    count += 1', '# Twice.\ncount += 2']), lost);
    assert.equal(outcome(deep, [2, '    count += 1', '#if A\n    count += 2\n#endif'])[0], 'exact');
    assert.equal(outcome(deep, [1, 'def bump():\n    count += 1', 'def bump(count):\n    count += 1'])[0], 'exact');
    assert.equal(outcome(deep, [3, '    return count', '  return count'])[0], 'exact');
  });

  it('is not exact where it ends with an empty line of its own', () => {
    const made = deep.replace('+= 1\n', '+= 2\n\n');
    assert.deepEqual(outcome(deep, [2, '    count += 1', '    count += 2\n']), ['normalised', made]);
    assert.equal(outcome(deep, [2, '    count += 1', '    count += 2\n    count += 3'])[0], 'exact');
  });
});

describe('a new text with line numbers, for lines that are quoted as they are', () => {
  const refusal = 'its new text may have line numbers';

  it('is without them where they surely are those of its lines', () => {
    for (const ahead of ['2| ', '2 | ', '2 |', '2|', '  2 | ', '02| ']) {
      const made = outcome(prose, [2, 'Some text', `${ahead}Some words`]);
      assert.deepEqual(made, ['normalised', prose.replace('text', 'words')], ahead);
    }
    for (const between of ['| ', ' | ', ': ', '\t', ' ']) {
      const made = outcome(prose, [2, 'Some text', `2${between}Some words\n\n4${between}and text`]);
      assert.deepEqual(made, ['normalised', prose.replace('text', 'words\n\nand text')], between);
    }
  });

  it('is refused where they may be something else', () => {
    for (const newText of ['2: Some words', '2\tSome words', '2 Some words', '2. Some words', '2) Some words']) {
      assert.deepEqual(outcome(prose, [2, 'Some text', newText]), ['rejected', refusal], newText);
    }
    const refused: readonly (readonly [string, ...Written])[] = [
      ['a: x\nb: 2\n', 2, 'b: 2', '2: b'],
      [prose, 2, 'Some text', 'Some text\n3 | words'],
      [prose, 2, 'Some text', '2 | Some text\n3: words'],
      ['type N =\n  2\n', 2, '  2', '  2 | 3'],
      // At the line that the model names, though the text stands on another.
      ['# T\n\nSome text\nmore\n', 2, 'Some text', '2: Some words'],
    ];
    for (const [text, ...written] of refused) {
      assert.deepEqual(outcome(text, written), ['rejected', refusal], written[2]);
    }
  });

  it('is as it stands where they are the text’s own, and exact where its lines have them', () => {
    const own: readonly (readonly [string, string, ...Written])[] = [
      ['exact', '1. a\n2. b\n', 2, '2. b', '2. c'],
      ['exact', '1: a\n2: b\n', 2, '2: b', '2: c\n3: d'],
      ['exact', '0\n', 1, '0', '1'],
      ['exact', prose, 2, 'Some text', '7 words'],
      ['exact', 'x(\n  1,\n  y)\n', 2, '  1,', '  2,'],
      ['normalised', '1. a\nb\n', 2, 'b', '2. b'],
      ['normalised', '1: a\nb\n', 2, 'b', '2: b\n3: c'],
      ['normalised', ' 1 | a\nb\n', 2, 'b', ' 2 | b'],
      ['normalised', prose, 2, 'Some text', 'Some text\n3 words'],
    ];
    for (const [how, text, line, oldText, newText] of own) {
      assert.deepEqual(outcome(text, [line, oldText, newText]), [how, text.replace(oldText, newText)], newText);
    }
  });
});

describe('a new text that may stand for code', () => {
  const loop =
    'function sum(rows) {\n  let total = 0;\n  for (const row of rows) {\n    total += row;\n  }\n  return total;\n}\n';
  const body = '  for (const row of rows) {\n    total += row;\n  }';

  it('is not exact, in whatever words', () => {
    for (const words of [
      ...['// same as above', '// keep the body', '// wie bisher', '// your code here', '/* siehe oben */', '// 同上'],
      ...['// snip', '...', 'throw new Error("Not implemented");', 'todo();', '<the loop>'],
    ]) {
      assert.notEqual(outcome(loop, [3, body, `  for (const row of rows) {\n    ${words}\n  }`])[0], 'exact', words);
      assert.notEqual(outcome(loop, [3, body, `  ${words}`])[0], 'exact', words);
    }
    const python = 'def f(a):\n    b = a + 1\n    return b\n';
    for (const words of ['pass', '# as before', '# see above\n    pass', 'raise NotImplementedError']) {
      assert.notEqual(
        outcome(python, [1, 'def f(a):\n    b = a + 1\n    return b', `def f(a):\n    ${words}`])[0],
        'exact',
      );
    }
    assert.notEqual(outcome('# T\n\n- a\n- b\n- c\n', [3, '- a\n- b\n- c', '- a\n- …'])[0], 'exact');
  });

  it('is exact where comments come with as much code, or code goes without one', () => {
    for (const newText of [
      '  // Rows may be empty.\n  for (const row of rows) {\n    total += row;\n  }',
      '  for (const row of rows) {\n    // May be a text.\n    total += Number(row);\n  }',
      '  total = rows.length;',
    ]) {
      assert.equal(outcome(loop, [3, body, newText])[0], 'exact', newText);
    }
    assert.equal(outcome('a();\n// old\nb();\n', [2, '// old\nb();', '// old'])[0], 'exact');
  });

  it('is not exact as a sentence where none stood: a shell takes it for a command, and many languages a string', () => {
    for (const [text, line, oldText, newText] of [
      ['cd "$1"\nrm -rf build\n', 2, 'rm -rf build', 'Add error handling here'],
      ['cd "$1"\nrm -rf build\n', 2, 'rm -rf build', 'Check that the directory exists first.'],
      ['a = 1\nb = a\n', 2, 'b = a', '"Handle the case of no rows"'],
      ['open(path)\nread(path)\n', 2, 'read(path)', "'Close the file before it is read';"],
      ['a = 1\nb = a\n', 2, 'b = a', 'b = a\n"Handle the case of no rows"'],
    ] as const) {
      assert.notEqual(outcome(text, [line, oldText, newText])[0], 'exact', newText);
    }
  });

  it('is exact as a sentence where one stood, and beside code', () => {
    for (const [text, line, oldText, newText] of [
      ['# T\n\nThe old words stand here.\n', 3, 'The old words stand here.', 'The new words stand here.'],
      ["say(\n  'The file is not there',\n)\n", 2, "  'The file is not there',", "  'The folder is not there',"],
      ['def f(a):\n    return a\n', 1, 'def f(a):', 'def f(a):\n    """Give back what it is given."""\n    check(a)'],
      ['select a\nfrom b\n', 1, 'select a', 'SELECT a'],
    ] as const) {
      assert.equal(outcome(text, [line, oldText, newText])[0], 'exact', newText);
    }
  });
});
