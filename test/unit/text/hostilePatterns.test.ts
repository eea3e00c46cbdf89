import assert from 'node:assert/strict';
import { findElidedQuote, findElision } from '../../../src/core/edits/elision';
import { beginningOf, numberMark, numbersAhead } from '../../../src/core/edits/numberMarks';
import { QuotedText } from '../../../src/core/edits/quotedText';
import { toEdits } from '../../../src/core/edits/toEdits';
import { GatedFile } from '../../../src/core/gates/gatedFile';
import { flagsOf } from '../../../src/core/gates/gates';
import { importRulesOf } from '../../../src/core/neighbours/rules';
import { parseReply } from '../../../src/core/prompt/parseReply';
import { weakeningsOf } from '../../../src/core/verify/weakens';
import { parseJson } from '../../../src/endpoints/http/json';
import { anthropic } from '../../../src/endpoints/protocols/anthropic';
import { ollama } from '../../../src/endpoints/protocols/ollama';
import { openai } from '../../../src/endpoints/protocols/openai';
import { parseConfig } from '../../../src/reviewers/analyzers/dataFiles';
import { ruffOptionsIn } from '../../../src/reviewers/analyzers/ruffConfig';
import { endOf } from '../../../src/workspace/commands/commandEnd';
import { pathsIn, wordsOf } from '../../../src/workspace/commands/commandWords';
import { withoutControls } from '../../../src/workspace/commands/controls';
import { snapshotOf } from '../fakes';

const long = 400_000;

/**
 * Texts that make a regular expression go back from every place to every other. Where one does, each of these takes
 * minutes, and the test fails for its length; where none does, they take no time that anybody could measure.
 */
describe('texts that make a regular expression go back', () => {
  it('are lines of a proposal', () => {
    for (const line of [
      `(${'\t'.repeat(5_000)}x`,
      `# ${' '.repeat(long)}x`,
      `// ${'.'.repeat(long)}x`,
      `# ${'*'.repeat(long)}x`,
      `a ${'( '.repeat(long)}`,
    ]) {
      assert.equal(findElision(line, new QuotedText('')), undefined);
    }
    assert.equal(
      findElision(`//   ${'.'.repeat(9)}   rest \t of the   code`, new QuotedText('')),
      `//   ${'.'.repeat(9)}   rest \t of the   code`,
    );
  });

  it('are lines that begin with numbers', () => {
    for (const run of [' ', '\t', ')', ' |', ' :', ': ', '. ', '1 ', '1', '[1] ', 'l ', 'line 1', '1|', ' )', '→']) {
      const text = run.repeat(long / run.length);
      for (const line of [text, `1${text}`, `l${text}x`, `[1 ${text}x`, `1 ${text}| x`, `1 ${text})x`, `#${text}1`]) {
        assert.ok((numberMark(line)?.rest ?? ' ').length > 0);
        assert.ok(numbersAhead(line) <= line.length && beginningOf(line).length <= 200);
      }
    }
  });

  it('are quotes of a model', () => {
    assert.equal(findElidedQuote(`a${'\n'.repeat(long)}x`, new QuotedText('')), undefined);
  });

  it('are replies of a model', () => {
    const reply = (parts: object) =>
      parseReply(JSON.stringify({ findings: [{ title: 't', line: 1, severity: 'error', ...parts }] }), {
        isEcho: () => false,
        path: 'a.ts',
      });
    for (const run of [' ', '\n', '\t ', '\r\n', '-\n+', '```', '[ ']) {
      const text = run.repeat(long / run.length);
      for (const edits of [`${text}x`, `\`\`\`${text}x`, `\`\`\`\n${text}x`, `[${text}x`, `-a\n+b\n${text}x`]) {
        assert.notEqual(reply({ edits }).kind, 'clean');
      }
      assert.notEqual(reply({ explanation: `a.${text.slice(0, 20_000)}x`, also: `a${text}` }).kind, 'clean');
    }
    for (const piece of [
      ...[
        ' ',
        '\n',
        '. ',
        ', ',
        '- ',
        '~~',
        '<del>',
        'no bugs in ',
        'not a ',
        'there is no ',
        'so nothing can ',
        'ignore ',
        'this is ',
      ],
      ...[
        'this is not a real ',
        'finding is not really ',
        'false positive ',
        'likely ',
        'I was ',
        'actually, ',
        'no fix ',
        'kein ',
      ],
    ]) {
      const words = piece.repeat(long / 10 / piece.length);
      for (const text of [words, `${words}x`, `no bugs in x${words}x`, `this is fine${words}x`, `ignore${words}x`]) {
        assert.notEqual(reply({ explanation: text, also: [text], within: { text } }).kind, 'clean');
        for (const fence of ['', '```\n', '```js\n', '```js\n// ']) {
          const behind = `{"findings":[{"title":"t","line":1,"severity":"error"}]}\n${fence}${text}`;
          assert.notEqual(parseReply(behind, { isEcho: () => false, path: 'a.ts' }).kind, 'clean');
        }
      }
    }
    const findings = Array.from({ length: 50 }, (_, n) => ({
      title: `t${n}`,
      line: n + 1,
      explanation: `${n}${'\n'.repeat(19_000)}x`,
    }));
    assert.equal(parseReply(JSON.stringify({ findings }), { isEcho: () => false, path: 'a.ts' }).kind, 'findings');
    for (const digits of ['1', '.1', '-1']) {
      assert.equal(
        parseReply(`{findings: [${digits.repeat(long)}x]}`, { isEcho: () => false, path: 'a.ts' }).kind,
        'unreadable',
      );
    }
  });

  it('are addresses in a proposal', () => {
    const file = snapshotOf('a.txt', 'a\n');
    const edits = toEdits(file.text, [{ start: 0, end: 1, newText: `https://a.example/${'!'.repeat(long)}x!?` }]);
    assert.deepEqual(flagsOf(new GatedFile(file, '', 1, 'local'), edits), ['adds a URL']);
  });

  it('are words that silence a check', () => {
    const words = ['eslint ', 'it.it.', 'pragma ', '#[cfg_attr(', '\n', '>>> ', 'exit ', '\t'];
    for (const word of words) {
      const text = word.repeat(long / word.length);
      const edits = [{ start: 0, end: 0, newText: ' ' }];
      assert.deepEqual(weakeningsOf({ path: 'a.py', text: `x${text}x`, edits }, []).includes('skips a test'), false);
    }
  });

  it('are commands', () => {
    for (const piece of ['${', '$(', '$a', '"', "'", '\\', ' \\ ', '-m', '\t', '@', '%~dp0', '.', '"\'']) {
      assert.ok(wordsOf(`x ${piece.repeat(long / 10)} y`, 'rules').length <= 2000);
      assert.ok(wordsOf(`x ${piece.repeat(long / 10)} y`, 'shell').flatMap(pathsIn).length < 30_000);
    }
  });

  it('are outputs of commands', () => {
    for (const piece of ['\x1b', '\x1b[', '\x1b]', '\x1b]0', '\x9d', '\r', '\x1b[0;', '\x1b ']) {
      assert.doesNotMatch(withoutControls(piece.repeat(long)), /\p{Cc}(?<!\n)/u);
    }
    const output = { head: '/sh: '.repeat(long), tail: 'a: line 1: '.repeat(long), omittedBytes: 0 };
    assert.deepEqual(endOf(127, null, output), { kind: 'exited', exitCode: 127 });
  });

  it('are answers of servers', () => {
    assert.equal(parseJson(`[NaN, "${'\\"'.repeat(20 * long)}`), undefined);
    assert.deepEqual(parseJson(`[NaN, -Infinity, "NaN \\" ${'\\\\'.repeat(9)}", "a"]`)?.value, [
      null,
      null,
      `NaN " ${'\\'.repeat(9)}`,
      'a',
    ]);
    for (const { optional } of [anthropic, ollama, openai]) {
      for (const { named } of optional) named.test('schema format think temperature '.repeat(long / 10));
    }
    const schema = ollama.optional.find(({ feature }) => feature === 'json_schema');
    assert.equal(schema?.named.test('schema format '.repeat(long / 10)), false);
    assert.equal(schema?.named.test('this format\nis not supported'), true);
  });

  it('are configuration files', () => {
    const read = (path: string, text: string) => parseConfig({ path, text }).kind;
    assert.equal(read('a.json', '/*'.repeat(long)), 'malformed');
    assert.equal(read('a.json', '"\\'.repeat(long)), 'malformed');
    assert.equal(read('a.json', '{} /* without an end'), 'malformed');
    assert.equal(read('a.json', '/* a *//**/{}/* b */ // c'), 'data');
    assert.equal(ruffOptionsIn({ path: 'pyproject.toml', text: '\n\t'.repeat(long) }).kind, 'none');
    assert.equal(
      ruffOptionsIn({ path: 'pyproject.toml', text: '\n\n [ tool . ruff ]\nline-length = 1' }).kind,
      'options',
    );
  });

  for (const language of ['c', 'go', 'javascript', 'python', 'typescript']) {
    it(`are imports in a file of ${language}`, () => {
      const rules = importRulesOf(language) ?? assert.fail();
      for (const size of [long / 10, long]) {
        const [blanks, lines, dots] = [' ', '\n', '.'].map((one) => one.repeat(size)) as [string, string, string];
        for (const text of [
          ...[`from${blanks}x`, `from ${dots}x`, `from a${blanks}x`, `from .${blanks}x`, `from a import (${blanks}x`],
          ...[
            `import a${blanks}b`,
            `import${lines}x;`,
            `import x${lines}`,
            `import {a${lines}b}`,
            `const {a${lines}b}`,
          ],
          ...[`import {a${lines}b} from './x'`, `const {a${lines}b} = require('./x')`, `export {a${lines}b}`],
          ...[
            `export default x${blanks}y`,
            `module.exports =${lines}y`,
            `require(${lines}x`,
            `const a =${lines}await x`,
          ],
          ...[`#${blanks}include${blanks}x`, `import (${lines}x`, `import a${blanks}"`],
          ...['$import', 'import$', 'const a$', 'export{', 'import (\n'].map((one) => one.repeat(size / one.length)),
        ]) {
          rules.importsIn(text);
        }
      }
    });
  }
});
