import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ParsedReply, parseReply } from '../../../src/core/prompt/parseReply';
import { parseVerdict } from '../../../src/core/prompt/parseVerdict';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { stripThinking } from '../../../src/core/prompt/reply/thinking';
import { runsOf } from '../../complete';

function findingOf(title: string, explanation = 'It goes wrong.'): ModelFinding {
  return {
    ...{ title, explanation, severity: 'error', category: 'bug', confidence: 'high' },
    ...{ startLine: 1, endLine: 1, edits: [] },
  };
}

const replyOf = (...findings: readonly ModelFinding[]) => JSON.stringify({ findings });
const parse = (reply: string): ParsedReply => parseReply(reply, { isEcho: () => false, path: 'a.ts' });
const titlesOf = (reply: string) => {
  const parsed = parse(reply);
  return 'findings' in parsed ? parsed.findings.map(({ title }) => title) : [];
};

const draft = replyOf(findingOf('Draft'));
const own = replyOf(findingOf('Own'));
const quoting = replyOf(findingOf('Own', 'The file ends with </think> here.'));
const channel = '<|channel|>final<|message|>';

describe('the thinking before a reply', () => {
  it('goes on behind its end where that is only quoted', () => {
    for (const [thought, answer] of [
      [`<think>The text has "</think>" in it. ${draft} would be one.</think>`, own],
      [`<think>The text has "</think>" in it.\n${draft}\n</think>`, quoting],
      [`<think>The text has </think> in it.\n${quoting.replace('Own', 'Draft')}\nNo.</think>\n`, own],
      [`It has </think> in it.\n${draft}\n</think>`, own],
      [`${draft}\nOr rather: </think>`, own],
      [`${draft}</think>`, quoting],
      [`[THINK]Not "[/THINK]".\n${draft}[/THINK]`, own],
      [`<|channel|>analysis<|message|>Not "${channel}".\n${draft}<|end|>${channel}`, own],
    ] as const) {
      assert.deepEqual(titlesOf(thought + answer), ['Own'], thought);
      assert.equal(parse(`${thought}{"findings":[]}`).kind, 'clean', thought);
      assert.equal(stripThinking(thought + answer).trim(), answer);
    }
  });

  it('does not end within a text of the reply', () => {
    for (const reply of [
      quoting,
      `Here it is:\n${quoting}`,
      `\`\`\`json\n${quoting}\n\`\`\``,
      `<think>Hm.</think>${quoting}`,
      `<|channel|>analysis<|message|>Hm.<|end|>${channel}${quoting.replace('</think>', channel)}`,
      replyOf(findingOf('Own', '</think>'.repeat(50))),
    ]) {
      assert.deepEqual(titlesOf(reply), ['Own'], reply);
    }
  });

  it('leaves a reply unreadable that says one thing or another by where it ends', () => {
    for (const reply of [
      `Perhaps {"title": "Own", "explanation": "it has </think>{"findings":[]}`,
      `{"findings":[{"title":"Own","explanation":"it has </think>{"findings":[]}`,
      `<think>Not </think>.\n{"findings":[{"title":"Own","explanation":"a </think>${own}`,
    ]) {
      assert.equal(parse(reply).kind, 'unreadable', reply);
      assert.deepEqual(titlesOf(reply), [], reply);
    }
    const verdict = '{"verdict":"confirmed","reason":"It has </think>.\\n{\\"verdict\\":\\"refuted\\"}"}';
    const read = parseVerdict(`Hm.\n${verdict}`, '');
    assert.equal(read.kind === 'verdict' && read.verdict, 'confirmed');
  });

  it('is never taken for the reply, whatever both quote', () => {
    const piece = fc.constantFrom(
      ...['</think>', '<think>', '"', "'", ' ', '\n', 'hm ', '{', '}', '[', ']', ':', ',', '```', '\\', '{"a": "'],
      ...[
        draft,
        `${draft}\n`,
        '{"findings":[]}',
        '{"findings":[',
        '"title": "Draft", ',
        '{"title": "Draft", "line": 1',
      ],
    );
    const words = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.boolean(), words, words, fc.boolean(), (isOpen, thought, quoted, isClean) => {
        const answer = isClean ? '{"findings":[]}' : replyOf(findingOf('Own', quoted));
        const parsed = parse(`${isOpen ? '<think>' : 'Well: '}${thought}</think>${answer}`);
        if (parsed.kind === 'unreadable') {
          assert.deepEqual(parsed.findings, []);
        } else if (isClean) {
          assert.equal(parsed.kind, 'clean');
        } else {
          assert.deepEqual('findings' in parsed && parsed.findings, [findingOf('Own', quoted)]);
        }
      }),
      { numRuns: runsOf(20_000) },
    );
  });

  it('takes time in proportion to its length', () => {
    const thought = `<think>${'Not </think>. {"a": 1}\n'.repeat(20_000)}</think>`;
    assert.deepEqual(titlesOf(thought + own), ['Own']);
  });
});
