import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toEdits } from '../../../src/core/edits/toEdits';
import { GatedFile } from '../../../src/core/gates/gatedFile';
import { flagsOf } from '../../../src/core/gates/gates';
import { type RiskFlag, riskFlags } from '../../../src/core/gates/risks/risk';
import { grammars } from '../../../src/reviewers/syntax/grammars';
import { snapshot } from './arbitraries';
import { riskySnippets } from './riskySnippets';

/** The risks that a file's new text adds, the change made as small as it can be. */
function risks(language: string, before: string, after: string, proposals = 1): RiskFlag[] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) {
    start++;
  }
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) {
    end++;
  }
  const edit = { start, end: before.length - end, newText: after.slice(start, after.length - end) };
  const file = snapshot(before, { language, path: 'a' });
  const flags: readonly string[] = flagsOf(new GatedFile(file, '', proposals, 'local'), toEdits(before, [edit]));
  return riskFlags.filter((flag) => flags.includes(flag));
}

/** Nothing to say about them: whatever reads these executes nothing that stands in them. */
const data = ['json', 'jsonc', 'jsonl', 'toml'];

describe('the risks that an edit adds', () => {
  it('are known for every language with a grammar, but for mere data', () => {
    const known = [...Object.keys(riskySnippets), 'dockercompose', ...data];
    assert.deepEqual(
      Object.keys(grammars).filter((language) => !known.includes(language)),
      [],
    );
    for (const language of data) {
      assert.deepEqual(risks(language, 'a\n', 'a\nos.system("rm"); eval(exec); fetch(x)\n'), []);
    }
  });

  it('are found in code that an edit elsewhere takes out of a comment, whatever stands around it', () => {
    const hidden: Readonly<Record<string, readonly string[]>> = {
      javascript: [
        `let a = \`\${eval("x")}\`;`,
        'let r = [/[/*]/]; eval(x);',
        // In the template that is in the other one there is no comment.
        `let a = \`\${\`//\`} \` + eval(x);`,
      ],
      c: ['int a = sys\\\ntem("x");'],
    };
    for (const [language, lines] of Object.entries(hidden)) {
      for (const line of lines) {
        const before = `/*\n${line}\nlet b;`;
        assert.notDeepEqual(risks(language, before, before.replace('/*', '/* */')), [], line);
        assert.deepEqual(risks(language, before, before.replace('let b', 'let c')), [], `still hidden: ${line}`);
      }
    }
  });

  it('are not added by another path or method in a call that is there', () => {
    const call = (method: string, target: string) => `req := http.NewRequest("${method}", "${target}", nil)\n`;
    const from = call('GET', '/a/id');
    assert.deepEqual(risks('go', from, call('GET', '/a/b?c=d')), []);
    assert.deepEqual(risks('go', from, call('POST', '/a/id')), []);
    for (const target of ['//h.example/a', 'h:80', 'http://h/a', 'h.example']) {
      assert.deepEqual(risks('go', from, call('GET', target)), ['uses the network'], target);
    }
    assert.deepEqual(risks('go', from, from + from), ['uses the network']);
    assert.deepEqual(risks('javascript', 'exec("/a");\n', 'exec("/b");\n'), ['starts a process']);
  });

  for (const [language, { risky, harmless }] of Object.entries(riskySnippets)) {
    it(`are found in ${language}, and not where there are none`, () => {
      assert.ok(risky.length >= 6 && harmless.length >= 6);
      for (const [flag, line] of risky) {
        for (const [before, after] of [
          ['a\n\nb\n', `a\n${line}\nb\n`],
          ['a\nb\n', `a\n    ${line}\nb\n`],
        ] as const) {
          assert.ok(risks(language, before, after).includes(flag as RiskFlag), `${flag}: ${line}`);
          assert.ok(risks(language, before, after, 1_000_000).includes(flag as RiskFlag), `${flag} of many: ${line}`);
          assert.deepEqual(risks(language, after, before), [], `taken away: ${line}`);
        }
        for (const gap of [' '.repeat(40), '\t'.repeat(1000)]) {
          const wide = line.replaceAll(' ', gap);
          assert.ok(risks(language, 'a\n\nb\n', `a\n${wide}\nb\n`).includes(flag as RiskFlag), `${flag}: ${wide}`);
        }
      }
      for (const line of harmless) {
        assert.deepEqual(risks(language, 'a\n\nb\n', `a\n${line}\nb\n`), [], line);
      }
    });
  }

  it('are added by a second one, by other arguments, and by what was a comment', () => {
    const call = 'exec(a);\n';
    assert.deepEqual(risks('javascript', call, call + call), ['starts a process']);
    assert.deepEqual(risks('javascript', call, 'exec(b);\n'), ['starts a process']);
    assert.deepEqual(risks('javascript', `// ${call}`, call), ['starts a process']);
    assert.deepEqual(risks('python', '# os.system(a)\n', 'os.system(a)\n'), ['starts a process']);
    assert.deepEqual(risks('javascript', `/*\n${call}*/\n`, `\n${call}*/\n`), ['starts a process']);
    assert.deepEqual(risks('javascript', `/*\n${call}*/\n`, `/**/\n${call}*/\n`), ['starts a process']);
    assert.deepEqual(risks('python', '"""\nos.system(a)\n"""\n', '\nos.system(a)\n"""\n'), ['starts a process']);
    assert.deepEqual(risks('lua', '--[[\nos.execute(a)\n]]\n', '--\nos.execute(a)\n]]\n'), ['starts a process']);
    assert.deepEqual(risks('ruby', '=begin\nsystem a\n=end\n', '\nsystem a\n=end\n'), ['starts a process']);
    assert.deepEqual(risks('html', '<!--\n<script>\n-->', '\n<script>\n-->'), ['evaluates code']);
  });

  it('are not added by what only moves, is formatted or stands beside one', () => {
    assert.deepEqual(risks('javascript', 'a;\nexec(a);\nb;\n', 'exec(a);\na;\nb;\n'), []);
    assert.deepEqual(risks('javascript', 'exec(a)\n', '  exec(a);\n'), []);
    assert.deepEqual(risks('javascript', 'if (a == b) exec(a);\n', 'if (a === b) exec(a);\n'), []);
    const together = 'await Promise.all([await fetch(a), await fetch(b)]);\n';
    assert.deepEqual(risks('javascript', together, together.replaceAll('await fetch', 'fetch')), []);
    assert.deepEqual(risks('javascript', '/*\n\n*/\n', '/*\nexec(a);\n*/\n'), []);
    assert.deepEqual(risks('python', '"""\n\n"""\n', '"""\nos.system(a)\n"""\n'), []);
  });

  it('are seen behind what looks like a comment and is none', () => {
    for (const [language, line] of [
      ['javascript', 'const a = /[/*]/; exec(b);'],
      ['javascript', "const a = '//'; exec(b);"],
      ['javascript', 'const a = `/*`; exec(b);'],
      ['javascript', 'const a = `$' + '{exec(b)}`;'],
      ['python', 'a = "#"; os.system(b)'],
      ['c', 'char *a = "/*"; system(b);'],
      ['c', "char a = '\"'; system(b);"],
      ['rust', "let a: &'static str = b; Command::new(a); // it's"],
      ['ruby', 'a = "#"; system b'],
      ['php', '$a = "//"; exec($b);'],
      ['lua', 'local a = "--"; os.execute(b)'],
      ['shellscript', 'a=$' + '{b#c}; sudo ls'],
    ] as const) {
      assert.deepEqual(risks(language, '\n', `${line}\n`), ['starts a process'], line);
    }
  });

  it('are seen behind what ends a comment or a string elsewhere than it seems', () => {
    for (const [language, line] of [
      ['javascript', '// a\u2028exec(b);'],
      ['javascript', `a = \`\${b ? \`c\` : exec(d)}\${\`e\`}\`;`],
      ['javascript', `a = \`\${{ b: \`//\` }}\`; exec(b);`],
      ['javascript', `a = \`\${b} \${\`/*\`}\`; exec(c); // \``],
      ['javascript', 'return /`/.test(a); exec(b); c = /`/;'],
      ['csharp', 'var a = @"\\"; Process.Start(b); c = "";'],
      ['csharp', '// a\u2028Process.Start(b);'],
      ['c', `char a = '\\\n"'; system(b); c = '"';`],
      ['go', 'a := `\\`; exec.Command(b); c = "`"'],
      ['rust', 'let a = r"\\"; Command::new(b); c("");'],
      ['rust', 'let a = r#"" /* "#; Command::new(b);'],
      ['lua', 'local a = [[--]]; os.execute(b)'],
      ['php', '// a ?><?php exec($b);'],
      ['shellscript', 'echo "a # b"; sudo c'],
      ['shellscript', 'echo a\\\n#b; sudo c'],
      ['python', '# a \\\nos.system(b)'],
    ] as const) {
      assert.deepEqual(risks(language, '\n', `${line}\n`), ['starts a process'], line);
    }
    assert.deepEqual(risks('yaml', '\n', 'a: ["b # c", !!python/object d]\n'), ['evaluates code']);
  });

  it('are seen where a string or a pattern could begin or end in two ways', () => {
    for (const [language, line] of [
      ['javascript', '1\n/exec(p)/1'],
      ['javascript', "return /'/.test(s)||exec(s)||/'/"],
      ['javascript', "a = 'b\\\n'; exec(c); 'd'"],
      ['javascriptreact', "<p>don't</p>; exec(a); b = <p>won't</p>"],
      ['python', "a = 'b\\\n'; os.system(c); 'd'"],
      ['c', 'a = "b\\\n"; system(c); ""'],
      ['cpp', 'a = R"(")"; system(b); c = "";'],
      ['cpp', 'a = R"=(\n)="; system(b); c = "";'],
      ['csharp', 'var a = @"C:\\"; Process.Start(b); c = "";'],
      ['rust', 'let a = r#"""#; Command::new(b); c("");'],
      ['ruby', 'a = ?"; system(b); c = ""'],
      ['lua', 'a = [["]]; os.execute(b); c = ""'],
      ['groovy', 'a = /"/; new ProcessBuilder(b); c = ""'],
      ['php', '$b <!--$c; exec($d);'],
      ['php', '// ?><?php exec($d);'],
      ['java', '// \\u000a new ProcessBuilder(a);'],
      ['java', 'a = "\\u0022; new ProcessBuilder(a); b = "";'],
      ['shellscript', 'echo "x # y"; sudo ls'],
    ] as const) {
      assert.deepEqual(risks(language, '\n', `${line}\n`), ['starts a process'], line);
    }
    for (const line of ['<!--><script>a</script>-->', '<!-- a --!><script>a</script>-->']) {
      assert.deepEqual(risks('html', '\n', `${line}\n`), ['evaluates code'], line);
    }
  });

  it('are seen behind what the file holds already to lose the place', () => {
    for (const [language, before, line] of [
      ['javascript', "a = b /c; /'/.test(d);\n", "exec(e); f('');"],
      ['cpp', 'a = R"(")";\n', 'system(b); c("");'],
      ['ruby', 'a = ?"\n', 'system(b); c("")'],
      ['python', 'cp = (os\n', '.system(b))'],
    ] as const) {
      assert.deepEqual(risks(language, `${before}\n`, `${before}${line}\n`), ['starts a process'], line);
    }
  });

  it('are seen under other names', () => {
    for (const [flag, language, line] of [
      ['uses the network', 'shellscript', 'cu\\rl a'],
      ['deletes files', 'shellscript', "'r'm -rf a"],
      ['deletes files', 'shellscript', "r''m -rf a"],
      ['starts a process', 'php', 'System($a);'],
      ['starts a process', 'php', 'use function system as s;'],
      ['starts a process', 'python', 'import os as o'],
      ['starts a process', 'python', 'from os import (\n  system as s\n)'],
      ['starts a process', 'go', 'import . "os"'],
      ['starts a process', 'csharp', 'using P = System.Diagnostics.Process;'],
      ['evaluates code', 'lua', 'local o=os'],
      ['evaluates code', 'javascript', "require('child_'+'process')"],
      ['evaluates code', 'javascript', 'a.constructor(b)'],
      ['evaluates code', 'ruby', 'a.send(:system, b)'],
    ] as const) {
      assert.ok(risks(language, '\n', `${line}\n`).includes(flag), line);
    }
  });

  it('are seen through gaps, comments, ends of lines that are taken back, and escapes in their names', () => {
    const blanks = ' '.repeat(21);
    for (const [language, code] of [
      ['python', `os${blanks}.system(p)`],
      ['python', `os.${blanks}\\\n${blanks}system(p)`],
      ['python', `(os # ${'a'.repeat(300)}\n\n # b\n.system)(p)`],
      ['python', 'os.\u{1d4fc}ystem(p)'],
      ['javascript', `cp${'\n'.repeat(30)}.exec(a)`],
      ['javascript', `cp/* ${'a'.repeat(300)} */./**/exec(a)`],
      ['javascript', `cp // a\n.exec(a)`],
      ['javascript', '\\u0065xec(a)'],
      ['javascript', 'a = tools["\\x65xecSync"]'],
      ['javascript', 'e\\u{78}ec(a)'],
      ['java', 'new Proc\\uuu0065ssBuilder(a)'],
      ['csharp', 'Process.St\u200bart(a)'],
      ['c', 'sys\\\ntem(p);'],
      ['c', 'system/* a */(p);'],
      ['shellscript', 'su\\\ndo ls'],
    ] as const) {
      assert.deepEqual(risks(language, '\n', `${code}\n`), ['starts a process'], code);
      assert.deepEqual(risks(language, '\n', `${code}\n`, 1_000_000), ['starts a process'], `of many: ${code}`);
    }
  });

  it('are told apart by arguments far away', () => {
    const call = (argument: string) => `exec(${' '.repeat(300)}/* ${'a'.repeat(300)} */${argument});\n`;
    assert.deepEqual(risks('javascript', call('b'), call('c')), ['starts a process']);
  });
});
