import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileReview, FileStatus } from '../../../src/core/fileReview';
import type { ProposalState } from '../../../src/core/types';
import { problemText } from '../../../src/vscode/facts/findingDetails';
import { badgeOf } from '../../../src/vscode/tree/rows/badge';
import { fileRow } from '../../../src/vscode/tree/rows/fileRow';
import { findingRow } from '../../../src/vscode/tree/rows/findingRow';
import { folderRow, moreRow } from '../../../src/vscode/tree/rows/folderRow';
import { findingsBeside, openText } from '../../../src/vscode/tree/rows/openCounts';
import { colors, elapsed } from '../../../src/vscode/tree/rows/row';
import { byProfile, summarize } from '../fakes';
import { file, finding, proposal, receipt, reviewedStatus } from './files';

const now = 100_000;
const row = (status: FileStatus, change: Partial<FileReview> = {}) =>
  fileRow(file('src/ledger.ts', { status, ...change }), now);
const reviewing = { kind: 'reviewing', phase: 'model', startedAt: now - 12_300 } as const;

describe('the row of a file', () => {
  const cases: readonly (readonly [FileStatus, string, string])[] = [
    [{ kind: 'queued' }, 'queued', 'circle-outline'],
    [{ kind: 'skipped', reason: 'binary', message: 'Not text.' }, 'skipped: binary', 'debug-step-over'],
    [reviewing, 'reviewing · 12 s', 'sync~spin'],
    [{ ...reviewing, chunk: { index: 2, count: 5 } }, 'reviewing · part 2 of 5 · 12 s', 'sync~spin'],
    [{ ...reviewing, confirming: { index: 2, count: 5 } }, 'confirming 2 of 5 · 12 s', 'sync~spin'],
    [
      { ...reviewing, confirming: { index: 2, count: 5 }, waiting: 'retry' },
      'retrying · confirming 2 of 5 · 12 s',
      'history',
    ],
    [{ ...reviewing, waiting: 'slot' }, 'waiting for the model', 'circle-outline'],
    [{ ...reviewing, phase: 'editor', waiting: 'slot' }, 'waiting for the editor', 'circle-outline'],
    [{ ...reviewing, waiting: 'retry' }, 'retrying · 12 s', 'history'],
    [{ ...reviewing, waiting: 'pause' }, 'paused · 12 s', 'debug-pause'],
    [{ ...reviewing, waiting: 'model load' }, 'loading the model · 12 s', 'sync~spin'],
    [reviewedStatus, 'no findings', 'pass'],
    [
      { kind: 'reviewed', coverage: { reviewedLines: 3, totalLines: 10 }, durationMs: 1 },
      'no findings · 3 of 10 lines reviewed',
      'pass',
    ],
    [
      { kind: 'failed', reason: 'server down', message: 'Nothing answers.', phase: 'model' },
      'failed: server down',
      'close',
    ],
    [
      {
        kind: 'failed',
        reason: 'timed out',
        message: '',
        phase: 'model',
        coverage: { reviewedLines: 3, totalLines: 5 },
      },
      'failed: timed out · 3 of 5 lines reviewed',
      'close',
    ],
    [{ kind: 'cancelled' }, 'cancelled', 'circle-slash'],
  ];
  for (const [status, description, icon] of cases) {
    it(`says “${description}”`, () => {
      const shown = row(status);
      assert.equal(shown.description, description);
      assert.equal(shown.icon.id, icon);
      assert.equal(shown.label, 'ledger.ts');
      assert.equal(shown.accessibleLabel, `ledger.ts, ${description.replaceAll(' · ', ', ')}`);
    });
  }

  describe('whose findings were put to a model once more', () => {
    const refuted = (id: string) => {
      const confirmation = { verdict: 'refuted', reason: `Line 3\u202e checks ${id}` } as const;
      return { ...finding(id, { title: `Leak ${id}`, confirmation }), hiddenBy: { kind: 'refuted' } } as const;
    };

    it('tells in its tooltip which were refuted, and why', () => {
      const { tooltip, description } = row(reviewedStatus, { hidden: [refuted('a')] });
      assert.match(tooltip, /Hidden: Leak a \(line \d+\), refuted: Line 3.* checks a/);
      assert.ok(!tooltip.includes('\u202e'));
      assert.equal(description, 'no findings · 1 hidden');
    });

    it('tells which were left in doubt, and are less sure than the profile wants', () => {
      const confirmation = { verdict: 'unsure', reason: 'The caller is not shown.' } as const;
      const doubted = { ...finding('a', { title: 'Race', confirmation }), hiddenBy: { kind: 'bounds' } } as const;
      const plain = { ...finding('b', { title: 'A guess' }), hiddenBy: { kind: 'bounds' } } as const;
      const { tooltip } = row(reviewedStatus, { hidden: [doubted, plain] });
      assert.match(tooltip, /Hidden: Race .*, unsure: The caller is not shown\./);
      assert.ok(!tooltip.includes('A guess'));
    });

    it('counts those for which there is no room', () => {
      const { tooltip } = row(reviewedStatus, { hidden: [...'abcdefg'].map(refuted) });
      assert.ok(tooltip.includes('Leak e') && !tooltip.includes('Leak f'), tooltip);
      assert.ok(tooltip.includes('… and 2 more after such a question.'), tooltip);
    });

    it('says of a finding that it is new or came back, and not that it is still there', () => {
      const shown = findingRow(finding('a'), { news: 'came back' });
      assert.match(shown.description, /came back/);
      assert.match(shown.accessibleLabel, /came back/);
      assert.match(shown.tooltip, /^Came back: it was found once, and was gone when it was last looked for\.$/m);
      assert.doesNotMatch(JSON.stringify(findingRow(finding('a'))), /came back|new/i);
    });

    it('says that a finding is in doubt before what a narrow view cuts off, and in its problem', () => {
      const confirmation = { verdict: 'unsure', reason: 'The caller is not shown.' } as const;
      const doubted = finding('a', { title: 'Race', explanation: 'Two at once.', confirmation });
      assert.match(findingRow(doubted).description, /^unsure · /);
      assert.match(findingRow(doubted).accessibleLabel, /^\w+, Race, unsure, /);
      assert.equal(problemText(doubted), 'unsure: Race\nTwo at once.\nConfirmation: unsure: The caller is not shown.');
      const sure = finding('a', {
        title: 'Race',
        explanation: '',
        confirmation: { ...confirmation, verdict: 'confirmed' },
      });
      assert.match(findingRow(sure).description, / · confirmed · /);
      assert.equal(problemText(sure), 'Race');
    });

    it('says of a finding what came of it', () => {
      for (const [verdict, words] of [
        ['confirmed', 'confirmed: Line 3'],
        ['unsure', 'unsure: Line 3'],
        ['not confirmed', 'not confirmed, as no verdict came of it: Line 3'],
        ['not asked', 'not asked once more: Line 3'],
      ] as const) {
        const shown = findingRow(finding('a', { confirmation: { verdict, reason: 'Line 3' } }));
        assert.ok(shown.description.includes(verdict), shown.description);
        assert.ok(shown.accessibleLabel.includes(verdict));
        assert.ok(shown.tooltip.includes(`Confirmation: ${words}`), shown.tooltip);
      }
    });
  });

  describe('that was reviewed', () => {
    const silent = { analyzer: 'eslint', because: { kind: 'configuration', file: 'eslint.config.js' } } as const;
    const seenBy = (analyzers: readonly string[], language: string, withheld?: readonly (typeof silent)[]) =>
      ({ ...reviewedStatus, looks: { analyzers, language, ...(withheld && { withheld }) } }) as FileStatus;

    it('says in its tooltip who looked, and who was kept silent', () => {
      const shown = row(seenBy(['ast-grep', 'text'], 'javascript', [silent]));
      assert.match(shown.tooltip, /Looked at by ast-grep, text \(eslint is kept silent by eslint\.config\.js\)\./);
      assert.deepEqual([shown.icon.id, shown.description], ['pass', 'no findings']);
    });

    it('says whose answer counts for it where the model was asked about another of the same text', () => {
      const looks = { analyzers: ['model', 'text'], language: 'sql', answerOf: 'src/a.sql' };
      const shown = row({ ...reviewedStatus, looks } as FileStatus);
      assert.equal(shown.description, 'no findings · as src/a.sql');
      assert.match(shown.tooltip, /by model, text \(model by its answer for src\/a\.sql, which has the same text\)\./);
    });

    it('says in its tooltip what a model was shown of other files, and what it was not', () => {
      const looks = {
        ...{ analyzers: ['model'], language: 'go' },
        context: [{ path: 'a.go', definitions: 2 }],
        notShown: [
          { kind: 'room', path: 'b.go', definitions: 3 },
          { kind: 'definitions', path: 'c.h', looked: 5_000 },
          { kind: 'files', files: 12, looked: 200 },
          { kind: 'leads' },
        ],
      } as const;
      const { tooltip } = row({ ...reviewedStatus, looks } as FileStatus);
      assert.ok(tooltip.includes('Shown with it: a.go (2 definitions).'), tooltip);
      const words = [
        ...['3 definitions of b.go (no room)', 'what c.h has after its first 5000 definitions'],
        '12 files that it imports or has beside it in its package (only the first 200 are looked at)',
        'what imported files pass on from too many others.',
      ].join(', ');
      assert.ok(tooltip.includes(`Used but not shown with it: ${words}`), tooltip);
    });

    it('is under no green check where only text checks saw it, and says so in words', () => {
      for (const analyzers of [['text'], ['syntax', 'text']]) {
        const shown = row(seenBy(analyzers, 'dockerfile'));
        const words = `${analyzers.join(' and ')} checks only`;
        assert.deepEqual(shown.icon, { id: 'eye', color: 'disabledForeground' });
        assert.equal(shown.description, words);
        assert.equal(shown.accessibleLabel, `ledger.ts, ${words}`);
        assert.ok(shown.tooltip.includes(`Looked at by ${words}: no analyzer for Dockerfile.`), shown.tooltip);
      }
      assert.equal(
        row(seenBy(['text'], 'sql'), { findings: [finding('a')] }).description,
        '1 warning open · text checks only',
      );
      const hidden = [{ ...finding('a'), hiddenBy: { kind: 'dismissed' } }] as const;
      assert.equal(row(seenBy(['text'], 'sql'), { hidden }).icon.id, 'eye');
    });

    it('is under no green check where nobody looked at it', () => {
      const shown = row(seenBy([], 'dockerfile'));
      assert.deepEqual([shown.icon.id, shown.description], ['eye', 'looked at by nobody']);
    });
  });

  it('counts findings and what became of them', () => {
    const findings = [
      finding('a', { severity: 'error', proposal: proposal({ kind: 'applied', receipt }) }),
      finding('b', { severity: 'info', proposal: proposal({ kind: 'ready' }) }),
    ];
    const hidden = [
      { ...finding('c', { severity: 'error' }), hiddenBy: { kind: 'dismissed' } },
      { ...finding('d', { severity: 'error' }), hiddenBy: { kind: 'comment' } },
    ] as const;
    const shown = row(reviewedStatus, { findings, hidden });
    assert.equal(shown.description, '1 info open · 2 findings · 1 applied · 2 hidden (1 dismissed)');
    assert.equal(shown.accessibleLabel, 'ledger.ts, 2 findings, 1 applied, 2 hidden (1 dismissed), 1 info open');
    // The two errors are dealt with.
    assert.equal(shown.icon.id, 'info');
    assert.equal(shown.children, 'collapsed');
    assert.equal(shown.action, 'expand');
  });

  it('counts what is hidden, also where nothing is shown', () => {
    const hidden = [finding('x'), finding('y')].map(byProfile);
    const shown = row(reviewedStatus, { findings: [finding('a')], hidden });
    assert.equal(shown.description, '1 warning open · 2 hidden');
    assert.equal(shown.accessibleLabel, 'ledger.ts, 1 finding, 2 hidden, 1 warning open');
    assert.equal(row(reviewedStatus, { hidden }).description, 'no findings · 2 hidden');
  });

  it('can be put first while it waits, and only then', () => {
    assert.ok(row({ kind: 'queued' }).words.includes('queued'));
    assert.ok(row({ ...reviewing, waiting: 'slot' }).words.includes('queued'));
    assert.ok(!row(reviewing).words.includes('queued'));
    assert.ok(!row(reviewedStatus).words.includes('queued'));
  });

  it('tells in the tooltip of a failed file how much of it was reviewed', () => {
    const coverage = { reviewedLines: 3, totalLines: 5 };
    const { tooltip } = row({ kind: 'failed', reason: 'timed out', message: 'Too slow.', phase: 'model', coverage });
    assert.match(tooltip, /Too slow\.\n\nBefore that, 3 of 5 lines were reviewed\./);
  });

  it('tells in the tooltip what applies to it and not to all, on one line each', () => {
    const { tooltip } = fileRow(file('src/a.h'), now, ['Your settings for *.h: reviewers local', 'x\nfor a: b']);
    assert.match(tooltip, /\n\nYour settings for \*\.h: reviewers local\n\nx.*for a: b$/);
  });

  it('tells in the tooltip, last, what the model took', () => {
    const shown = row(reviewedStatus, { usage: { promptTokens: 12_345, completionTokens: 678 } });
    assert.equal(shown.description, 'no findings');
    assert.match(shown.tooltip, /12,345 tokens in, 678 out$/);
  });

  it('opens the file where there is nothing to unfold', () => {
    assert.equal(row(reviewedStatus).action, 'open');
  });

  it('can be retried when it failed or was cancelled, and only then', () => {
    assert.ok(row({ kind: 'failed', reason: 'timed out', message: '', phase: 'model' }).words.includes('retryable'));
    assert.ok(row({ kind: 'cancelled' }).words.includes('retryable'));
    assert.ok(!row(reviewedStatus).words.includes('retryable'));
    assert.ok(!row(reviewing).words.includes('retryable'));
  });

  it('tells the whole message in the tooltip', () => {
    const message = 'Nothing answers at http://127.0.0.1:1.\nIs the server running?';
    const { tooltip } = row({ kind: 'failed', reason: 'server down', message, phase: 'model' });
    assert.ok(tooltip.includes(message));
    assert.ok(tooltip.includes('src/ledger.ts'));
  });

  it('names a folder that was not gone into, which cannot be opened', () => {
    const { label, action } = fileRow(
      file('src/gen/', { status: { kind: 'skipped', reason: 'vendored', message: '' } }),
      now,
    );
    assert.deepEqual([label, action], ['gen/', undefined]);
  });

  it('makes strange names visible on one line', () => {
    const { label } = fileRow(file('src/a\nb\u{202e}gpj.exe\u{1b}[31m'), now);
    assert.equal(label, 'a\\nb\\u{202E}gpj.exe\\u{1B}[31m');
  });
});

describe('the row of a file whose text has changed under a proposal', () => {
  const stale: ProposalState = { kind: 'stale', reason: 'its text changed since the review' };
  const changed = finding('a', { proposal: proposal(stale) });

  it('is under no green tick, as nobody has looked at the text as it is now', () => {
    assert.equal(row(reviewedStatus, { findings: [changed] }).icon.id, 'history');
    assert.equal(row(reviewedStatus, { findings: [changed, finding('b')] }).icon.id, 'warning');
  });
});

describe('the badge of the view', () => {
  const summary = (ready: number, failed: number, files: number) =>
    ({ failed, files, proposals: { ...summarize([]).proposals, ready } }) as const;

  it('counts what failed beside what is to review, of all runs', () => {
    assert.deepEqual(badgeOf([]), { value: 0, tooltip: '' });
    assert.deepEqual(badgeOf([summary(1, 206, 213)]), {
      value: 207,
      tooltip: '1 proposal to review, 206 of 213 failed',
    });
    assert.deepEqual(badgeOf([summary(0, 9, 9)]), { value: 9, tooltip: '9 of 9 failed' });
    assert.deepEqual(badgeOf([summary(2, 0, 3), summary(1, 1, 2)]), {
      value: 4,
      tooltip: '3 proposals to review, 1 of 5 failed',
    });
  });
});

describe('what is open of some findings', () => {
  it('is told in words, the worst first, and beside it how many there are where that is more', () => {
    const cases = [
      [{ error: 0, warning: 0, info: 0 }, 0, undefined, undefined],
      [{ error: 0, warning: 0, info: 0 }, 2, 'none open', '2 findings'],
      [{ error: 0, warning: 3, info: 0 }, 3, '3 warnings open', undefined],
      [{ error: 2, warning: 2, info: 1 }, 5, '2 errors of 5 open', undefined],
      [{ error: 1, warning: 1, info: 0 }, 5, '1 error of 2 open', '5 findings'],
    ] as const;
    for (const [open, findings, text, beside] of cases) {
      assert.deepEqual([openText(open, findings), findingsBeside(open, findings)], [text, beside]);
    }
  });
});

describe('the row of a finding', () => {
  const states: readonly (readonly [ProposalState, string, string])[] = [
    [{ kind: 'ready' }, 'fix available · line 12 · eslint', 'finding waiting applicable'],
    [
      { kind: 'ready', problem: 'The file is read-only.' },
      'not applied: The file is read-only · line 12 · eslint',
      'finding waiting applicable',
    ],
    [{ kind: 'applied', receipt }, 'applied · line 12 · eslint', 'finding applied'],
    [
      { kind: 'applied with editor changes', receipt },
      'applied with editor changes · line 12 · eslint',
      'finding applied',
    ],
    [{ kind: 'reverted' }, 'reverted · line 12 · eslint', 'finding reverted applicable'],
    [{ kind: 'stale', reason: 'It changed.' }, 'outdated: It changed · line 12 · eslint', 'finding stale'],
    [{ kind: 'rejected', reason: 'no-op' }, 'proposal rejected: no-op · line 12 · eslint', 'finding rejected'],
  ];
  for (const [state, description, words] of states) {
    it(`says “${description}”`, () => {
      const shown = findingRow(finding('a', { proposal: proposal(state) }));
      assert.equal(shown.description, description);
      assert.equal(shown.words.join(' '), words);
      assert.equal(shown.action, state.kind === 'ready' ? 'preview' : 'open');
    });
  }

  it('names severity, place and flags for the ear', () => {
    const shown = findingRow(finding('a', { proposal: proposal({ kind: 'ready' }, { flags: ['adds a URL'] }) }));
    assert.equal(shown.accessibleLabel, 'warning, Title, line 12, fix available, adds a URL, eslint');
    assert.equal(shown.description, 'fix available · line 12 · adds a URL · eslint');
  });

  it('tells of a change that was placed with tolerance, as long as it waits', () => {
    const tolerant = { anchoring: 'normalised' } as const;
    const shown = findingRow(finding('a', { proposal: proposal({ kind: 'ready' }, tolerant) }));
    assert.equal(shown.description, 'fix available · line 12 · placed with tolerance · eslint');
    assert.match(shown.accessibleLabel, /, placed with tolerance/);
    // The comment at the change says the same.
    assert.match(shown.tooltip, /It is placed with tolerance: see where it goes\./);
    const applied = findingRow(finding('a', { proposal: proposal({ kind: 'applied', receipt }, tolerant) }));
    assert.doesNotMatch(JSON.stringify(applied), /tolerance/);
  });

  it('tells that the editor keeps no mixed line ends', () => {
    const shown = findingRow(finding('a', { proposal: proposal({ kind: 'ready' }, { mixedLineEnds: true }) }));
    assert.equal(shown.description, 'fix available · line 12 · mixed line ends · eslint');
    assert.match(shown.tooltip, /Kept out of bulk actions: mixed line ends\./);
  });

  it('tells how the first edit failed where this is the second one, and why there is none', () => {
    const proof = { result: { kind: 'verified', together: 1 }, commands: ['npm test'] } as const;
    const failed = { ...proof, result: { kind: 'failed', failures: [], message: 'exit code 1', together: 1 } } as const;
    const tooltip = (more: Parameters<typeof proposal>[1]) =>
      findingRow(finding('a', { proposal: proposal({ kind: 'ready' }, more) })).tooltip;
    assert.match(
      tooltip({ proof, repair: { kind: 'replaced', model: 'm', edits: [], proof: failed } }),
      /^First edit failed: Fails npm test: exit code 1\.$/m,
    );
    assert.match(
      tooltip({ proof: failed, repair: { kind: 'kept', reason: 'budget used up' } }),
      /^Given back to a model: budget used up\.$/m,
    );
  });

  it('names who else found it, and that the proposal removes it', () => {
    const shown = findingRow(
      finding('a', {
        alsoFrom: ['ruff', 'm'],
        proposal: proposal({ kind: 'ready' }, { removesFinding: true }),
      }),
    );
    assert.match(shown.tooltip, /^Also found by ruff, m\.$/m);
    assert.match(shown.tooltip, /^A fix is available\. It resolves this finding\.$/m);
    assert.equal(
      shown.accessibleLabel,
      'warning, Title, line 12, fix available, resolves this finding, eslint, also found by ruff, m',
    );
    assert.equal(shown.description, 'fix available · line 12 · eslint');
  });

  it('shows its severity only while it is open', () => {
    const icons = states.map(([state]) => findingRow(finding('a', { proposal: proposal(state) })).icon.id);
    assert.deepEqual(icons, [...['warning', 'warning', 'check', 'check', 'warning', 'history', 'warning']]);
  });

  it('needs neither place nor proposal', () => {
    const { place: _, ...rest } = finding('a');
    assert.equal(findingRow(rest).description, 'eslint');
    assert.equal(findingRow(rest).action, 'open');
  });
});

describe('the rows of folders', () => {
  const tally = {
    files: 5,
    finished: 2,
    failed: 1,
    cancelled: 0,
    findings: 1,
    waiting: 0,
    viewed: 0,
    shown: 5,
    error: 0,
    warning: 1,
    info: 0,
  };

  it('tell how far they are', () => {
    const shown = folderRow('src/very/deep', 'src', tally, true);
    assert.equal(shown.label, 'very/deep');
    assert.equal(shown.description, '2/5 · 1 of 5 failed · 1 warning open');
    assert.deepEqual(shown.words, ['folder', 'retryable']);
    assert.deepEqual(shown.icon, { id: 'folder', color: colors.warning });
    assert.deepEqual(folderRow('src', '', { ...tally, warning: 0 }, true).icon, { id: 'folder' });
    assert.equal(folderRow('src', '', { ...tally, finished: 5 }, true).description, '1 of 5 failed · 1 warning open');
  });

  it('count what is left out', () => {
    assert.equal(moreRow(1500).label, '1500 more…');
  });
});

describe('elapsed', () => {
  it('is short', () => {
    assert.equal(elapsed(-5), '');
    assert.equal(elapsed(999), '');
    assert.equal(elapsed(1_000), '1 s');
    assert.equal(elapsed(59_999), '59 s');
    assert.equal(elapsed(125_000), '2 min 5 s');
  });
});
