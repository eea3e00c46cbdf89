import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import fc from 'fast-check';
import { anchorEdits, placeFinding } from '../../../src/core/edits/anchor';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { QuotedEdit } from '../../../src/core/edits/quotedEdit';
import { QuotedText } from '../../../src/core/edits/quotedText';
import { placeReply } from '../../../src/core/prompt/placeReply';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { scanningGrowth } from '../scanned';
import { lines, runs } from './arbitraries';
import { bends, endingOf, hints, meantIn } from './foldedQuotes';

/** An edit of the lines that are named, or of line 0, which no text has. */
function quoted(startLine: number, oldText: string, newText: string): QuotedEdit {
  return { startLine, endLine: startLine + oldText.split('\n').length - 1, oldText, newText, read: 'strictly' };
}

/** What becomes of the text when all edits are placed under folds, or why they are not. */
function outcome(text: string, ...edits: QuotedEdit[]): string {
  const result = anchorEdits(new QuotedText(text), edits);
  if (result.kind === 'rejected') {
    return result.reason;
  }
  assert.equal(result.anchoring, 'normalised');
  return applyEdits(text, result.edits);
}

const escaped = 'its new text may be escaped, in one of two ways';
const twoWays = 'the quoted text can be meant in two ways';
const absent = 'the quoted text is not in the file';

describe('a quote with line numbers', () => {
  const text = 'a\n  b\n\nc';

  for (const separator of ['| ', '|', ': ', ':', ' ', '\t']) {
    it(`is known by ${JSON.stringify(separator)} behind them`, () => {
      const [oldText, newText] = [`2${separator}  b\n3${separator}\n4${separator}c`, `2${separator}  x`];
      assert.equal(outcome(text, quoted(0, oldText, newText)), 'a\n  x');
      assert.equal(outcome(text, quoted(0, oldText, '  x\ny')), 'a\n  x\ny');
    });
  }

  it('has those of its lines', () => {
    assert.equal(outcome(text, quoted(2, '1|   b', 'x')), absent);
    assert.equal(outcome(text, quoted(2, '2|   b\n4| ', 'x')), absent);
    assert.equal(outcome('b\nb\nb', quoted(1, '3| b', '3| x')), 'b\nb\nx');
  });

  it('has new lines that all have numbers, or none', () => {
    assert.equal(outcome(text, quoted(1, '1| a', '1| a\n x')), 'only some of its new lines have numbers');
    assert.equal(outcome(text, quoted(1, '1| a', '2| a\n1| x')), 'only some of its new lines have numbers');
  });

  it('may have them in the new text alone, if they are those of the prompt', () => {
    assert.equal(outcome(text, quoted(1, 'a', '1| x\n2| y')), 'x\ny\n  b\n\nc');
    assert.match(outcome(text, quoted(1, 'a', '7| x')), /numbers that are not those of its lines/);
  });
});

describe('a quote in something else', () => {
  const text = 'f(a);\n  g(b);\nh();';

  it('may be in a code fence or in backticks', () => {
    assert.equal(outcome(text, quoted(2, '```js\n  g(b);\n```', '```js\n  g(c);\n```')), 'f(a);\n  g(c);\nh();');
    assert.equal(outcome(text, quoted(2, '~~~\n  g(b);\nh();\n~~~', '  g(c);')), 'f(a);\n  g(c);');
    assert.equal(outcome(text, quoted(2, '```\n  g(b);\n```', '```\n```')), 'f(a);\nh();');
    assert.equal(outcome(text, quoted(1, '`f(a);`', '`f(x);`')), 'f(x);\n  g(b);\nh();');
    assert.equal(outcome(text, quoted(2, '```\n  g(b);', 'x')), absent);
    assert.equal(outcome(text, quoted(1, '`f(a);`', '`f(x);\ny();`')), 'f(x);\ny();\n  g(b);\nh();');
    assert.equal(outcome(text, quoted(1, '`f(a);`', '`f(x);')), absent);
  });

  it('may have blank lines around it', () => {
    assert.equal(outcome(text, quoted(2, '\n  g(b);\n\n', '\n  g(c);\n\n')), 'f(a);\n  g(c);\nh();');
    assert.equal(outcome(text, quoted(2, '\n  g(b);\n', '  g(c);')), 'f(a);\n  g(c);\nh();');
    assert.equal(outcome(text, quoted(2, '\n  g(b);\n', '\n\n  g(c);\n')), 'f(a);\n\n  g(c);\nh();');
    assert.equal(outcome(text, quoted(2, '\n  g(b);\n\n', '')), 'f(a);\nh();');
  });

  it('may have the signs of a diff', () => {
    assert.equal(outcome(text, quoted(2, '-  g(b);', '+  g(c);\n+  i();')), 'f(a);\n  g(c);\n  i();\nh();');
    assert.equal(outcome(text, quoted(2, '-   g(b);\n- h();', '+   g(c);')), 'f(a);\n  g(c);');
    assert.equal(outcome(text, quoted(1, ' f(a);\n-  g(b);', ' f(a);\n+  g(c);')), 'f(a);\n  g(c);\nh();');
    assert.equal(outcome(text, quoted(1, ' f(a);', ' f(a);\n+new();')), 'f(a);\nnew();\n  g(b);\nh();');
    assert.equal(outcome(text, quoted(2, '-  g(b);', '  g(c);')), 'f(a);\n  g(c);\nh();');
    assert.equal(outcome(text, quoted(2, '-  g(b);', '+  g(c);\nh();')), absent);
  });

  it('stays what it is where the file has just that', () => {
    const list = '- a\n- b\n\n```\nx\n```';
    const placed = anchorEdits(new QuotedText(list), [
      quoted(1, '- a', '+ a'),
      quoted(4, '```\nx\n```', '```\ny\n```'),
    ]);
    assert.ok(placed.kind === 'edits' && placed.anchoring === 'exact');
    assert.equal(applyEdits(list, placed.edits), '+ a\n- b\n\n```\ny\n```');
  });
});

describe('a quote that is escaped once too often', () => {
  it('loses one level, and so does the new text', () => {
    const text = 'x\nsay("a\\n");\n\tgo();\ny';
    assert.equal(
      outcome(text, quoted(2, 'say(\\"a\\\\n\\");\\n\\tgo();', 'say(\\"b\\\\n\\");\\n\\tgo();')),
      'x\nsay("b\\n");\n\tgo();\ny',
    );
    assert.equal(outcome(text, quoted(2, 'say(\\"a\\n\\");', 'say(\\"b\\");')), 'x\nsay("b");\n\tgo();\ny');
    assert.equal(outcome("say('a')", quoted(1, "say(\\'a\\')", "say(\\'b\\')")), "say('b')");
    assert.equal(outcome('/\\d+\\./', quoted(1, '/\\\\d+\\\\./', '/\\\\d*\\\\./')), '/\\d*\\./');
    assert.equal(outcome('x\n\ta()\nb(1)', quoted(2, '\\ta()\\nb(1)', '\\ta()\\n\\tb(2)')), 'x\n\ta()\n\tb(2)');
  });

  it('may bring lines to a quote of one', () => {
    assert.equal(outcome('x\n\tf("a")', quoted(2, '\\tf(\\"a\\")', '\\tf(\\"b\\")\\n\\tg()')), 'x\n\tf("b")\n\tg()');
    assert.equal(outcome('f("a")', quoted(1, 'f(\\"a\\")', 'f(\\"b\\")\\ng(\\"c\\")')), 'f("b")\ng("c")');
  });

  it('has character references of HTML', () => {
    const text = 'if (a < b && c > "d") {\n}';
    assert.equal(
      outcome(text, quoted(1, 'if (a &lt; b &amp;&amp; c &gt; &quot;d&quot;) {', 'if (a &lt;= b &amp;&amp; c) {')),
      'if (a <= b && c) {\n}',
    );
    assert.equal(outcome(text, quoted(1, 'if (a &lt; b && c &gt; "d") {', 'if (a) {')), 'if (a) {\n}');
  });

  it('is refused where the new text can be read in two ways', () => {
    assert.equal(outcome('say("a")', quoted(1, 'say(\\"a\\")', 'say(\\"b\\n\\")')), twoWays);
    assert.equal(outcome('<b>\n&amp;', quoted(1, '&lt;b&gt;', '&lt;i&gt; &amp;')), absent);
    assert.equal(outcome('a\nf("x")', quoted(1, 'a\\nf("x")', 'a\\nf("x\\n")')), absent);
  });

  it('stays what it is where the file has just that', () => {
    const text = 'say(\\"a\\");';
    const placed = anchorEdits(new QuotedText(text), [quoted(1, text, 'say(\\"b\\");')]);
    assert.ok(placed.kind === 'edits' && placed.anchoring === 'exact');
    assert.equal(applyEdits(text, placed.edits), 'say(\\"b\\");');
  });
});

describe('a new text that alone is in something else', () => {
  it('loses a fence, where the file has none', () => {
    assert.equal(outcome('a();\nb();', quoted(1, 'a();', '```js\nc();\n```')), 'c();\nb();');
    const text = 'a\n```\nb\n```';
    assert.equal(outcome(text, quoted(1, 'a', '```\nc\n```')), '```\nc\n```\n```\nb\n```');
  });

  it('is refused with the signs of a diff', () => {
    assert.equal(outcome('a();\nb();', quoted(1, 'a();', '+a();\n+c();')), 'its new text may have the signs of a diff');
    const placed = anchorEdits(new QuotedText('x = a\n  - b'), [quoted(2, '  - b', '  + b\n  + c')]);
    assert.ok(placed.kind === 'edits' && placed.anchoring === 'exact');
  });

  it('is looked at, too, where the quote has other white space', () => {
    assert.equal(outcome('a();\nb();', quoted(1, 'a();  ', '```js\nc();\n```')), 'c();\nb();');
    assert.match(outcome('a();\nb();', quoted(1, 'a();\r\nb();', '7| x')), /numbers that are not those/);
  });
});

describe('a new text that alone is escaped', () => {
  it('loses its escapes where no code has them', () => {
    assert.equal(outcome('if a:\n    b()', quoted(2, '    b()', '    b(1)\\n    c()')), 'if a:\n    b(1)\n    c()');
    assert.equal(outcome('if [ -f $x ]', quoted(1, 'if [ -f $x ]', 'if [ -f \\"$x\\" ]')), 'if [ -f "$x" ]');
    assert.equal(outcome('f(a)', quoted(1, 'f(a)', 'f(&quot;a&quot;)')), 'f("a")');
    assert.equal(outcome('f(a)', quoted(1, '1| f(a)', '1| f(b)')), 'f(b)');
  });

  it('is refused where what follows an escape would stand in a comment', () => {
    for (const [oldText, newText] of [
      ["    b()  # doesn't end", "    b()  # doesn't end\\n    c()"],
      ["    b(); // don't", "    b(); // don't\\n    if (a) throw new Error('x');"],
      ['    b()  # 5" long', '    b()  # 5" long\\n    c()'],
      ['    b()  # that', "    b()  # isn't it?\\nc()"],
      ['    b()  # that', '    b()  # that\\nc()'],
      ['    b()', "    say('b')  # it's\\n    c()"],
    ] as const) {
      assert.equal(outcome(`x\n${oldText}`, quoted(2, oldText, newText)), escaped, newText);
    }
    const text = "x\nif a:\n    b()  # don't\n    c()\ny";
    for (const added of ["  # don't\\n    more()", '\\n    more()']) {
      const edit = quoted(2, "if a:\n  b()  # don't\n  c()", `if a:\n  b()${added}\n  c()`);
      assert.equal(outcome(text, edit), escaped, added);
    }
  });

  it('is what it is anywhere else', () => {
    const literal: [string, string, string][] = [
      ['say(x)', 'say(x)', `say("don't\\n  ")`],
      ['say(x)', 'say(x)', "say('don\\'t\\n  ')"],
      ['say(x)', 'say(x)', "say('# it\\n  ')"],
      ['say(x) // lines end in \\n and', 'say(x) // lines end in \\n and', 'say(y) // lines end in \\n and'],
      ['say(x) // as in a\\nb', 'say(x) // as in a\\nb', 'say(y)\nsay(x) // as in a\\nb'],
      ['text.split(x)', 'text.split(x)', 'text.split(/\\n/)'],
      ['say(x)', 'say(x)', "say('\\n  ')"],
      ['echo \\"a\\"\necho b', 'echo b', 'echo \\"b\\"'],
      ['<p>&lt;a</p>\nb', 'b', '&lt;b&gt;'],
      ['<p>a</p>\nb', 'b', '<i>a &lt; b</i>'],
      ['s.replace(c, x)', 's.replace(c, x)', "s.replace(/'/g, '&#39;')"],
      ['s.replace(/</g, x)', 's.replace(/</g, x)', "s.replace(/</g, '&lt;')"],
    ];
    for (const [text, oldText, newText] of literal) {
      const placed = anchorEdits(new QuotedText(text), [quoted(0, oldText, newText)]);
      assert.ok(placed.kind === 'edits' && placed.anchoring === 'exact', newText);
      assert.equal(
        applyEdits(text, placed.edits),
        text.replace(oldText, () => newText),
      );
    }
  });
});

describe('a quote with other signs than the file', () => {
  it('keeps what the file has', () => {
    assert.equal(outcome('say “x” – now', quoted(1, 'say "x" - now', 'say "yes" - now')), 'say “yes” – now');
    assert.equal(outcome("it's\nb", quoted(1, 'it’s', 'it’s so')), "it's so\nb");
    assert.equal(outcome('‘a’\nb', quoted(1, "'a'\nb", "if\n  'a'\n  b")), 'if\n  ‘a’\n  b');
  });

  it('brings none of the signs that differ', () => {
    assert.match(outcome('say “x”', quoted(1, 'say "x"', 'say "x" and "y"')), /signs that the quoted text spells/);
    assert.equal(outcome("it's", quoted(1, 'it’s', 'it’s “so”')), "it's “so”");
  });
});

describe('a quote that is indented otherwise', () => {
  const tabs = 'func f() {\n\tif a {\n\t\tb()\n\t}\n\treturn\n}';
  const spaces = 'class A:\n    def f(self):\n        return 1\n\n    x = 2';

  it('has new lines that are indented by the file’s unit', () => {
    assert.equal(
      outcome(tabs, quoted(2, '    if a {\n        b()', '    if a {\n        if c {\n            b()\n        }')),
      tabs.replace('\t\tb()', '\t\tif c {\n\t\t\tb()\n\t\t}'),
    );
    assert.equal(
      outcome(spaces, quoted(3, '\t\treturn 1', '\t\tif x:\n\t\t\treturn 2\n\t\treturn 1')),
      spaces.replace('return 1', 'if x:\n            return 2\n        return 1'),
    );
    assert.equal(
      outcome(spaces, quoted(2, '  def f(self):\n    return 1', '  def f(self):\n    if x:\n      return 2')),
      spaces.replace('        return 1', '        if x:\n            return 2'),
    );
    assert.equal(
      outcome(tabs, quoted(2, 'if a {\n\tb()\n}', 'if a {\n\tif c {\n\t\tb()\n\t}\n}')),
      tabs.replace('\t\tb()', '\t\tif c {\n\t\t\tb()\n\t\t}'),
    );
    assert.equal(
      outcome(
        '\t/**\n\t * a\n\t */\n\tf()',
        quoted(1, '    /**\n     * a\n     */', '    /**\n     * b\n     * c\n     */'),
      ),
      '\t/**\n\t * b\n\t * c\n\t */\n\tf()',
    );
  });

  it('is refused where new lines may be indented in two ways', () => {
    const reason = 'the quoted text is indented differently, and the new text fits in two ways';
    assert.equal(outcome('a\n  b\n    c', quoted(2, '    b', '    if\n        b')), reason);
    assert.equal(outcome('a\n    b\n        c', quoted(2, 'b', '    d')), reason);
    assert.equal(outcome('a\n    b\n        c', quoted(2, 'b', 'if x:\n    b')), reason);
    assert.equal(outcome('a\n    b\n    c', quoted(2, 'b\nc', '    b\n    d')), reason);
    for (const space of [' ', '\u00a0', '\u3000']) {
      assert.equal(outcome(`${space}a`, quoted(1, 'a', 'when (true) {\n   a\n }')), reason);
      assert.equal(outcome(`${space}a`, quoted(1, 'a', `when (true) {\n  ${space}a\n${space}}`)), reason);
    }
  });

  it('is refused where a mixed file does not tell what its lines are indented by', () => {
    const mixed = '\tbb\n  a\n  b';
    const block = '    when (true) {\n        a\n    }';
    assert.match(outcome(mixed, quoted(2, '    a', block)), /new text does not fit/);
    assert.equal(outcome(mixed, quoted(2, 'a', 'c')), mixed.replace('a', 'c'));
    assert.equal(outcome('\tbb\n * a', quoted(2, '     * a', '     * c')), '\tbb\n * c');
  });

  it('may have lost the indentation of its only line alone', () => {
    const text = 'if a:\n    if b:\n        c()\n        d()';
    assert.equal(outcome(text, quoted(3, 'c()', 'c(1)\n        e()')), text.replace('c()', 'c(1)\n        e()'));
    assert.equal(outcome('  {\n  a();\n}', quoted(2, 'a();', 'b();\n  c();')), '  {\n  b();\n  c();\n}');
  });

  it('may be moved by less than a step', () => {
    assert.equal(outcome(spaces, quoted(3, '          return 1', '          return 2')), spaces.replace('1', '2'));
  });

  it('mixes no tabs with spaces', () => {
    assert.match(outcome(tabs, quoted(3, 'b()', 'if c {\n  b()\n}')), /new text does not fit/);
  });
});

describe('a quote of part of a line', () => {
  const text = 'for (let i = 0; i <= n; i++) {\n  total += items[i].price;\n  call(items[i]);\n}';

  it('has that part replaced', () => {
    assert.equal(outcome(text, quoted(1, 'i <= n', 'i < n')), text.replace('<=', '<'));
    assert.equal(
      outcome(text, quoted(2, 'total += items[i].price', 'total -= items[i].price')),
      text.replace('+=', '-='),
    );
    assert.equal(
      outcome(text, quoted(3, 'call(items', 'call(get(items')),
      text.replace('call(items', 'call(get(items'),
    );
    assert.equal(outcome(text, quoted(1, '; i++', '')), text.replace('; i++', ''));
    assert.equal(
      outcome(text, quoted(1, 'i++) {\n  total += items', 'i += 2) {\n  total += things')),
      text.replace('i++', 'i += 2').replace('items', 'things'),
    );
  });

  it('may be followed by another of the same line', () => {
    assert.equal(
      outcome(text, quoted(1, 'i++', 'i += 2'), quoted(1, 'i <= n', 'i < n')),
      text.replace('i <= n; i++', 'i < n; i += 2'),
    );
    assert.equal(outcome(text, quoted(1, 'i <= n; i++', 'x'), quoted(1, 'i <= n', 'y')), 'its edits overlap');
  });

  it('may be the rest of lines whose first one has lost its indentation', () => {
    assert.equal(
      outcome(text, quoted(2, 'total += items[i].price;\n  call(items[i]);', 'total = 0;\n  call(items[i]);')),
      text.replace('total += items[i].price', 'total = 0'),
    );
    assert.equal(
      outcome(text, quoted(2, 'total += items[i].price;\n  call(items[i]);', '')),
      text.replace(/ {2}total.*\n.*\n/, ''),
    );
  });

  it('is refused where its first line may be one of the others, which is indented otherwise', () => {
    const twice = '  "a": {\n    "c": 1\n  },\n  "b": {\n    "c": 1\n  }';
    const [oldText, newText] = [twice.trimStart(), twice.split('\n').slice(1).join('\n').trimStart()];
    assert.match(outcome(twice, quoted(1, oldText, newText)), /indented in two ways/);
  });

  it('is refused where the new text may have the rest of the line', () => {
    const reason = 'part of a line is quoted, and the new text may have the rest of it, too';
    assert.equal(outcome(text, quoted(3, 'call(items[i])', 'call(items[i], 1);')), reason);
    assert.equal(outcome(text, quoted(1, 'i <= n', 'for (let i = 0; i < n')), reason);
    assert.equal(outcome(text, quoted(1, 'i <= n', 'i < n; i++) {')), reason);
    assert.match(outcome(text, quoted(2, 'total +=', '  total -=')), /indented in two ways/);
    assert.match(outcome(text, quoted(3, 'call(items[i])', 'a();\n  b()')), /indented in two ways/);
  });

  it('is refused where it stands twice, cuts a word, or has none', () => {
    assert.equal(outcome(text, quoted(0, 'items[i]', 'x')), 'the quoted text is in the file several times');
    assert.equal(outcome('x = i + i;', quoted(1, 'i', 'j')), 'the quoted text is on its line several times');
    assert.equal(outcome(text, quoted(2, 'tot', 'x')), absent);
    assert.equal(outcome(text, quoted(1, '<=', '<')), absent);
  });
});

describe('part of a line that stands in a comment or a string', () => {
  const reason = 'part of a line is quoted that stands in a comment or a string, on another line';

  it('is not what is quoted for another line, where the code may be spelled otherwise', () => {
    for (const remark of [
      ...['// run(x) is slow', '# calls run(x) twice', 'a(); // then run(x);', '/* run(x) */', ' * run(x) fails'],
      ...[
        'log("run(x) failed");',
        "log('run(x)')",
        'say(`run(x)!`)',
        '<!-- run(x) -->',
        '-- run(x) once',
        '>>> run(x)  # 1',
      ],
      ...['/*\nfirst run(x) then\n*/', 'a(); /* for b:\nthen run(x) again */'],
    ]) {
      const line = remark.split('\n').length + 1;
      const text = `${remark}\nawait run( x );\n`;
      for (const hint of [line, 0, line + 9]) {
        assert.equal(outcome(text, quoted(hint, 'run(x)', 'go(x)')), reason, `${hint} ${remark}`);
      }
    }
  });

  it('is what is quoted for its line, and code anywhere', () => {
    assert.equal(outcome('a\n// run(x) is slow', quoted(2, 'run(x)', 'go(x)')), 'a\n// go(x) is slow');
    assert.equal(outcome('a\nawait run(x); // "slow"', quoted(1, 'run(x)', 'go(x)')), 'a\nawait go(x); // "slow"');
    assert.equal(outcome('/* a */ run(x); b\nc', quoted(0, 'run(x)', 'go(x)')), '/* a */ go(x); b\nc');
    assert.equal(outcome('a("b", run(x), 1)\nc', quoted(2, 'run(x)', 'go(x)')), 'a("b", go(x), 1)\nc');
  });

  it('is refused beside code that has it', () => {
    const text = '// run(x) is slow\nawait run(x);';
    assert.equal(outcome(text, quoted(2, 'run(x)', 'go(x)')), 'the quoted text is in the file several times');
  });
});

describe('quotes under several folds', () => {
  it('are refused where they lead to different places', () => {
    const text = `  a(1);\n${'x\n'.repeat(20)}b = a(1);`;
    assert.equal(outcome(text, quoted(1, 'a(1);', 'a(2);')), text.replace('a(1)', 'a(2)'));
    assert.equal(outcome(text, quoted(0, 'a(1);', 'a(2);')), 'the quoted text is in the file several times');
  });

  it('stand nowhere else near the hint, be it as they are written', () => {
    const text = `\ta()\n${'x\n'.repeat(20)}a()`;
    assert.equal(outcome(text, quoted(2, 'a()', 'b()')), twoWays);
    const placed = anchorEdits(new QuotedText(text), [quoted(15, 'a()', 'b()')]);
    assert.ok(placed.kind === 'edits' && placed.anchoring === 'exact');
  });

  it('leave code out under no fold', () => {
    for (const newText of ['+// ... existing code ...', '+b();\n+// ... rest of the code']) {
      assert.match(outcome('a();\nc();', quoted(1, '-a();', newText)), /^it leaves code out/);
    }
    assert.match(outcome('a();', quoted(1, '1| a();', '1| # ... existing code ...')), /^it leaves code out/);
    assert.match(outcome('f("a");', quoted(1, 'f(\\"a\\");', 'f(\\"b\\");\\n// ...')), /leaves code out|two ways/);
  });

  it('change no lines that were not shown', () => {
    const visible = { startLine: 2, endLine: 3 };
    for (const oldText of ['```\na\n```', '  a', '1| a']) {
      const placed = anchorEdits(new QuotedText('a\nb\nc'), [quoted(1, oldText, '  x')], visible);
      assert.deepEqual(placed, { kind: 'rejected', reason: 'it changes lines that were not shown', index: 0 });
    }
  });

  it('stand near the hint though that was not shown', () => {
    const text = `    a();\n${'x\n'.repeat(20)}a();`;
    const placed = anchorEdits(new QuotedText(text), [quoted(1, 'a();', 'b();')], { startLine: 10, endLine: 22 });
    assert.deepEqual(placed, { kind: 'rejected', reason: twoWays, index: 0 });
  });

  it('place a finding', () => {
    assert.deepEqual(placeFinding(new QuotedText('a\n  b(1);\nc'), 3, 3, 'b(1)'), { start: 4, end: 9 });
  });

  it('are not asked for again', () => {
    const text = 'if (a) {\n  b(1);\n}\n';
    const said: ModelFinding = {
      title: 't',
      explanation: 'e',
      ...{ severity: 'error', category: 'bug', confidence: 'high', startLine: 2, endLine: 2 },
      edits: [],
    };
    const place = { text, shown: text, masked: [], source: 'm' };
    const [good] = placeReply([{ ...said, edits: [quoted(2, 'b(1)', 'b(2)')] }], place);
    assert.deepEqual([good?.reported.fix?.kind, good?.complaint], ['edits', undefined]);
    const [bad] = placeReply([{ ...said, edits: [quoted(2, '3| b(1);', '3| b(2);')] }], place);
    assert.match(bad?.complaint ?? '', /not in the file/);
  });
});

/** Sources that are there anyway, in many languages. */
const folders = [
  ...['src/core', 'src/vscode', 'test/fixtures', 'node_modules/katex', 'node_modules/node-addon-api'],
  ...['node_modules/tree-sitter-go', 'node_modules/tree-sitter-python', 'node_modules/flatted', 'node_modules/mocha'],
  ...['node_modules/playwright-core/bin', 'node_modules/markdownlint'],
];
const extensions = ['.ts', '.js', '.py', '.go', '.c', '.cpp', '.h', '.css', '.html', '.md', '.json', '.sh', '.scss'];
const root = join(import.meta.dirname, '../../..');

function sourcesByLanguage(): Map<string, string[]> {
  const found = new Map<string, string[]>(extensions.map((extension) => [extension, []]));
  for (const folder of folders) {
    for (const path of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const file = join(root, folder, path);
      const paths = found.get(extname(path));
      if (paths && paths.length < 40 && statSync(file).isFile() && statSync(file).size < 60_000) {
        paths.push(file);
      }
    }
  }
  return found;
}

describe('quotes of real lines, bent in every way', () => {
  const sources = [...sourcesByLanguage().values()].filter((paths) => paths.length > 0);
  const texts = new Map<string, QuotedText>();
  const textOf = (path: string): QuotedText => {
    const text = texts.get(path) ?? new QuotedText(readFileSync(path, 'utf8').replace(/\r\n?/g, '\n'));
    texts.set(path, text);
    return text;
  };

  it('are of ten languages', () => assert.ok(sources.length >= 10, String(sources.length)));

  for (const [name, bend] of Object.entries(bends)) {
    it(`find their place or none: ${name}`, () => {
      const counts = { found: 0, refused: 0, named: 0, wrong: 0 };
      fc.assert(
        fc.property(fc.gen(), (gen) => {
          const draw = (max: number) => gen(fc.nat, { max });
          const paths = sources[draw(sources.length - 1)] ?? [];
          const text = textOf(paths[draw(paths.length - 1)] ?? '');
          const meant = meantIn(text, text.indentUnit ?? '  ', draw);
          const hint = hints[draw(hints.length - 1)] ?? 'right';
          const end = meant && endingOf(text, meant, bend, hint, draw);
          if (end) {
            counts[end.ending] += 1;
            assert.notEqual(end.ending, 'wrong', JSON.stringify({ meant, ...end }));
          }
        }),
        { numRuns: runs },
      );
      const all = counts.found + counts.refused;
      assert.ok(all > 0 && counts.found > all / 2, JSON.stringify(counts));
    });
  }
});

describe('any quote of any text', () => {
  it('is replaced where the text is the quote under a fold, and nothing else changes', () => {
    fc.assert(
      fc.property(fc.gen(), lines, (gen, list) => {
        const draw = (max: number) => gen(fc.nat, { max });
        const text = new QuotedText(list.join('\n'));
        const meant = list.length > 0 ? meantIn(text, '  ', draw) : undefined;
        const [, bend] = Object.entries(bends)[draw(Object.keys(bends).length - 1)] ?? [];
        const end = meant && bend && endingOf(text, meant, bend, 'right', draw);
        assert.notEqual(end?.ending, 'wrong', JSON.stringify({ list, meant, ...end }));
      }),
      { numRuns: runs },
    );
  });
});

describe('hostile quotes', () => {
  const about = (count: number) =>
    Array.from({ length: count }, (_, n) => `${'\t'.repeat(n % 5)}call${n % 50}(value, ${n});`);
  const cases: Record<string, (line: string, n: number) => string> = {
    'in parts of lines': (_, n) => `value, ${n}`,
    'of the commonest words': (_, n) => `value${n.toString(2).replaceAll('0', ' value').replaceAll('1', ',value')}`,
    'that are indented otherwise': (line, n) => `${' '.repeat(1 + (n % 7))}${line.trim()}`,
    'with numbers': (line, n) => `${n + 1}| ${line}`,
    'that are escaped': (line) => line.replace(/[(\t]/g, '\\n'),
    'with references': (line) => line.replace('(', '&lt;&amp;'),
    'with signs of a diff': (line) => `-${line}`,
    'with other signs': (line) => line.replace(',', '\u2019'),
  };
  for (const [name, bend] of Object.entries(cases)) {
    it(`are placed by an effort in proportion to their number and the file: ${name}`, () => {
      const growth = scanningGrowth((count) => {
        const text = about(count);
        const edits = text.map((line, n) => quoted(n % 2 === 0 ? n + 1 : 0, bend(line, n), 'x'));
        return () => {
          const quotedText = new QuotedText(text.join('\n'));
          for (const edit of edits) {
            anchorEdits(quotedText, [edit]);
          }
        };
      }, 200);
      assert.ok(growth < 15, `ten times the edits take ${growth} times the effort`);
    });
  }
});
