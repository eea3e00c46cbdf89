import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileReview, FileStatus, RunState } from '../../../src/core/fileReview';
import { modelFigures } from '../../../src/core/report/modelFigures';
import type { LaneStatus } from '../../../src/core/run/schedule/lane';
import { runFailures } from '../../../src/core/text/runFailures';
import { english } from '../../../src/core/text/say';
import { continueQuestion } from '../../../src/vscode/facts/continueTexts';
import { endingOf } from '../../../src/vscode/facts/endingMessage';
import { restartQuestion } from '../../../src/vscode/facts/restartQuestion';
import type { RunFacts } from '../../../src/vscode/facts/runFacts';
import { translateWith } from '../../../src/vscode/l10n';
import { statusContent } from '../../../src/vscode/runs/statusContent';
import { runRow } from '../../../src/vscode/tree/rows/runRow';
import { readBundle } from '../../words/bundles';
import { byProfile, header, storeOf, summarize } from '../fakes';
import { file, finding, proposal, reviewedStatus } from './files';

function facts(state: RunState, files: readonly FileReview[], changedSince?: string): RunFacts {
  const summary = summarize(files);
  return {
    header: { ...header, options: { ...header.options, ...(changedSince !== undefined && { changedSince }) } },
    state,
    summary,
    name: 'src',
    maxParallelFiles: 4,
    endpoints: new Map(),
    models: modelFigures(storeOf(files)),
    isResumable: ['cancelled', 'interrupted'].includes(state.kind) && summary.reviewed < summary.files,
  };
}

const waiting = file('a.ts', {
  status: reviewedStatus,
  findings: [finding('a', { proposal: proposal({ kind: 'ready' }) }), finding('b')],
});
const clean = file('b.ts', { status: reviewedStatus });
const queued = file('c.ts');
const failed = file('d.ts', { status: { kind: 'failed', reason: 'timed out', message: '', phase: 'model' } });
const skipped = file('s.png', { status: { kind: 'skipped', reason: 'binary', message: '' } });
const cancelled = file('e.ts', { status: { kind: 'cancelled' } });

const costly = file('f.ts', { status: reviewedStatus, usage: { promptTokens: 12_345, completionTokens: 678 } });

const sifted = file('g.ts', {
  status: reviewedStatus,
  findings: [finding('a')],
  hidden: [finding('b'), finding('c')].map(byProfile),
});

const textOnly = file('Dockerfile', {
  status: { ...reviewedStatus, looks: { analyzers: ['text'], language: 'dockerfile' } } as FileStatus,
});

function restricted(run: RunFacts): RunFacts {
  return { ...run, header: { ...run.header, options: { ...run.header.options, untrusted: true } } };
}

function withBudget(run: RunFacts, maxTokens: number): RunFacts {
  return { ...run, header: { ...run.header, options: { ...run.header.options, maxTokens } } };
}

describe('a run that failed', () => {
  it('says why in the language of the reader, on its row, in its tooltip and in the message', () => {
    const german = readBundle('de');
    const message = english(runFailures.untracked, '/a/b');
    const run = facts({ kind: 'failed', message }, []);
    const said = 'Git verfolgt /a/b nicht, also ist nicht bekannt, welche Dateien sich geändert haben';
    translateWith((text) => german[text] ?? text);
    try {
      for (const text of [endingOf(run).message, JSON.stringify(runRow(run))]) {
        assert.ok(text.includes(said) && !text.includes(message), text);
      }
    } finally {
      translateWith((text) => text);
    }
  });
});

describe('a run that cannot be recorded', () => {
  it('is paused, and says why, first of all', () => {
    const run = { ...facts({ kind: 'running' }, [clean, queued]), pause: 'ENOSPC: no space left on device' };
    const { description, icon, tooltip } = runRow(run);
    assert.equal(description, 'paused: cannot save progress: ENOSPC: no space left on device · 1/2');
    assert.equal(icon.id, 'debug-pause');
    assert.match(tooltip, /^Paused: cannot save progress: ENOSPC: no space left on device\.$/m);
    assert.equal(statusContent([run])?.text, '$(debug-pause) paused · 1/2');
    assert.equal(statusContent([run, facts({ kind: 'running' }, [clean])])?.text, '$(sync~spin) 2/3');
  });
});

describe('the question whether to go on', () => {
  const withModel = (run: RunFacts): RunFacts => ({
    ...run,
    header: { ...run.header, options: { ...run.header.options, reviewers: ['local', 'model'] } },
  });

  it('says how much is left, and that nothing is paid twice', () => {
    const run = facts({ kind: 'interrupted' }, [clean, failed, cancelled]);
    assert.equal(
      continueQuestion([run]),
      'The review of “src” was interrupted: 2 of 3 files not finished. Finished files are kept; only the rest is reviewed.',
    );
    assert.match(
      continueQuestion([withModel(run)]),
      /Finished files and answers of the model are kept; only the rest is sent\.$/,
    );
  });

  it('is one for several runs, and for one whose files are not known', () => {
    const one = facts({ kind: 'interrupted' }, [clean, cancelled]);
    const other = { ...facts({ kind: 'interrupted' }, [cancelled]), name: 'lib\n' };
    assert.match(
      continueQuestion([one, other]),
      /^2 reviews were interrupted \(“src”, “lib.*”\): 2 of 3 files not finished\./,
    );
    const early = facts({ kind: 'interrupted' }, []);
    assert.match(continueQuestion([early]), /^The review of “src” was interrupted\. Finished files are kept;/);
  });
});

describe('the row of a run', () => {
  it('of one that another process has open says so first, and offers nothing that would change it', () => {
    const held = { ...facts({ kind: 'running' }, [waiting, queued]), heldBy: 'process 12 on b\u202eox' };
    const row = runRow(held);
    assert.match(row.description, /^open in process 12 on b.*ox · 1\/2 · 2 findings$/);
    assert.doesNotMatch(row.description, /\u202e/);
    assert.deepEqual([row.words, row.icon.id], [['run', 'held'], 'lock']);
    assert.match(
      row.tooltip,
      /Process 12 on b.*ox has this review open\. It is only shown here, as it was at the last look;/,
    );
    assert.match(row.tooltip, /^1\/2 files done\.$/m);
  });

  it('of one that was cancelled or cut short offers to resume it, in the place of trying again what failed', () => {
    const words = (run: RunFacts) => runRow(run).words;
    for (const kind of ['interrupted', 'cancelled'] as const) {
      const shown = words(facts({ kind }, [clean, failed, cancelled]));
      assert.deepEqual(shown, ['run', 'ended', 'resumable', 'unproven']);
    }
    assert.deepEqual(words(facts({ kind: 'finished' }, [clean, failed])), ['run', 'ended', 'retryable', 'unproven']);
    assert.deepEqual(words(facts({ kind: 'interrupted' }, [clean])), ['run', 'ended', 'unproven']);
  });

  const cases: readonly (readonly [RunFacts, string, string])[] = [
    [facts({ kind: 'discovering' }, []), 'looking for files', 'sync~spin'],
    [facts({ kind: 'running' }, [waiting, queued]), '1/2 · 2 findings', 'sync~spin'],
    [facts({ kind: 'running' }, [queued], 'main'), '0/1 · changes since main', 'sync~spin'],
    [facts({ kind: 'finished' }, [clean]), 'no findings · 1/1 reviewed', 'pass'],
    [restricted(facts({ kind: 'finished' }, [clean])), 'no findings · Restricted Mode · 1/1 reviewed', 'pass'],
    [facts({ kind: 'finished' }, [clean, costly]), 'no findings · 2/2 reviewed · 13,023 tokens', 'pass'],
    [facts({ kind: 'finished' }, [clean, textOnly]), 'no findings · 2/2 reviewed · 1 by text checks only', 'eye'],
    [facts({ kind: 'finished' }, []), 'no files to review', 'circle-slash'],
    [facts({ kind: 'finished' }, [skipped]), '0/1 reviewed · 1 skipped', 'circle-slash'],
    [facts({ kind: 'finished' }, [waiting, failed]), '1 of 2 failed · 2 findings · 1/2 reviewed', 'warning'],
    [facts({ kind: 'running' }, [sifted, queued]), '1/2 · 1 finding · 2 hidden by the profile', 'sync~spin'],
    [facts({ kind: 'finished' }, [sifted]), '1 finding · 2 hidden by the profile · 1/1 reviewed', 'pass'],
    [
      facts({ kind: 'cancelled' }, [waiting, cancelled]),
      'cancelled · 2 findings · 1/2 reviewed · 1 cancelled',
      'circle-slash',
    ],
    [facts({ kind: 'failed', message: 'The folder is gone.' }, []), 'failed: The folder is gone.', 'close'],
  ];
  for (const [run, description, icon] of cases) {
    it(`says “${description}”`, () => {
      assert.equal(runRow(run).description, description);
      assert.equal(runRow(run).icon.id, icon);
    });
  }

  it('tells in its tooltip what the model took', () => {
    const run = facts({ kind: 'running' }, [costly, costly]);
    assert.match(runRow(run).tooltip, /^24,690 tokens in, 1,356 out\.$/m);
    assert.match(runRow(withBudget(run, 30_000)).tooltip, /^24,690 tokens in, 1,356 out, of a budget of 30,000\.$/m);
    assert.doesNotMatch(runRow(withBudget(facts({ kind: 'finished' }, [clean]), 30_000)).tooltip, /token/);
  });

  it('tells in its tooltip what each model cost and what came of it', () => {
    const uses = [
      { model: 'qwen3', requests: 12, promptTokens: 9_000, completionTokens: 600, sampling: { temperature: 0 } },
    ] as const;
    const { tooltip } = runRow(facts({ kind: 'finished' }, [file('f.ts', { status: reviewedStatus, uses })]));
    assert.match(
      tooltip,
      /\n\nqwen3: 12 requests, temperature 0, no seed, thinking as its server has it\.\n0 findings shown, 0 hidden; /,
    );
    assert.doesNotMatch(runRow(facts({ kind: 'finished' }, [clean])).tooltip, /requests|shown/);
  });

  it('tells in its tooltip what is hidden, and why', () => {
    const { tooltip } = runRow(facts({ kind: 'finished' }, [sifted]));
    assert.match(tooltip, /^2 findings are hidden by the profile “bugs” \(they do not meet its bounds\)\.$/m);
    assert.doesNotMatch(runRow(facts({ kind: 'finished' }, [clean])).tooltip, /hidden/);
  });

  it('has the words its menus ask for', () => {
    const words = (run: RunFacts) => runRow(run).words.join(' ');
    assert.equal(words(facts({ kind: 'running' }, [waiting])), 'run running waiting unproven');
    assert.equal(words(facts({ kind: 'finished' }, [waiting])), 'run ended waiting verifiable unproven');
    assert.equal(words(facts({ kind: 'finished' }, [failed])), 'run ended retryable unproven');
  });
});

describe('the status bar', () => {
  const text = (...runs: RunFacts[]) => statusContent(runs)?.text;

  it('says nothing without a run', () => {
    assert.equal(text(), undefined);
  });

  it('counts all runs that are at work', () => {
    assert.equal(text(facts({ kind: 'discovering' }, [])), '$(sync~spin) looking for files');
    const running = facts({ kind: 'running' }, [clean, queued]);
    assert.equal(text(running, running, facts({ kind: 'finished' }, [waiting])), '$(sync~spin) 2/4');
  });

  it('tells in its tooltip how each endpoint stands, and why', () => {
    const endpoints = new Map<string, LaneStatus>([
      ['ollama-1', { state: 'open', limit: 4, reason: 'growing' }],
      ['openai-1', { state: 'paused', limit: 2, reason: 'the server asked for a pause' }],
      ['far', { state: 'not answering', limit: 1, reason: 'waiting for the server to work again' }],
      ['gone', { state: 'closed', limit: 0, reason: 'No model “x”.' }],
    ]);
    const tooltip = (state: RunState) => statusContent([{ ...facts(state, [queued]), endpoints }])?.tooltip ?? '';
    const lines = [
      'ollama-1: 4 at once, growing',
      'openai-1: paused, the server asked for a pause',
      'far: not answering, waiting for the server to work again',
      'gone: disabled for this run: No model “x”.',
    ];
    assert.ok(tooltip({ kind: 'running' }).includes(`\n${lines.join('\n')}\n\n`));
    // What is over tells only why files failed.
    assert.ok(tooltip({ kind: 'finished' }).includes(`\n\n${lines[3]}\n\n`));
    assert.ok(!tooltip({ kind: 'finished' }).includes('ollama-1'));
  });

  it('then says what is left to do, the most useful first', () => {
    assert.equal(text(facts({ kind: 'finished' }, [waiting, clean])), '$(checklist) 1 fix to review');
    assert.equal(text(facts({ kind: 'finished' }, [waiting, failed])), '$(warning) 1 of 2 failed · 1 fix to review');
    assert.equal(text(facts({ kind: 'finished' }, [clean, failed])), '$(warning) 1 of 2 failed');
    const broken = facts({ kind: 'failed', message: '' }, []);
    assert.equal(text(broken, facts({ kind: 'finished' }, [waiting])), '$(warning) review failed · 1 fix to review');
    assert.equal(text(facts({ kind: 'finished' }, [])), '$(circle-slash) no files to review');
    assert.equal(text(facts({ kind: 'failed', message: '' }, [])), '$(warning) review failed');
    assert.equal(text(facts({ kind: 'cancelled' }, [cancelled])), '$(circle-slash) nothing reviewed');
    assert.equal(text(facts({ kind: 'cancelled' }, [clean, cancelled])), '$(circle-slash) partly reviewed');
    assert.equal(text(facts({ kind: 'finished' }, [clean])), '$(check) reviewed');
    const some = facts({ kind: 'finished' }, [clean, textOnly]);
    assert.equal(text(facts({ kind: 'finished' }, [clean]), some), '$(eye) reviewed, 1 by text checks only');
    const looks = { analyzers: ['syntax', 'text'], language: 'rust' };
    const rust = facts({ kind: 'finished' }, [file('a.rs', { status: { ...reviewedStatus, looks } as FileStatus })]);
    assert.equal(text(rust, some), '$(eye) reviewed, 2 by text or syntax checks only');
  });
});

describe('a run with files that only text checks saw', () => {
  it('says so when it ends and in its tooltip, and why', () => {
    const run = facts({ kind: 'finished' }, [clean, textOnly]);
    const counted = '2 reviewed, 1 of them by text checks only: no analyzer for Dockerfile.';
    assert.ok(endingOf(run).message.includes(counted), endingOf(run).message);
    assert.ok(runRow(run).tooltip.includes(counted), runRow(run).tooltip);
  });
});

describe('a run in which nearly everything failed', () => {
  const many = (count: number, one: FileReview) =>
    Array.from({ length: count }, (_, n) => ({ ...one, path: `${one.path}/${n}` }));
  const found = facts({ kind: 'finished' }, [...many(206, failed), ...many(6, clean), waiting]);
  const nothing = facts({ kind: 'finished' }, [...many(206, failed), ...many(7, clean)]);
  const all = facts({ kind: 'finished' }, many(213, failed));

  it('says so first, and wherever findings are counted', () => {
    assert.equal(statusContent([found])?.text, '$(warning) 206 of 213 failed · 1 fix to review');
    assert.equal(runRow(found).description, '206 of 213 failed · 2 findings · 7/213 reviewed');
    const { message, level } = endingOf(found);
    assert.equal(level, 'warning');
    assert.match(message, /Reviewed 7 of 213 files \(70 lines\); 206 failed\. 2 findings, 1 proposal to review\./);
    const running = facts({ kind: 'running' }, [...many(3, failed), queued]);
    assert.equal(statusContent([running])?.text, '$(sync~spin) 3/4 · 3 of 4 failed');
    assert.equal(runRow(running).description, '3/4 · 3 of 4 failed');
  });

  it('does not say that there are no findings', () => {
    assert.equal(runRow(nothing).description, '206 of 213 failed · no findings in 7 files · 7/213 reviewed');
    assert.match(endingOf(nothing).message, /206 failed\. No findings in what was reviewed\.$/);
    assert.equal(runRow(all).description, '213 of 213 failed · 0/213 reviewed');
    for (const said of [endingOf(all).message, runRow(all).tooltip, statusContent([all])?.tooltip ?? '']) {
      assert.doesNotMatch(said, /no findings/i);
      assert.match(said, /Nothing was reviewed\./);
    }
  });

  it('knows nothing of findings before its files are found', () => {
    for (const state of [
      { kind: 'discovering' },
      { kind: 'cancelled' },
      { kind: 'failed', message: 'Gone.' },
    ] as const) {
      assert.doesNotMatch(runRow(facts(state, [])).tooltip, /no files|no findings|nothing was/i);
      assert.doesNotMatch(endingOf(facts(state, [])).message, /no files|no findings|nothing was/i);
    }
  });
});

describe('the message at the end', () => {
  it('accounts for every file and offers what can be done', () => {
    assert.deepEqual(endingOf(facts({ kind: 'finished' }, [waiting, clean, failed])), {
      level: 'warning',
      message: '“src”: Reviewed 2 of 3 files (20 lines); 1 failed. 2 findings, 1 proposal to review.',
      actions: ['preview', 'retry failed', 'show'],
    });
    assert.deepEqual(endingOf(facts({ kind: 'finished' }, [clean])), {
      level: 'info',
      message: '“src”: Reviewed 1 of 1 file (10 lines). No findings in what was reviewed.',
      actions: ['show'],
    });
  });

  it('tells what the model took', () => {
    const { message } = endingOf(withBudget(facts({ kind: 'finished' }, [costly]), 20_000));
    assert.match(message, / No findings in what was reviewed\. 12,345 tokens in, 678 out, of a budget of 20,000\.$/);
  });

  it('tells why the endpoints were given up, once, where that cost files', () => {
    const closed: LaneStatus = { state: 'closed', limit: 0, reason: 'No model “x”.' };
    const endpoints = new Map([
      ['a', closed],
      ['b', closed],
    ]);
    const message = (files: readonly FileReview[]) =>
      endingOf({ ...facts({ kind: 'finished' }, files), endpoints }).message;
    assert.equal(
      message([failed]),
      '“src”: Reviewed 0 of 1 file (0 lines); 1 failed. No model “x”. Nothing was reviewed.',
    );
    assert.doesNotMatch(message([clean]), /No model/);
  });

  it('tells what is hidden, if anything is', () => {
    const { message } = endingOf(facts({ kind: 'finished' }, [sifted]));
    assert.equal(
      message,
      '“src”: Reviewed 1 of 1 file (10 lines). 1 finding, no proposals to review. 2 findings are hidden by the profile “bugs” (they do not meet its bounds).',
    );
  });

  it('does not claim that nothing was found where nothing was read', () => {
    const { message } = endingOf(facts({ kind: 'finished' }, [skipped]));
    assert.equal(message, '“src”: Reviewed 0 of 1 file (0 lines); 1 skipped. Nothing was reviewed.');
  });

  it('does not call a cancelled or failed run a review', () => {
    assert.match(endingOf(facts({ kind: 'cancelled' }, [cancelled])).message, /Cancelled\. Reviewed 0 of 1 file/);
    const ending = endingOf(facts({ kind: 'failed', message: 'The folder is gone.' }, []));
    assert.equal(ending.level, 'error');
    assert.equal(ending.message, "Couldn't review “src”: The folder is gone.");
  });

  it('says when there was nothing to review', () => {
    assert.equal(endingOf(facts({ kind: 'finished' }, [])).message, 'No files to review in “src”.');
    assert.equal(endingOf(facts({ kind: 'finished' }, [], 'HEAD')).message, 'Nothing in “src” differs from HEAD.');
  });
});

describe('the question before a folder is reviewed again', () => {
  it('is not asked where nothing would be lost', () => {
    const over = [[clean, failed, skipped], [cancelled], []];
    for (const files of over) {
      assert.equal(restartQuestion(facts({ kind: 'finished' }, files), { viewed: 0 }), undefined);
    }
  });

  it('names the work under way, the proposals that wait and the changes that could be reverted', () => {
    assert.match(
      restartQuestion(facts({ kind: 'running' }, [clean, queued]), { viewed: 0 })?.detail ?? '',
      /so far \(1\/2 files\)/,
    );
    const receipt = { change: 0, textHash: 't', baseHash: 'b' };
    const applied = file('h.ts', {
      status: reviewedStatus,
      findings: [
        finding('x', { proposal: proposal({ kind: 'applied', receipt }) }),
        finding('y', { proposal: proposal({ kind: 'applied with editor changes', receipt }) }),
      ],
    });
    const asked = restartQuestion(facts({ kind: 'finished' }, [waiting, applied]), { viewed: 0 });
    assert.equal(asked?.question, 'Review “src” again?');
    assert.match(asked.detail, /• 1 proposal that you have not reviewed\n• 2 applied changes that you could/);
  });

  it('is asked for files that are viewed, and for what would be smaller', () => {
    const run = facts({ kind: 'finished' }, [clean, failed]);
    const question = (only: number, viewed = 0) => restartQuestion(run, { viewed, only });
    assert.match(question(2, 1)?.detail ?? '', /lose:\n• the marks of 1 file that you have viewed\n/);
    assert.equal(question(2), undefined);
    const asked = question(1);
    assert.deepEqual(
      [asked?.question, asked?.action],
      ['Replace the review of “src” by one of 1 file alone?', 'Replace'],
    );
    assert.match(asked?.detail ?? '', /lose:\n• what was found in 2 files, for a review of 1 alone\n/);
    assert.equal(
      restartQuestion(facts({ kind: 'running' }, [clean, queued]), { viewed: 0, only: 1 })?.action,
      'Restart',
    );
  });
});
