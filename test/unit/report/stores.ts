import fc from 'fast-check';
import type { FileReview, FileStatus } from '../../../src/core/fileReview';
import { notTakenOrder, type Sampling } from '../../../src/core/modelUse';
import type { Proof, ProofResult } from '../../../src/core/proof';
import type { RunStore } from '../../../src/core/run/store';
import type { Edit, Finding, HiddenFinding, Hiding, Proposal, ProposalState } from '../../../src/core/types';
import { storeOf } from '../fakes';

/** Words as reviewers, files and people have them: plain, with secrets, with what JSON, Markdown and terminals obey. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '',
    'A title',
    'const password = "k3J9xQ7zLm2Vw8";',
    'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    'ghp_zyxwvutsrqponmlkjihgfedcba9876543210',
    '\u202e\u001b[31m\u2028',
    '\ud800 half',
    'two\nlines\n',
    '[a](b) ``` "quoted" \\',
  ),
);

/** No whole numbers: objects have those first, and a file can be called by one. */
const path = words.filter((text) => !/^\d+$/.test(text));

const place = fc.record(
  {
    ...{
      start: fc.nat(9),
      end: fc.nat(9),
      startLine: fc.integer({ min: 1, max: 9 }),
      endLine: fc.integer({ min: 9, max: 18 }),
    },
    ...{ quote: words, masked: words },
  },
  { requiredKeys: ['start', 'end', 'startLine', 'endLine', 'quote'] },
);

const edit: fc.Arbitrary<Edit> = fc.record(
  {
    ...{ start: fc.nat(9), end: fc.nat(9), startLine: fc.integer({ min: 1, max: 9 }), oldText: words, newText: words },
    ...{ linePrefix: words, lineSuffix: words, secret: fc.constantFrom('held', 'hidden') },
  },
  { requiredKeys: ['start', 'end', 'startLine', 'oldText', 'newText', 'linePrefix', 'lineSuffix'] },
);

const receipt = { change: 1, textHash: '2', baseHash: '3' };
const proposalState: fc.Arbitrary<ProposalState> = fc.oneof(
  fc.constantFrom<ProposalState>(
    { kind: 'ready' },
    { kind: 'ready', problem: 'busy' },
    { kind: 'applied', receipt },
    { kind: 'reverted' },
  ),
  fc.record({ kind: fc.constantFrom('rejected', 'stale'), reason: words }),
);

const failures = fc.array(
  fc.record(
    { tool: words, file: words, line: fc.nat(9), test: words, message: words },
    { requiredKeys: ['tool', 'message'] },
  ),
  { maxLength: 2 },
);
const proof: fc.Arbitrary<Proof> = fc.record(
  {
    result: fc.oneof<fc.Arbitrary<ProofResult>[]>(
      fc.record(
        {
          kind: fc.constant('verified'),
          together: fc.integer({ min: 1, max: 9 }),
          nothingNew: fc.constant(true as const),
          ...{ blind: fc.array(words, { maxLength: 2 }), lacks: fc.array(words, { maxLength: 2 }) },
        },
        { requiredKeys: ['kind', 'together'] },
      ),
      fc.record({ kind: fc.constant('failed'), failures, message: words, together: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant('unverifiable'), reason: words }),
      fc.record({ kind: fc.constant('flaky'), failures }),
    ),
    ...{ commands: fc.array(words, { maxLength: 2 }), tree: words, baseTree: words, output: words },
  },
  { requiredKeys: ['result', 'commands'] },
);

const proposal: fc.Arbitrary<Proposal> = fc.record(
  {
    ...{ edits: fc.array(edit, { maxLength: 3 }), anchoring: fc.constantFrom('exact', 'normalised') },
    ...{ flags: fc.subarray(['protected path', 'adds a URL'] as const), state: proposalState },
    ...{ proof, removesFinding: fc.constant(true as const) },
  },
  { requiredKeys: ['edits', 'anchoring', 'flags', 'state'] },
);

const hiding: fc.Arbitrary<Hiding> = fc.constantFrom(
  { kind: 'bounds' },
  { kind: 'comment' },
  { kind: 'role', role: 'fixture' },
  { kind: 'configuration', file: 'ruff.toml' },
);

const required = ['source', 'title', 'explanation', 'severity', 'category', 'confidence', 'id', 'reviewer'] as const;
const observation = {
  ...{ source: words, rule: words, title: words, explanation: words, id: fc.uuid(), place, proposal },
  severity: fc.constantFrom('error', 'warning', 'info'),
  category: fc.constantFrom('bug', 'style'),
  confidence: fc.constantFrom('high', 'low'),
  reviewer: fc.constantFrom('local', 'model'),
  alsoFrom: fc.array(words, { minLength: 1, maxLength: 2 }),
} as const;
const finding: fc.Arbitrary<Finding> = fc.record(observation, { requiredKeys: [...required] });
const hidden: fc.Arbitrary<HiddenFinding> = fc.record(
  { ...observation, hiddenBy: hiding },
  { requiredKeys: [...required, 'hiddenBy'] },
);

const coverage = { reviewedLines: 2, totalLines: 3 };
const status: fc.Arbitrary<FileStatus> = fc.oneof(
  fc.constant<FileStatus>({ kind: 'reviewed', coverage, durationMs: 5 }),
  fc.constantFrom<FileStatus>({ kind: 'cancelled' }, { kind: 'queued' }),
  fc.record({ kind: fc.constant('skipped'), reason: fc.constantFrom('binary', 'too large'), message: words }),
  fc.record(
    {
      ...{ kind: fc.constant('failed'), reason: fc.constantFrom('timed out', 'analyzer failed'), message: words },
      ...{ phase: fc.constantFrom('local', 'model'), coverage: fc.constant(coverage) },
    },
    { requiredKeys: ['kind', 'reason', 'message', 'phase'] },
  ),
);

const sampling: fc.Arbitrary<Sampling> = fc.record(
  {
    ...{ temperature: fc.constant(0 as const), thinking: fc.constantFrom('off', 'low') },
    notTaken: fc.subarray([...notTakenOrder], { minLength: 1 }),
  },
  { requiredKeys: [] },
);

const file: fc.Arbitrary<FileReview> = fc.record(
  {
    ...{ path, bytes: fc.nat(9), status, findings: fc.array(finding, { maxLength: 3 }) },
    ...{ hidden: fc.array(hidden, { maxLength: 2 }), usage: fc.record({ promptTokens: fc.nat(9_999) }) },
    uses: fc.array(fc.record({ model: words, requests: fc.integer({ min: 1, max: 9 }), sampling }), { maxLength: 2 }),
  },
  { requiredKeys: ['path', 'bytes', 'status', 'findings'] },
);

/** Runs that have ended in whatever way. */
export const stores: fc.Arbitrary<RunStore> = fc
  .record({
    files: fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 5 }),
    state: fc.constantFrom({ kind: 'finished' as const }, { kind: 'cancelled' as const }),
  })
  .map(({ files, state }) => {
    return storeOf(files, state);
  });

const saidOf: readonly string[] = [
  'Plain words',
  'const password = "k3J9xQ7zLm2Vw8";',
  '\u202e\u001b[31m\u2028 [a](b) ``` "quoted" \\ é 😀',
  'two\nlines\n',
  '',
];

/** A run that has one of everything that reports tell. Never changed: what reports make of it is known by its hash. */
export function fixedStore(): RunStore {
  const finding = (index: number): Finding => ({
    ...{ id: `id${index}`, reviewer: 'local', source: 'eslint', severity: 'warning', category: 'bug' },
    ...{ confidence: 'high', title: saidOf[index] ?? '', explanation: saidOf[(index + 1) % 5] ?? '' },
    ...(index > 0 && { rule: `rule-${index % 3}`, place: { ...span, quote: saidOf[index] ?? '' } }),
    ...(index > 1 && { alsoFrom: ['ruff'] }),
    ...(index !== 3 && { proposal: proposalOf(index) }),
  });
  const span = { start: 0, end: 3, startLine: 1, endLine: 2 };
  const states: readonly ProposalState[] = [
    { kind: 'ready' },
    { kind: 'ready' },
    { kind: 'rejected', reason: 'it changes nothing' },
    { kind: 'ready' },
    { kind: 'applied', receipt },
  ];
  const proposalOf = (index: number): Proposal => ({
    edits: [{ ...span, oldText: 'old', newText: saidOf[index] ?? '', linePrefix: ' ', lineSuffix: ';' }],
    anchoring: index === 1 ? 'normalised' : 'exact',
    flags: index === 1 ? ['adds a URL'] : [],
    state: states[index] ?? { kind: 'ready' },
    ...(index === 0 && { removesFinding: true }),
  });
  const all = [0, 1, 2, 3, 4].map(finding);
  const reviewed: FileStatus = { kind: 'reviewed', coverage, durationMs: 5 };
  return storeOf([
    { path: 'b/all.ts', bytes: 1, status: reviewed, findings: all, usage: { promptTokens: 12, completionTokens: 3 } },
    { path: 'b/ghp_abcdefghijklmnopqrstuvwxyz0123456789', bytes: 1, status: reviewed, findings: all.slice(0, 1) },
    { path: 'b/ghp_zyxwvutsrqponmlkjihgfedcba9876543210', bytes: 1, status: reviewed, findings: [] },
    {
      ...{ path: 'c\u2028.ts', bytes: 1, status: reviewed, findings: [] },
      hidden: all.slice(0, 2).map((one, index) => ({ ...one, hiddenBy: { kind: index === 0 ? 'bounds' : 'comment' } })),
    },
    {
      ...{ path: 'a.ts', bytes: 1, findings: all.slice(3) },
      status: { kind: 'failed', reason: 'timed out', message: 'Too slow.', phase: 'model', coverage },
    },
    { path: 's.bin', bytes: 1, status: { kind: 'skipped', reason: 'binary', message: 'it is' }, findings: [] },
    { path: 'z.ts', bytes: 1, status: { kind: 'cancelled' }, findings: [] },
  ]);
}
