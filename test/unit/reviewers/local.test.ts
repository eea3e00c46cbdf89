import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { inspectProposals } from '../../../src/core/gates/inspection';
import type { Inspection, Reviewer, ReviewOutcome } from '../../../src/core/ports';
import type { FileSnapshot, Finding, ReportedFinding } from '../../../src/core/types';
import { createFileAnalysis } from '../../../src/reviewers/analyzers/analyzers';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { type AnalysisService, type AnalysisServiceOptions, createAnalysisService } from '../../../src/reviewers/local';
import { timeLimitFor } from '../../../src/reviewers/timeLimit';
import { killers } from '../../hostile/killers';
import { sha256, toFindings } from '../fakes';
import { buildWorker, context, dist, rulesOf, snapshot, wasmFolder, withFolder } from './support';

const workerFile = join(import.meta.dirname, 'faultyWorker.mjs');
const built = { workerFile: join(dist, 'analyzerWorker.js') };
const faulty = { dist, workerFile, threads: 1, folder: '/nowhere' };

async function withService<Result>(
  options: Partial<AnalysisServiceOptions>,
  use: (service: AnalysisService) => Promise<Result>,
): Promise<Result> {
  const service = createAnalysisService({ ...faulty, ...options });
  try {
    return await use(service);
  } finally {
    await service.dispose();
  }
}

function withReviewer<Result>(
  options: Partial<AnalysisServiceOptions>,
  use: (reviewer: Reviewer) => Promise<Result>,
): Promise<Result> {
  return withService(options, ({ reviewer }) => use(reviewer));
}

function review(reviewer: Reviewer, text: string, signal?: AbortSignal): Promise<ReviewOutcome> {
  return reviewer.review(snapshot('a.txt', text), context(signal));
}

/** Which worker answered, and how many requests it had had then. */
async function answer(reviewer: Reviewer): Promise<string | undefined> {
  const outcome = await review(reviewer, 'who');
  return outcome.kind === 'reviewed' ? outcome.findings[0]?.title : outcome.kind;
}

describe('the local reviewer', () => {
  before(buildWorker);

  it('covers every line', async () => {
    await withReviewer({}, async (reviewer) => {
      const outcome = await review(reviewer, 'one\ntwo\n');
      assert.deepEqual(outcome.kind === 'reviewed' && outcome.coverage, { reviewedLines: 3, totalLines: 3 });
    });
  });

  for (const [text, message] of [
    ['exit', /code 7/],
    ['throw', /^out of luck$/],
  ] as const) {
    it(`fails the file whose worker ends (${text}) and goes on with another worker`, async () => {
      await withReviewer({}, async (reviewer) => {
        const first = await answer(reviewer);
        const [failed, next] = await Promise.all([review(reviewer, text), answer(reviewer)]);
        assert.ok(failed.kind === 'failed');
        assert.equal(failed.reason, 'analyzer failed');
        assert.match(failed.message, message);
        assert.match(next ?? '', /\/1$/);
        assert.notEqual(next, first);
      });
    });
  }

  it('fails every file when there is no worker to start', async () => {
    await withReviewer({ workerFile: '/no/such/worker.js', threads: 2 }, async (reviewer) => {
      const outcomes = await Promise.all(['a', 'b', 'c'].map((text) => review(reviewer, text)));
      assert.deepEqual(
        outcomes.map((outcome) => outcome.kind === 'failed' && outcome.reason),
        ['analyzer failed', 'analyzer failed', 'analyzer failed'],
      );
    });
  });

  it('gives a file up after its time, and its worker with it', async () => {
    await withReviewer({ timeLimitMs: 4_000 }, async (reviewer) => {
      const [failed, next] = await Promise.all([review(reviewer, 'hang'), answer(reviewer)]);
      assert.ok(failed.kind === 'failed');
      assert.equal(failed.reason, 'timed out');
      assert.match(next ?? '', /\/1$/);
    });
  });

  it('keeps what the other analyzers found in a file one of them failed on', async () => {
    await withReviewer({}, async (reviewer) => {
      const outcome = await review(reviewer, 'partly');
      assert.ok(outcome.kind === 'failed');
      assert.equal(outcome.message, 'a: one; b: two');
      assert.deepEqual(
        outcome.findings?.map(({ title }) => title),
        ['kept'],
      );
    });
  });

  it('replaces a worker whose WebAssembly crashed, and one that served its time', async () => {
    await withReviewer({ filesPerWorker: 20 }, async (reviewer) => {
      const first = await answer(reviewer);
      await review(reviewer, 'damage');
      const second = await answer(reviewer);
      assert.notEqual(second, first);
      for (let count = 2; count <= 20; count++) {
        await answer(reviewer);
      }
      assert.match((await answer(reviewer)) ?? '', /\/1$/);
    });
  });

  it('cancels at once, whether the file is under review or waits', async () => {
    await withReviewer({}, async (reviewer) => {
      const controller = new AbortController();
      const outcomes = Promise.all([
        review(reviewer, 'hang', controller.signal),
        review(reviewer, 'who', controller.signal),
      ]);
      controller.abort();
      const late = review(reviewer, 'who', controller.signal);
      assert.deepEqual(await outcomes, [{ kind: 'cancelled' }, { kind: 'cancelled' }]);
      assert.deepEqual(await late, { kind: 'cancelled' });
    });
  });

  it('is not disturbed by the late answer for a cancelled file', async () => {
    await withReviewer({}, async (reviewer) => {
      const controller = new AbortController();
      const cancelled = review(reviewer, 'sleep', controller.signal);
      await new Promise(setImmediate);
      controller.abort();
      assert.deepEqual(await cancelled, { kind: 'cancelled' });
      assert.match((await answer(reviewer)) ?? '', /\/2$/);
    });
  });

  it('cancels what is left when it is disposed of', async () => {
    const { reviewer } = createAnalysisService(faulty);
    const outcomes = Promise.all([review(reviewer, 'hang'), review(reviewer, 'who')]);
    await reviewer.dispose();
    assert.deepEqual(await outcomes, [{ kind: 'cancelled' }, { kind: 'cancelled' }]);
    assert.deepEqual(await review(reviewer, 'who'), { kind: 'cancelled' });
  });

  it('lets the process end when nothing is under review, and not before', async () => {
    await withFolder({}, async (folder) => {
      const script = join(folder, 'script.mts');
      const local = join(import.meta.dirname, '../../../src/reviewers/local.ts');
      writeFileSync(
        script,
        `import { createAnalysisService } from ${JSON.stringify(local)};
         const { reviewer } = createAnalysisService(${JSON.stringify(faulty)});
         reviewer.review({ text: 'sleep' }, { signal: new AbortController().signal }).then(({ kind }) => console.log(kind));`,
      );
      const cwd = join(import.meta.dirname, '../../..');
      const output = execFileSync(process.execPath, ['--import', 'tsx', script], {
        cwd,
        encoding: 'utf8',
        timeout: 20_000,
      });
      assert.equal(output, 'reviewed\n');
    });
  });
});

describe('the analyzers together', () => {
  const environment = { wasmFolder };
  const config = createFolderConfig('/nowhere');

  it('load what a file needs once, and not before', async () => {
    const loads: string[] = [];
    const analyzer = (name: string, extension: string) => ({
      name,
      rules: [],
      supports: ({ path }: { path: string }) => path.endsWith(extension),
      load: async () => {
        loads.push(name);
        return () => [];
      },
    });
    const analyze = createFileAnalysis([analyzer('a', '.a'), analyzer('b', '.b')], config, environment);
    await analyze(snapshot('x.a', ''));
    await analyze(snapshot('y.a', ''));
    assert.deepEqual(loads, ['a']);
  });

  it('may find more than can be handed to a function at once', async () => {
    const finding: ReportedFinding = {
      ...{ source: 'many', title: 'A', explanation: '', severity: 'info', category: 'bug', confidence: 'low' },
    };
    const many = {
      name: 'many',
      rules: [],
      supports: () => true,
      load: async () => () => Array(200_000).fill(finding),
    };
    const { findings, failures } = await createFileAnalysis([many], config, environment)(snapshot('a.txt', ''));
    assert.deepEqual([findings.length, failures], [200_000, []]);
  });

  it('fail one by one', async () => {
    const analyze = createFileAnalysis(
      [
        { name: 'broken', rules: [], supports: () => true, load: () => Promise.reject(new Error('no wasm\nat …')) },
        {
          name: 'loud',
          rules: [],
          supports: () => true,
          load: async () => () => [
            {
              source: 'loud',
              title: 'Found',
              explanation: '',
              severity: 'info',
              category: 'bug',
              confidence: 'low',
            },
          ],
        },
        {
          name: 'crashing',
          rules: [],
          supports: () => true,
          load: async () => () => {
            throw Object.assign(new Error('unreachable'), { name: 'RuntimeError' });
          },
        },
      ],
      config,
      environment,
    );
    const { findings, failures, damaged } = await analyze(snapshot('a.txt', ''));
    assert.deepEqual(failures, ['broken: no wasm', 'crashing: unreachable']);
    assert.equal(damaged, true);
    assert.deepEqual(
      findings.map(({ title }) => title),
      ['Found'],
    );
  });
});

describe('the built worker', () => {
  before(buildWorker);

  const files = {
    'a.js': 'x = x;\nlist.map(parseInt);\n',
    'b.ts': 'if (list.indexOf(a)) {\n  go();\n}\n',
    'c.py': 'print(a)\n',
    'd.go': 'package d\n\nvar a = len(b) >= 0\n',
    'e.c': 'void f(char *a) { printf(a); }\n',
    'f.cpp': 'void f() { a.empty(); }\n',
    'g.md': '[a]()\n',
    'h.txt': '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n',
    'i.tsx': 'const a = <p>{list.map(parseInt)}</p>;\n',
    'j.jsx': 'const a = <p>{b === NaN}</p>;\n',
    'k.json': '{}\n',
  };

  async function reviewAll(threads: number, folder: string): Promise<Record<string, ReviewOutcome>> {
    return withReviewer({ ...built, threads, folder }, async (reviewer) => {
      const entries = Object.entries(files).map(
        async ([path, text]): Promise<[string, ReviewOutcome]> => [
          path,
          await reviewer.review(snapshot(path, text), context()),
        ],
      );
      return Object.fromEntries(await Promise.all(entries));
    });
  }

  it('finds the same with any number of threads', async () => {
    await withFolder({ 'ruff.toml': 'line-length = 100\n' }, async (folder) => {
      const one = await reviewAll(1, folder);
      assert.deepEqual(await reviewAll(4, folder), one);
      const found = Object.entries(one).map(([path, outcome]) => [
        path,
        outcome.kind === 'reviewed' ? rulesOf(outcome.findings) : outcome,
      ]);
      assert.deepEqual(Object.fromEntries(found), {
        'a.js': ['no-self-assign', 'map-parse-int'],
        'b.ts': ['index-of-as-condition'],
        'c.py': ['F821'],
        'd.go': ['length-never-negative'],
        'e.c': ['format-from-variable'],
        'f.cpp': ['discarded-empty'],
        'g.md': ['MD042'],
        'h.txt': ['merge-conflict'],
        'i.tsx': ['map-parse-int'],
        'j.jsx': ['use-isnan'],
        'k.json': [],
      });
    });
  });

  it('works on its own, far from the packages it was built from', async () => {
    await withFolder({}, async (folder) => {
      mkdirSync(join(folder, 'dist'));
      execFileSync('cp', [
        '-r',
        ...['analyzerProcess.js', 'analyzerWorker.js', 'analyzers.js', 'wasm'].map((name) => join(dist, name)),
        join(folder, 'dist'),
      ]);
      await withReviewer(
        { dist: join(folder, 'dist'), workerFile: join(folder, 'dist/analyzerWorker.js'), folder },
        async (reviewer) => {
          for (const [path, text] of Object.entries(files)) {
            const outcome = await reviewer.review(snapshot(path, text), context());
            assert.equal(outcome.kind, 'reviewed', JSON.stringify(outcome));
          }
        },
      );
    });
  });
});

describe('the inspector', () => {
  before(buildWorker);

  const { signal } = new AbortController();

  it('does without a worker where nothing can be said', async () => {
    await withService({ workerFile: '/no/such/worker.js' }, async (service) => {
      const inspector = service.inspector(false);
      assert.deepEqual(await inspector.inspect(snapshot('a.txt', 'a'), ['b', 'c'], signal), [{}, {}]);
      assert.equal(await inspector.outline(snapshot('a.txt', 'a'), signal), undefined);
    });
  });

  it('has no answer when its worker fails, is too slow or the run is cancelled', async () => {
    await withService({ timeLimitMs: 300 }, async (service) => {
      const inspector = service.inspector(true);
      for (const text of ['exit', 'throw', 'hang']) {
        const file = snapshot('a.ts', text);
        assert.deepEqual(await inspector.inspect(file, [text], signal), [undefined]);
        assert.equal(await inspector.outline(file, signal), undefined);
      }
      assert.deepEqual(await inspector.inspect(snapshot('a.ts', 'who'), ['who'], AbortSignal.abort()), [undefined]);
      assert.equal(await inspector.outline(snapshot('a.ts', 'who'), AbortSignal.abort()), undefined);
    });
  });

  it('counts errors for every text, and has all that is found in it where local takes part, else broken syntax', async () => {
    const texts = ['print(a)\n', 'import (\n', 'x = 1\n'];
    await withService(built, async (service) => {
      const file = snapshot('a.py', texts[0] ?? '');
      const told = (inspections: readonly (Inspection | undefined)[]) =>
        inspections.map((inspection) => [inspection?.syntaxErrors, rulesOf(inspection?.findings ?? [])]);
      const alone = await service.inspector(false).inspect(file, texts, signal);
      const fresh = await service.inspector(true).inspect(file, texts, signal);
      assert.deepEqual(told(alone).slice(1), told(fresh).slice(1));
      assert.deepEqual(
        [told(alone)[0], ...told(fresh)],
        [
          [0, []],
          [0, ['F821']],
          [1, ['syntax']],
          [0, []],
        ],
      );
      await service.reviewer.review(file, context());
      assert.deepEqual(await service.inspector(true).inspect(file, texts, signal), fresh);
    });
  });

  it('outlines files in the worker', async () => {
    await withService(built, async (service) => {
      const outline = await service.inspector(false).outline(snapshot('a.go', 'package a\n\nfunc f() {\n}\n'), signal);
      assert.deepEqual(outline, {
        imports: [{ startLine: 1, endLine: 1 }],
        definitions: [{ startLine: 3, endLine: 4, header: { startLine: 3, endLine: 3 }, children: [] }],
      });
    });
  });

  async function inspected(service: AnalysisService, file: FileSnapshot): Promise<readonly Finding[]> {
    const outcome = await service.reviewer.review(file, context());
    assert.ok(outcome.kind === 'reviewed');
    const findings = toFindings(file, 'local', outcome.findings, sha256);
    return inspectProposals(file, findings, service.inspector(true), signal);
  }

  it('confirms the edits of our own analyzers, the same with any number of threads', async () => {
    const files = [
      snapshot('a.py', 'def f(a, b=[]):\n    b.append(a)\n    return a is "c"\n'),
      snapshot('b.js', 'if (a == NaN) {\n  go(typeof a == "strnig");\n}\n'),
      snapshot('c.go', 'package c\n\nvar a = len(b) >= 0\n'),
      snapshot('d.md', '# A\n\n(a)[b]\n'),
      snapshot('e.cpp', 'void f() {\n  try { g(); } catch (std::exception e) { h(); }\n}\n'),
    ];
    const [one, four] = await Promise.all(
      [1, 4].map((threads) =>
        withService({ ...built, threads }, (service) => Promise.all(files.map((file) => inspected(service, file)))),
      ),
    );
    assert.deepEqual(four, one);
    const proposals = one?.flat().flatMap(({ proposal }) => proposal ?? []) ?? [];
    assert.ok(proposals.length >= 4);
    assert.ok(proposals.every(({ removesFinding, flags }) => removesFinding && flags.length === 0));
  });

  it('rejects edits of a model that break the file or bring an error, and no others', async () => {
    const text = 'import os\n\n\ndef f(a):\n    print(os.name)\n    return a\n';
    const edit = (title: string, from: string, newText: string): ReportedFinding => {
      const start = text.indexOf(from);
      return {
        ...{ source: 'm', title, explanation: '', severity: 'warning', category: 'bug', confidence: 'high' },
        fix: { kind: 'edits', anchoring: 'exact', edits: [{ start, end: start + from.length, newText }] },
      };
    };
    const reported = [
      edit('fine', 'return a', 'return a + 1'),
      edit('torn', 'print(os.name)', 'print(os.name'),
      edit('undefined', 'return a', 'return b'),
      edit('import gone', 'import os\n', ''),
      // What a grammar takes, and Python does not.
      edit('indented', 'return a', '  return a'),
      edit('body gone', '    print(os.name)\n    return a\n', '\n'),
    ];
    await withService(built, async (service) => {
      const file = snapshot('a.py', text);
      const findings = toFindings(file, 'model', reported, sha256);
      const reasons = async (withLocal: boolean) =>
        (await inspectProposals(file, findings, service.inspector(withLocal), signal)).map(({ title, proposal }) => [
          title,
          proposal?.state.kind === 'rejected' ? proposal.state.reason : proposal?.flags,
        ]);
      const newSyntaxError = (title: string) => `the file would have a new error: ${title} (ruff syntax)`;
      const unreadable = {
        indented: newSyntaxError('Syntax error: Unexpected indentation'),
        'body gone': newSyntaxError('Syntax error'),
      };
      assert.deepEqual(Object.fromEntries(await reasons(true)), {
        fine: [],
        torn: 'the file would have one more syntax error',
        undefined: 'the file would have a new error: Undefined name `b` (ruff F821)',
        'import gone': 'the file would have a new error: Undefined name `os` (ruff F821)',
        ...unreadable,
      });
      assert.deepEqual(Object.fromEntries(await reasons(false)), {
        fine: [],
        torn: 'the file would have one more syntax error',
        undefined: [],
        'import gone': [],
        ...unreadable,
      });
    });
  });

  it('flags a proposal that the parsers do not survive, and no other', async () => {
    const text = 'const a = 1;\nconst b = 2;\n\nuse(a, b);\n';
    const change = (title: string, from: string, newText: string): ReportedFinding => {
      const span = { start: text.indexOf(from), end: text.indexOf(from) + from.length };
      const fix = { kind: 'edits' as const, anchoring: 'exact' as const, edits: [{ ...span, newText }] };
      return {
        source: 'm',
        title,
        explanation: '',
        severity: 'warning',
        category: 'bug',
        confidence: 'high',
        span,
        fix,
      };
    };
    const reported = [
      change('deadly', 'const a = 1;', killers['template.js'] ?? ''),
      change('fine', '2', '3'),
      change('torn', 'use(a, b);', 'use(a, b;'),
    ];
    await withService(built, async (service) => {
      const file = snapshot('a.js', text);
      const findings = toFindings(file, 'model', reported, sha256);
      const judged = await inspectProposals(file, findings, service.inspector(true), signal);
      assert.deepEqual(
        Object.fromEntries(judged.map(({ title, proposal }) => [title, [proposal?.state.kind, proposal?.flags]])),
        { deadly: ['ready', ['syntax not checked']], fine: ['ready', []], torn: ['rejected', []] },
      );
    });
  });

  it('reviews, outlines and inspects as before after a file that broke the memory of WebAssembly', async () => {
    const deep = snapshot('deep.py', `x = ${'a+'.repeat(100_000)}a\n`);
    const good = snapshot('good.py', 'def f(a):\n    try:\n        return a is "b"\n    except:\n        pass\n');
    await withService(built, async (service) => {
      const before = await inspected(service, good);
      assert.deepEqual(rulesOf(before), ['F632', 'bare-except']);
      const outcome = await service.reviewer.review(deep, context());
      assert.ok(outcome.kind === 'failed');
      assert.match(outcome.message, /memory access out of bounds/);
      assert.deepEqual(await inspected(service, good), before);
      const inspections = await service.inspector(true).inspect(deep, [deep.text, 'print(a)\n'], signal);
      assert.deepEqual(
        inspections.map((inspection) => [
          inspection?.syntaxErrors,
          inspection?.findings && rulesOf(inspection.findings),
        ]),
        [
          [0, undefined],
          [0, ['F821']],
        ],
      );
      assert.deepEqual(await inspected(service, good), before);
    });
  });
});

describe('the time limit of a file', () => {
  it('is the usual one up to 256 KB, grows with the text, and has an end', () => {
    const limits = [0, 256 * 1024, 512 * 1024, 1024 * 1024, 16 * 1024 * 1024].map((length) =>
      timeLimitFor({ text: 'x'.repeat(length) }, 60_000),
    );
    assert.deepEqual(limits, [60_000, 60_000, 120_000, 240_000, 240_000]);
  });
});
