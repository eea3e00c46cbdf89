import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Proof, ProofResult } from '../../../src/core/proof';
import type { RunStore } from '../../../src/core/run/store';
import type { WantedCommand } from '../../../src/core/verify/folderCommands';
import { proofText } from '../../../src/core/verify/proofText';
import { proofWords, triedSentence, unverifiableSentence } from '../../../src/vscode/facts/proofWords';
import { verifiedSummary } from '../../../src/vscode/queue/queueMessages';
import { statusContent } from '../../../src/vscode/runs/statusContent';
import type { UnderVerification } from '../../../src/vscode/sessions';
import { findingRow } from '../../../src/vscode/tree/rows/findingRow';
import { runRow } from '../../../src/vscode/tree/rows/runRow';
import { consentText, filesText } from '../../../src/vscode/verification/consentText';
import { outputText } from '../../../src/vscode/verification/outputText';
import { header, storeOf, summarize } from '../fakes';
import { file, finding, proposal, reviewedStatus } from './files';

function proof(result: ProofResult, more: Partial<Proof> = {}): Proof {
  return { result, commands: ['npm run lint', 'npm test'], baseTree: 'b', tree: 't', textHash: 'h', ...more };
}

const failed = proof(
  {
    kind: 'failed',
    together: 3,
    message: '2 tests',
    failures: [
      { tool: 'tap', file: 'a.test.js', line: 4, test: 'adds', message: 'Expected 22' },
      { tool: 'tap', file: 'a.test.js', line: 9, test: 'adds twice', message: '' },
    ],
  },
  { output: 'key' },
);
const verified = proof({ kind: 'verified', together: 3 });

const rowOf = (proven: Proof, textHash = 'h') =>
  findingRow(finding('Sum', { proposal: { ...proposal({ kind: 'ready' }), proof: proven } }), { textHash });

const dismissing = (store: RunStore) => (id: string) =>
  store.apply({ type: 'dismissed', path: 'a.ts', findings: [id], hiding: { kind: 'dismissed' } });

describe('the row of a proposal with a proof', () => {
  it('says what the commands said, with an icon of its own, and has the words of its menu', () => {
    const row = rowOf(verified);
    assert.match(row.description, /verified with 2 others: npm run lint, npm test/);
    assert.match(row.accessibleLabel, /verified with 2 others: npm run lint, npm test/);
    assert.doesNotMatch(row.description, /fix available/);
    assert.equal(row.icon.id, 'verified-filled');
    assert.deepEqual(row.words, ['finding', 'waiting', 'applicable', 'verified']);
  });

  it('lists failures in its tooltip, and has an output to show', () => {
    const row = rowOf(failed);
    assert.match(row.description, /fails npm test: 2 tests/);
    assert.match(row.tooltip, /\n• a\.test\.js:4: adds: Expected 22\n• a\.test\.js:9: adds twice/);
    assert.equal(row.icon.id, 'beaker-stop');
    assert.ok(row.words.includes('output'));
  });

  it('says why nothing can be told', () => {
    for (const [result, words] of [
      [{ kind: 'unverifiable', reason: 'no test ran' }, /not verifiable: no test ran/],
      [{ kind: 'flaky', failures: [] }, /flaky: the command fails also without the edit/],
    ] as const) {
      const row = rowOf(proof(result));
      assert.match(row.description, words);
    }
  });

  it('says when its file has changed since', () => {
    const row = rowOf(verified, 'another');
    assert.match(row.description, /verified with 2 others: .* · file changed since/);
    assert.match(row.accessibleLabel, /file changed since/);
    assert.match(row.tooltip, /verify again/);
    assert.doesNotMatch(rowOf(proof({ kind: 'unverifiable', reason: 'no test ran' }), 'another').description, /since/);
  });
});

describe('a proposal that was tried', () => {
  it('has another icon than one that never was, whatever came of it', () => {
    const results = [
      { kind: 'unverifiable', reason: 'no test ran' },
      { kind: 'flaky', failures: [] },
      { kind: 'failed', failures: [], message: '', together: 1 },
      { kind: 'verified', together: 1 },
    ] as const;
    const untried = findingRow(finding('a', { proposal: proposal({ kind: 'ready' }) })).icon.id;
    const icons = results.map((result) => rowOf(proof(result)).icon.id);
    assert.equal(new Set([...icons, untried]).size, 5);
  });
});

describe('what is said at the end of a verification', () => {
  const mkae = proof({ kind: 'unverifiable', reason: 'mkae: not found' });

  it('counts what was tried this time alone', () => {
    assert.equal(
      triedSentence({ proofs: [verified, failed], untried: 1 }),
      'Verification: 1 verified, 1 failed, 1 not tried.',
    );
    assert.equal(triedSentence({ proofs: [], untried: 2 }), undefined);
  });

  it('gives the reason where nothing can be verified, and of how many', () => {
    assert.equal(unverifiableSentence([mkae, mkae]), 'Not verifiable (all 2): mkae: not found.');
    const other = proof({ kind: 'unverifiable', reason: 'another' });
    assert.equal(unverifiableSentence([mkae, mkae, other]), 'Not verifiable (2 of 3): mkae: not found.');
    assert.equal(unverifiableSentence([mkae]), 'Not verifiable: mkae: not found.');
    assert.equal(unverifiableSentence([mkae, verified]), undefined);
  });

  it('says in the words of the editor what helps, which is no part of the proof', () => {
    const unviewed = proof({ kind: 'unverifiable', reason: 'it is flagged', cause: 'not viewed' });
    const apart = proof({ kind: 'unverifiable', reason: 'one of 3', cause: 'not told apart' });
    assert.equal(
      unverifiableSentence([unviewed]),
      'Not verifiable: it is flagged: open its preview, then verify again.',
    );
    assert.deepEqual(proofWords({ ...proposal({ kind: 'ready' }), proof: unviewed }, undefined), [
      'not verifiable: it is flagged: open its preview, then verify again',
    ]);
    assert.match(outputText('t', apart, ''), /one of 3: set “Verify: Each” to “proposal” in the settings/);
    assert.equal(proofText(unviewed), 'Not verifiable: it is flagged');
  });
});

describe('a run whose proposals are verified', () => {
  const files = [
    file('a.ts', {
      status: reviewedStatus,
      findings: [
        finding('a', { proposal: { ...proposal({ kind: 'ready' }), proof: verified } }),
        finding('b', { proposal: { ...proposal({ kind: 'ready' }), proof: failed } }),
      ],
    }),
  ];
  const facts = (verifying?: UnderVerification) => ({
    ...{ header, state: { kind: 'finished' } as const, summary: summarize(files), name: 'src', maxParallelFiles: 4 },
    ...{ endpoints: new Map(), models: [], isResumable: false },
    ...(verifying && { verifying }),
  });
  const progress = { command: 'npm test', together: 3, broken: 0, done: 2, of: 9 };
  const under: UnderVerification = { startedAt: 1_000, cancel: () => {}, wanted: new Map() };

  it('says that its last verification did not come to its end, and how far it came', () => {
    const cancelled = runRow({ ...facts(), stopped: { kind: 'cancelled', done: 1, of: 3 } });
    assert.match(cancelled.accessibleLabel, /^src, verification cancelled, 1 of 3 done, 2 findings/);
    assert.match(cancelled.tooltip, /^Verification cancelled, 1 of 3 done\. Results so far are kept\.$/m);
    const failed = runRow({ ...facts(), stopped: { kind: 'failed', done: 0, of: 3 } });
    assert.match(failed.description, /^verification ended early, 0 of 3 done/);
    const again = runRow({ ...facts(under), stopped: { kind: 'failed', done: 0, of: 3 } });
    assert.match(again.description, /^verifying/);
  });

  it('has proposals that say that they are being verified', () => {
    const waiting = finding('a', { proposal: proposal({ kind: 'ready' }) });
    const row = findingRow(waiting, { isBeingVerified: true });
    assert.match(row.description, /^being verified · fix available · line /);
    assert.match(row.accessibleLabel, /, being verified, line /);
    assert.notEqual(row.icon.id, findingRow(waiting).icon.id);
    assert.doesNotMatch(findingRow(waiting).description, /being verified/);
  });

  it('says which command is at work, with what, and for how long', () => {
    const row = runRow(facts({ ...under, progress }), 66_000);
    assert.match(row.description, /^verifying, 2 of 9 done: npm test, with 3 changes · 1 min 5 s · /);
    assert.equal(row.icon.id, 'sync~spin');
    assert.deepEqual(row.words, ['run', 'ended', 'waiting', 'verifying', 'verified']);
    assert.match(runRow(facts(under), 0).description, /^verifying: copying the project · /);
    const copying = { ...under, copying: { what: 'packages', done: 300, of: 1200 } } as const;
    assert.match(runRow(facts(copying), 0).description, /^verifying: copying installed packages, 300 of 1200 files · /);
    assert.match(
      runRow(facts({ ...under, progress: { ...progress, together: 0 } }), 0).description,
      /^verifying, 2 of 9 done: npm test, on the files as they are/,
    );
    assert.match(
      runRow(facts({ ...under, progress: { ...progress, together: 0, broken: 2 } }), 0).description,
      /^verifying, 2 of 9 done: npm test, with 2 files broken on purpose/,
    );
    assert.equal(statusContent([facts({ ...under, progress })])?.text, '$(sync~spin) verifying 2/9');
    assert.equal(statusContent([facts(copying)])?.text, '$(sync~spin) copying 300/1200');
    assert.equal(statusContent([facts(under)])?.text, '$(sync~spin) verifying');
  });

  it('counts those that wait, whatever becomes of others', () => {
    const store = storeOf(files);
    const dismiss = dismissing(store);
    assert.equal(store.summary().verifiedWaiting, 1);
    dismiss('b');
    assert.equal(store.summary().verifiedWaiting, 1);
    dismiss('a');
    assert.equal(store.summary().verifiedWaiting, 0);
    store.apply({ type: 'restored', path: 'a.ts', findings: ['a'] });
    assert.equal(store.summary().verifiedWaiting, 1);
    store.apply({ type: 'proofs', proofs: { a: failed } });
    assert.equal(store.summary().verifiedWaiting, 0);
  });

  it('counts those that no command has said anything of, until they are dealt with', () => {
    const [first] = files;
    assert.ok(first);
    const waiting = finding('c', { proposal: proposal({ kind: 'ready' }) });
    const store = storeOf([{ ...first, findings: [...first.findings, waiting] }]);
    const dismiss = dismissing(store);
    const row = runRow({ ...facts(), summary: store.summary() });
    assert.match(row.description, /^3 findings · 1 of 3 verified · 1 not tried · /);
    assert.match(row.tooltip, /Verification: 1 verified, 1 failed, 1 not tried\./);
    dismiss('a');
    assert.equal(store.summary().untried, 1);
    store.apply({ type: 'restored', path: 'a.ts', findings: ['a'] });
    assert.equal(store.summary().untried, 1);
    store.apply({ type: 'proofs', proofs: { c: failed } });
    assert.equal(store.summary().untried, 0);
    dismiss('c');
    assert.equal(store.summary().untried, 0);
  });

  it('counts what came of it in the end', () => {
    const row = runRow(facts());
    assert.match(row.description, /^2 findings · 1 of 2 verified/);
    assert.match(row.tooltip, /Verification: 1 verified, 1 failed\./);
    assert.deepEqual(row.words, ['run', 'ended', 'waiting', 'verifiable', 'verified']);
  });
});

describe('the question whether commands may run', () => {
  const wanted = (command: string, more: Partial<WantedCommand> = {}): WantedCommand => ({
    wish: { command, role: 'check', shell: '/bin/sh', fingerprint: 'f' },
    ...{ consent: 'not approved', madeOf: ['package.json'], ...more },
  });

  it('names the folder that they run in', () => {
    const wish = {
      command: 'npm test',
      role: 'check',
      shell: '/bin/sh',
      directory: 'packages/a\u200b',
      fingerprint: 'f',
    } as const;
    const text = consentText([{ wish, consent: 'not approved', madeOf: [] }], '/home/me/project');
    assert.doesNotMatch(text, /steps/);
    const chain = { ...wish, command: 'npm run lint && npm test' };
    assert.match(
      consentText([{ wish: chain, consent: 'not approved', madeOf: [], hint: 'which of its 2 steps \u202e' }], '/a'),
      /^ {4}npm run lint && npm test\n {8}\(which of its 2 steps \\u\{202E\}\)$/m,
    );
    assert.match(text, /\/bin\/sh reads them in packages\/a\\u\{200B\} of a copy of \/home\/me\/project\.$/);
  });

  it('shows which ignored files would be copied, and the lines that say so', () => {
    const paths = Array.from({ length: 10 }, (_, index) => `.env.${index}\u200b`);
    const wanted = {
      patterns: ['.env*', '\u202ex'],
      paths,
      files: 12,
      bytes: 2048,
      answer: undefined,
      decide: async () => {},
    };
    assert.deepEqual(filesText(wanted).split('\n').slice(1), [
      '    .env*',
      '    \\u{202E}x',
      '',
      'Now that is 12 files with 2 KB:',
      ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `    .env.${n}\\u{200B}`),
      '    … and 2 more',
      '',
      'The commands, and the proposed changes that they run, can read what is in a copy. You are asked again when the lines change.',
    ]);
  });

  it('shows each as it is, what it is for, and what has changed', () => {
    const setUp = { wish: { command: 'npm ci', role: 'set-up', shell: '/bin/sh', fingerprint: 'f' } } as const;
    const before = { consent: 'approved before its definition changed', madeOf: ['a', 'b', 'c', 'd'] } as const;
    assert.equal(
      consentText(
        [wanted('x', setUp), wanted('npm run lint', before), wanted('echo $(date)\u200b', { approvedFor: '/bin/ksh' })],
        '/home/me/the\u200bproject',
      ),
      [
        'First, in each copy:',
        '    npm ci',
        '',
        'On the changes, in this order:',
        '    npm run lint',
        '        (what it runs has changed since you approved it: a, b, c or 1 more)',
        '    echo $(date)\\u{200B}',
        '        (you approved it for another shell: /bin/ksh)',
        '',
        'These commands run the project’s code and the proposed changes with your permissions, in a copy of your files. A copy is no sandbox.',
        '',
        '/bin/sh reads them in a copy of /home/me/the\\u{200B}project.',
      ].join('\n'),
    );
  });
});

describe('what is said of a verification', () => {
  it('is the output below the failures, without hidden characters', () => {
    const lines = outputText('Sum', failed, 'one\r\ntwo\u001b[31m\tthree').split('\n');
    assert.deepEqual(lines.slice(3, 5), ['  a.test.js:4: adds: Expected 22', '  a.test.js:9: adds twice']);
    assert.deepEqual(lines.slice(-4), ['Output of npm test:', '', 'one', 'two\\u{1B}[31m\tthree']);
    assert.ok(outputText('Sum', proof({ kind: 'unverifiable', reason: 'red' }), 'x').includes('\nOutput:\n'));
  });

  it('is the tree that was tested only where it is', () => {
    const all = { applied: 2, setbacks: [], tried: 2 };
    assert.equal(
      verifiedSummary(2, all, { kind: 'tested' }),
      'Applied 2 of 2 verified proposals. The folder is now, file for file, the tree that was tested.',
    );
    assert.match(verifiedSummary(2, all, { kind: 'other', message: 'x' }), /is not the tree that was tested: x\.$/);
    assert.equal(
      verifiedSummary(3, { applied: 1, setbacks: ['“a” could not be changed: b.'], tried: 2 }),
      'Applied 1 of 3 verified proposals. Cancelled with 1 to go. “a” could not be changed: b. They were tested together: the folder is not the tree that was tested.',
    );
    assert.equal(
      verifiedSummary(1, { applied: 0, setbacks: ['No.'], tried: 1 }),
      'Applied 0 of 1 verified proposal. No.',
    );
  });
});
