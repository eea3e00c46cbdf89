import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findingsPage, proposalsPage } from '../../../src/core/agents/findingsPage';
import type { Profile } from '../../../src/core/options';
import { findProfile } from '../../../src/core/prompt/profiles';
import { toJUnit } from '../../../src/core/report/junit';
import { toMarkdown } from '../../../src/core/report/markdown';
import { toSarif } from '../../../src/core/report/sarif';
import { startModelServer } from '../../modelServer/modelServer';
import type { Reply, ReplyFinding } from '../../modelServer/types';
import { runEngine } from '../engine/engine';
import { allOf } from '../fakes';

const reason = 'The caller is not shown.';
const key = `AKIA${'QF3ZLWNHT7PDXK52'}`;
const saidOnceMore: Readonly<Record<string, Reply>> = {
  confirmed: { verdict: 'confirmed', reason: 'No line checks the index.' },
  unsure: { verdict: 'unsure', reason: `${reason} ${key} ${'Nobody knows. '.repeat(100)}` },
  'not confirmed': { fault: 'refusal' },
};
/** Nobody checks the syntax of what the engine edits in these tests. */
const unchecked = 'syntax not checked';
const flagsOf: Readonly<Record<string, readonly string[]>> = {
  confirmed: [unchecked],
  unsure: ['unsure', unchecked],
  'not confirmed': ['not confirmed', unchecked],
};

/** A run with one finding for each of what can come of asking once more, by file, each with an edit. */
async function runInDoubt() {
  const found: ReplyFinding = {
    title: 'It reads past the end.',
    explanation: 'There is nothing behind it.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    startLine: 1,
    endLine: 1,
    edits: [{ startLine: 1, endLine: 1, oldText: 'const a = 1;', newText: 'const a = 2;' }],
  };
  const server = await startModelServer({
    reply: ({ file, confirms }) => (confirms ? (saidOnceMore[file] ?? assert.fail()) : { findings: [found] }),
  });
  try {
    const profile: Profile = { ...(findProfile('bugs') ?? assert.fail()), confirm: true };
    const files = new Map(Object.keys(flagsOf).map((verdict) => [verdict, `const a = 1;\n// ${verdict}\n`]));
    return await runEngine({ files, servers: [{ protocol: 'openai', server }], limit: 2, options: { profile } });
  } finally {
    await server.stop();
  }
}

describe('what is in doubt', function () {
  this.timeout(30_000);

  it('says so in every file that programs and people read, with the words of one list', async () => {
    const { files, run } = await runInDoubt();
    const sarif = JSON.parse(await allOf(toSarif(run.store, '1')));
    const markdown = await allOf(toMarkdown(run.store));
    const junit = await allOf(toJUnit(run.store));
    for (const [verdict, flags] of Object.entries(flagsOf)) {
      const { proposal, confirmation } = files[verdict]?.findings[0] ?? assert.fail();
      assert.deepEqual([confirmation?.verdict, proposal?.flags], [verdict, flags]);
      const result = sarif.runs[0].results.find(
        ({ locations }: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
          locations[0]?.physicalLocation.artifactLocation.uri === encodeURI(verdict),
      );
      assert.equal(result.fixes.length, 1);
      assert.deepEqual(result.properties.flags, flags);
      for (const text of [markdown, junit]) {
        assert.ok(text.includes(`Flagged: ${flags.join(', ')}`), `${verdict} in ${text}`);
      }
    }
  });

  it('says so to agents, with a bounded reason and without its secrets, where findings are read and where changes are', async () => {
    const { run } = await runInDoubt();
    for (const page of [findingsPage(run.store, {}), proposalsPage(run.store, {})]) {
      const items = (page?.items ?? []) as { path: string; confirmation: { verdict: string; reason: string } }[];
      assert.deepEqual(Object.fromEntries(items.map(({ path, confirmation }) => [path, confirmation.verdict])), {
        confirmed: 'confirmed',
        'not confirmed': 'not confirmed',
        unsure: 'unsure',
      });
      const said = items.find(({ path }) => path === 'unsure')?.confirmation.reason ?? assert.fail();
      assert.ok(said.startsWith(reason) && said.endsWith('…') && said.length <= 301, said);
      assert.ok(!said.includes(key));
    }
  });
});
