import assert from 'node:assert/strict';
import { findElision } from '../../../src/core/edits/elision';
import { QuotedText } from '../../../src/core/edits/quotedText';
import { toEdits } from '../../../src/core/edits/toEdits';
import { GatedFile } from '../../../src/core/gates/gatedFile';
import { flagsOf } from '../../../src/core/gates/gates';
import { importRulesOf } from '../../../src/core/neighbours/rules';
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
