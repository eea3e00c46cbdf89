import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { applyEdits } from '../../../../src/core/edits/applyEdits';
import { parseReply } from '../../../../src/core/prompt/parseReply';
import { placeReply } from '../../../../src/core/prompt/placeReply';
import { stripThinking } from '../../../../src/core/prompt/reply/thinking';
import { bends } from './bends';
import type { Bend } from './said';
import { type Source, sources } from './sources';

/** What became of a bent reply: as it was meant, nothing that could do harm, or something nobody meant. */
type Outcome = 'as meant' | 'lost' | 'wrong';

function outcomeOf({ means, reply }: Bend, source: Source): Outcome {
  const parsed = parseReply(reply(source), { isEcho: () => false, path: source.path });
  if (parsed.kind === 'clean') {
    return 'wrong';
  }
  const findings = parsed.kind === 'findings' ? parsed.findings : [];
  const { text } = source;
  const placed = placeReply(findings, { text, shown: text, masked: [], source: 'm' });
  const changed = placed.flatMap(({ reported: { fix } }) =>
    fix?.kind === 'edits' ? [applyEdits(text, fix.edits)] : [],
  );
  if (changed.some((result) => means === 'refused' || means === 'finding' || result !== source.repaired)) {
    return 'wrong';
  }
  const titles = placed.map(({ reported }) => reported.title).join('\n');
  const { main, other } = source;
  const isRejected = placed.some(({ reported: { fix } }) => fix?.kind === 'rejected');
  switch (means) {
    case 'edit':
      return titles === main.title && changed.length === 1 ? 'as meant' : 'lost';
    case 'both':
      return titles === `${main.title}\n${other.title}` && changed.length === 1 ? 'as meant' : 'lost';
    case 'finding':
      return titles === main.title && !isRejected ? 'as meant' : 'lost';
    case 'refused':
      return findings.length === 0 || isRejected ? 'as meant' : 'wrong';
  }
}

function isExact(reply: string, { path, text }: Source): boolean {
  const parsed = parseReply(reply, { isEcho: () => false, path });
  const findings = 'findings' in parsed ? parsed.findings : [];
  const placed = placeReply(findings, { text, shown: text, masked: [], source: 'm' });
  return placed.some(({ reported: { fix } }) => fix?.kind === 'edits' && fix.anchoring === 'exact');
}

/** Whether a reply is JSON, but for thinking and a fence, with an edit in it under the agreed names. */
function holdsAgreedEdit(reply: string): boolean {
  const json = stripThinking(reply)
    .trim()
    .replace(/^```\w*\n|\n```$/g, '');
  const agreed = { startLine: 'number', endLine: 'number', oldText: 'string', newText: 'string' };
  let holds = false;
  JSON.parse(json, (key, value: unknown) => {
    for (const edit of key === 'edits' && Array.isArray(value) ? value : []) {
      const types = Object.entries(edit).map(([name, said]) => [name, typeof said]);
      holds ||= isDeepStrictEqual(Object.fromEntries(types), agreed);
    }
    return value;
  });
  return holds;
}

describe('what models bend', () => {
  const outcomes = bends.map((bend) => ({ bend, of: sources.map((source) => outcomeOf(bend, source)) }));

  it('is collected widely, each way under a name of its own', () => {
    assert.ok(bends.length >= 80, String(bends.length));
    assert.equal(new Set(bends.map(({ name }) => name)).size, bends.length);
    assert.ok(sources.length >= 10);
    assert.ok(sources.every(({ text, repaired }) => text !== repaired));
  });

  it('never ends as something nobody meant', () => {
    assert.deepEqual(endings('wrong'), []);
  });

  it('ends as it is meant', () => {
    assert.deepEqual(endings('lost'), []);
  });

  it('is exact only where the edit itself is written as agreed, in nothing but JSON', () => {
    const exact = bends.filter((bend) => sources.some((source) => isExact(bend.reply(source), source)));
    for (const bend of exact) {
      for (const source of sources) {
        const reply = bend.reply(source);
        assert.ok(!isExact(reply, source) || holdsAgreedEdit(reply), `${bend.name}: ${source.path}\n${reply}`);
      }
    }
    const names = new Set(exact.map(({ name }) => name));
    for (const harmless of ['as agreed', 'over several lines', 'in a fence', 'after thinking', 'severity critical']) {
      assert.ok(names.has(harmless), harmless);
    }
    for (const bent of ['in a fence among words', 'in single quotes', 'as a string', 'keys in snake case', 'in YAML']) {
      assert.ok(!names.has(bent), bent);
    }
  });

  function endings(wanted: Outcome): string[] {
    return outcomes.flatMap(({ bend, of }) =>
      of.flatMap((outcome, at) => (outcome === wanted ? [`${bend.name}: ${sources[at]?.path}`] : [])),
    );
  }
});
