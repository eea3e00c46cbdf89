import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseEdits } from '../../../src/core/prompt/parseEdits';

const edit = { startLine: 2, endLine: 2, oldText: 'a', newText: 'b' };
const json = JSON.stringify({ edits: [edit] });
const read = (reply: string) => parseEdits(reply, 'src/a.ts');

describe('a reply with another edit', () => {
  it('is read strictly where it is written as agreed', () => {
    assert.deepEqual(read(json), { kind: 'edits', edits: [{ ...edit, read: 'strictly' }] });
    assert.deepEqual(read('{"edits":[]}'), { kind: 'none' });
    assert.deepEqual(read(' \n'), { kind: 'empty' });
    assert.deepEqual(read('<think>hm</think>'), { kind: 'empty' });
  });

  it('is read tolerantly where it can mean one thing only, and then is not exact', () => {
    for (const reply of [
      `Here it is:\n\`\`\`json\n${json}\n\`\`\`\nThat passes.`,
      JSON.stringify([edit]),
      JSON.stringify({ edits: [edit], reason: 'because' }),
      JSON.stringify({ edits: [{ start_line: 2, end_line: 2, old_text: 'a', new_text: 'b' }] }),
    ]) {
      assert.deepEqual(read(reply), { kind: 'edits', edits: [{ ...edit, read: 'tolerantly' }] }, reply);
    }
    const thought = read(`<think>{"edits":[]} would do</think>${json}`);
    assert.equal(thought.kind, 'edits');
  });

  it('says nothing where it says several things, names another file, or ends too early', () => {
    for (const reply of [
      `${json}\n${JSON.stringify({ edits: [{ ...edit, newText: 'c' }] })}`,
      `~~${json}~~`,
      JSON.stringify({ edits: [{ ...edit, file: 'src/b.ts' }] }),
      JSON.stringify({ edits: [{ ...edit, path: '../a.ts' }] }),
      JSON.stringify({ findings: [{ title: 'x', edits: [edit] }] }),
      JSON.stringify({ edits: [{ ...edit, newText: 7 }] }),
      JSON.stringify({ edits: 'none' }),
      'There is none: {"edits":[]}',
      '{"edits":[],"findings":[]}',
      json.slice(0, -3),
      'No better edit comes to mind.',
    ]) {
      assert.deepEqual(read(reply), { kind: 'unreadable' }, reply);
    }
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(json.length), (text, at) => {
        read(text);
        read(json.slice(0, at) + text + json.slice(at));
      }),
    );
  });
});
