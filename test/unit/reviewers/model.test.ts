import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { Endpoint } from '../../../src/core/modelPorts';
import { type Profile, passesOf } from '../../../src/core/options';
import type { ReviewContext, ReviewOutcome } from '../../../src/core/ports';
import { defaultProfileName, findProfile } from '../../../src/core/prompt/profiles';
import type { FileSnapshot, Finding } from '../../../src/core/types';
import { createModelReviewer } from '../../../src/reviewers/model';
import { startModelServer } from '../../modelServer/modelServer';
import type { Fault, ModelServer, Reply, ReplyFinding, ScriptedRequest } from '../../modelServer/types';
import { endpointFor, never, protocols } from '../endpoints/support';

const text = 'import os\n\n\ndef total(items):\n    return sum(items) / len(items)\n';

function fileOf(more: Partial<FileSnapshot> = {}): FileSnapshot {
  return { path: 'src/total.py', language: 'python', text, textHash: 'h', lineEnding: 'lf', ...more };
}

function contextOf(more: Partial<ReviewContext> = {}): ReviewContext {
  return { signal: never, known: [], waiting: () => {}, ...more };
}

function replyFinding(oldText: string, newText: string, more: Partial<ReplyFinding> = {}): ReplyFinding {
  return {
    title: 'Divides by zero',
    explanation: 'An empty list has no average.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    startLine: 5,
    endLine: 5,
    edits: [{ startLine: 5, endLine: 5, oldText, newText }],
    ...more,
  };
}

function profile(): Profile {
  return findProfile(defaultProfileName) ?? assert.fail('no profile');
}

const line5 = '    return sum(items) / len(items)';
const good = replyFinding(line5, '    return sum(items) / len(items) if items else 0');
const unmatched = replyFinding('    return sum(items) // len(items)', '    return 0', { title: 'Unmatched' });

for (const protocol of protocols) {
  describe(`the model reviewer (${protocol})`, () => {
    let server: ModelServer;
    let endpoint: Endpoint;
    before(async () => {
      server = await startModelServer();
      endpoint = await endpointFor(protocol, server);
    });
    beforeEach(() => server.clear());
    after(async () => {
      endpoint.dispose();
      await server.stop();
    });

    function review(file = fileOf(), context = contextOf(), on = endpoint, instructions = ''): Promise<ReviewOutcome> {
      return createModelReviewer({ endpoint: on, passes: passesOf([profile()]), instructions }).review(file, context);
    }

    /** Answers the first request with one reply and the repair with another. */
    function answer(first: Reply, second: Reply = {}): void {
      server.reply(({ repair }: ScriptedRequest) => (repair ? second : first));
    }

    it('turns findings into edits that apply to the reviewed bytes', async () => {
      answer({ findings: [good] });
      const outcome = await review();
      assert.ok(outcome.kind === 'reviewed', JSON.stringify(outcome));
      assert.deepEqual(outcome.coverage, { reviewedLines: 6, totalLines: 6 });
      const [finding] = outcome.findings;
      assert.ok(finding?.fix?.kind === 'edits');
      assert.equal(applyEdits(text, finding.fix.edits), text.replace(line5, `${line5} if items else 0`));
      assert.equal(finding.source, 'scripted:latest');
      assert.ok((outcome.usage?.promptTokens ?? 0) > 100 && (outcome.usage?.completionTokens ?? 0) > 10);
      assert.equal(server.requests.length, 1);
    });

    it('keeps out of the list what a comment in the file silences', async () => {
      answer({ findings: [good] });
      const silenced = text.replace('    return', '    # folder-review-ignore-next-line: model\n    return');
      const outcome = await review(fileOf({ text: silenced }));
      assert.ok(outcome.kind === 'reviewed', JSON.stringify(outcome));
      assert.deepEqual(
        outcome.findings.map(({ hiddenBy, fix }) => [hiddenBy, fix]),
        [[{ kind: 'comment' }, undefined]],
      );
    });

    it('makes valid edits of what the server replies by default', async () => {
      answer({});
      const long = `${text}\n${Array.from({ length: 30 }, (_, i) => `print(${i})`).join('\n')}\n`;
      const outcome = await review(fileOf({ text: long }));
      assert.ok(outcome.kind === 'reviewed' && outcome.findings.length === 2);
      const edits = outcome.findings.flatMap(({ fix }) =>
        fix?.kind === 'edits' ? fix.edits : assert.fail('no edits'),
      );
      assert.equal(
        applyEdits(long, edits),
        `# reviewed: line 1\n${long.replace('print(29)', 'print(29)\n# reviewed: line 36')}`,
      );
    });

    it('sends one system message for all files, and nothing of a file in it', async () => {
      answer({ text: '{"findings":[]}' });
      await review(fileOf(), contextOf(), endpoint, 'Mind the locks.');
      await review(
        fileOf({ path: 'other/file.ts', language: 'typescript', text: 'let a = 1;\n' }),
        contextOf(),
        endpoint,
        'Mind the locks.',
      );
      const [first, second] = server.requests;
      assert.equal(first?.system, second?.system);
      assert.match(first?.system ?? '', /\nMind the locks\.$/);
      assert.equal(first?.file, 'src/total.py');
      assert.match(
        second?.user ?? '',
        /^File: other\/file\.ts\nLanguage: typescript\nLines: 1-2 of 2\n1\| let a = 1;\n2\| $/,
      );
    });

    it('tells what is known already', async () => {
      answer({ text: '{"findings":[]}' });
      const known: Finding = {
        id: '1',
        reviewer: 'local',
        source: 'ruff',
        title: 'os is not used',
        explanation: '',
        severity: 'warning',
        category: 'maintainability',
        confidence: 'high',
        place: { start: 0, end: 9, startLine: 1, endLine: 1, quote: 'import os' },
      };
      await review(fileOf(), contextOf({ known: [known] }));
      assert.match(server.requests[0]?.user ?? '', /\nLines: 1-6 of 6\n- lines 1-1: os is not used\n1\| import os\n/);
    });

    it('calls a file clean only when the server says so as agreed', async () => {
      answer({ text: '{"findings":[]}' });
      assert.deepEqual((await review()).kind === 'reviewed' && server.requests.length, 1);
    });

    const failures: readonly (readonly [Fault, string, number])[] = [
      ['empty', 'empty reply', 1],
      ['refusal', 'refused', 1],
      ['cut off', 'reply cut off', 1],
      ['prompt truncated', 'prompt truncated', 1],
      ['free text', 'invalid model response', 2],
      ['truncated json', 'invalid model response', 2],
      ['endless reply', 'reply too long', 1],
      ['context exceeded', 'too long for the model', 1],
      ['unauthorized', 'bad key', 1],
      ['model missing', 'model missing', 1],
      ['page', 'not a model server', 1],
      ['rate limited', 'rate limited', 1],
      ['reset mid-body', 'connection lost', 1],
      ['hang before headers', 'timed out', 1],
    ];
    for (const [fault, reason, requests] of failures) {
      it(`${fault} → ${reason}`, async () => {
        server.reply(() => ({ fault, findings: [good] }));
        const hasty = await endpointFor(protocol, server, { firstContentMs: 300 });
        const outcome = await review(fileOf(), contextOf(), reason === 'timed out' ? hasty : endpoint);
        hasty.dispose();
        assert.equal(outcome.kind === 'failed' && outcome.reason, reason, JSON.stringify(outcome));
        assert.equal(server.requests.length, requests);
      });
    }

    it('counts a reply that was stopped as answered, with what it took at least, asked as others are', async () => {
      answer({ findings: [] });
      const whole = await review();
      assert.ok(whole.kind === 'reviewed');
      for (const fault of ['endless reply', 'repeating reply'] as const) {
        answer({ fault, findings: [good] });
        const outcome = await review();
        assert.ok(outcome.kind === 'failed');
        const { requests, unanswered, uncounted, sampling } = outcome.asked ?? {};
        assert.deepEqual({ requests, unanswered, uncounted }, { requests: 1, unanswered: undefined, uncounted: 1 });
        assert.deepEqual(sampling, whole.asked?.sampling);
        const share = (outcome.usage?.promptTokens ?? 0) / (whole.usage?.promptTokens ?? 0);
        assert.ok(share > 0.7 && share < 1.3, `${share} of the prompt`);
        assert.ok((outcome.usage?.completionTokens ?? 0) > 100, 'and what came');
      }
    });

    it('says how much of a reply that was cut off was thinking', async () => {
      answer({ fault: 'cut off', thinking: 'Let me see. '.repeat(100) });
      const outcome = await review();
      assert.match(outcome.kind === 'failed' ? outcome.message : '', /or set “thinking” lower: it took 3\d\d tokens\./);
    });

    it('keeps the whole findings of a reply that was cut off, and fails all the same', async () => {
      answer({ fault: 'cut off', findings: [good, good, good] });
      const outcome = await review();
      assert.ok(outcome.kind === 'failed' && outcome.findings?.length);
      assert.ok(outcome.findings.every(({ fix }) => fix?.kind === 'edits'));
    });

    it('is not shown again what it thought before a reply that is to be repaired', async () => {
      answer({ text: '<think>Where is the bug?</think>Line 2.' }, { findings: [good] });
      assert.equal((await review()).kind, 'reviewed');
      const messages = server.requests[1]?.body.messages as { role: string; content: unknown }[];
      assert.deepEqual(
        messages.filter(({ role }) => role === 'assistant').map(({ content }) => content),
        ['Line 2.'],
      );
    });

    it('has an invalid model response repaired once', async () => {
      answer({ fault: 'free text' }, { findings: [good] });
      const outcome = await review();
      assert.equal(outcome.kind === 'reviewed' && outcome.findings.length, 1);
      const messages = server.requests[1]?.body.messages as { role: string; content: unknown }[];
      const [asked, reply, complaint] = messages.filter(({ role }) => role !== 'system');
      assert.deepEqual([asked?.role, reply?.role, complaint?.role], ['user', 'assistant', 'user']);
      assert.match(JSON.stringify(reply?.content), /The file looks fine to me/);
      assert.match(JSON.stringify(complaint?.content), /could not be read.*not JSON/);
      const sum = server.requests.length === 2 && outcome.kind === 'reviewed' ? (outcome.usage?.promptTokens ?? 0) : 0;
      assert.ok(sum > 1_000, 'the usage of both requests is counted');
    });

    it('tells of requests whose tokens nobody has counted, or that cannot be believed', async () => {
      for (const [promptTokens, uncounted] of [
        [undefined, undefined],
        [null, 1],
        [-5, 1],
      ] as const) {
        const before = server.requests.length;
        answer({ fault: 'free text' }, { findings: [good], ...(promptTokens !== undefined && { promptTokens }) });
        const outcome = await review();
        assert.equal(server.requests.length - before, 2);
        assert.ok(outcome.kind === 'reviewed' && (outcome.usage?.promptTokens ?? 0) > 500, 'what was counted stays');
        assert.deepEqual([outcome.asked?.requests, outcome.asked?.uncounted], [2, uncounted], `${promptTokens}`);
      }
    });

    it('keeps what was whole in a reply that could not be read to its end, whatever the repair says', async () => {
      const other = replyFinding('import os', 'import sys', { title: 'Unused import', startLine: 1, endLine: 1 });
      const cut = JSON.stringify({ findings: [good, other] }).slice(0, -60);
      for (const [second, titles] of [
        [[], [good.title]],
        [[other], [good.title, other.title]],
        [
          [good, other],
          [good.title, other.title],
        ],
      ] as const) {
        server.clear();
        answer({ text: cut }, { findings: [...second] });
        const outcome = await review();
        assert.ok(outcome.kind === 'reviewed');
        assert.deepEqual(
          outcome.findings.map(({ title }) => title),
          titles,
        );
      }
    });

    it('has edits without a place repaired, telling the closest text', async () => {
      answer({ findings: [good, unmatched] }, { findings: [{ ...good, title: 'Unmatched', explanation: 'Again.' }] });
      const outcome = await review();
      assert.ok(outcome.kind === 'reviewed');
      assert.deepEqual(
        outcome.findings.map(({ title, fix }) => [title, fix?.kind]),
        [
          ['Divides by zero', 'edits'],
          ['Unmatched', 'edits'],
        ],
      );
      assert.match(
        server.requests[1]?.last ?? '',
        /"Unmatched", edit at line 5: .* lines 5-5:\n {4}return sum\(items\) \/ len/,
      );
      assert.doesNotMatch(server.requests[1]?.last ?? '', /"Divides by zero"/);
    });

    it('doubts what a second reply takes back, and tells it', async () => {
      const explanation = 'On second thoughts this is not a bug: callers check it.';
      answer(
        { findings: [good, unmatched] },
        { findings: [{ ...unmatched, ...good, title: 'Divides by zero', explanation }] },
      );
      const outcome = await review();
      assert.ok(outcome.kind === 'reviewed' || outcome.kind === 'failed');
      const first = outcome.findings?.find(({ title }) => title === 'Divides by zero');
      assert.ok(first?.fix?.kind !== 'edits' || first.fix.anchoring === 'normalised');
    });

    for (const fault of ['empty', 'free text', 'server error', 'reset mid-body', 'refusal'] as const) {
      it(`keeps findings without an edit when their repair fails: ${fault}`, async () => {
        answer({ findings: [good, unmatched] }, { fault });
        const outcome = await review();
        assert.ok(outcome.kind === 'reviewed', JSON.stringify(outcome));
        assert.deepEqual(
          outcome.findings.map(({ fix }) => fix?.kind),
          ['edits', 'rejected'],
        );
        assert.equal(server.requests.length, 2);
      });
    }

    describe('and findings that cannot be read beside one that can', () => {
      const worst = { ...good, title: 'Worst', severity: 'S9' } as unknown as ReplyFinding;
      const other = { ...good, title: 'Other', startLine: 1, endLine: 1, edits: [] };
      const first = { findings: [other, worst, { ...worst, title: 'Worse' }] };
      const read = { ...worst, severity: 'error' } as const;

      for (const [what, second, unread, titles] of [
        ['repeats itself', first, 2, ['Other']],
        ['repeats what could be read', { findings: [other] }, 2, ['Other']],
        ['corrects one of two', { findings: [read] }, 1, ['Other', 'Worst']],
        ['says nothing that can be read', { fault: 'free text' }, 2, ['Other']],
        ['refuses', { fault: 'refusal' }, 2, ['Other']],
        ['corrects both', { findings: [read, { ...read, title: 'Worse' }] }, 0, ['Other', 'Worst', 'Worse']],
        ['takes both back', { text: '{"findings":[]}' }, 0, ['Other']],
      ] as const) {
        it(`fails the file by what is left of them, and keeps the rest: asked again, the model ${what}`, async () => {
          answer(first, second as Reply);
          const outcome = await review();
          assert.ok(outcome.kind !== 'cancelled');
          assert.deepEqual(
            outcome.findings?.map(({ title }) => title),
            titles,
          );
          assert.equal(outcome.asked?.unread ?? 0, unread);
          const { reason = '', unread: said = 0, message = '' } = outcome.kind === 'failed' ? outcome : {};
          assert.deepEqual([reason, said], unread > 0 ? ['invalid model response', unread] : ['', 0]);
          const count = unread === 1 ? '1 finding' : '2 findings';
          const words = `${count} of the reply could not be read, and asking again did not help. Finding 2, severity: `;
          assert.ok(unread === 0 || message.startsWith(words), message);
        });
      }

      it('is told what went wrong where the model could not be asked again', async () => {
        answer(first, { fault: 'unavailable' });
        const outcome = await review();
        assert.ok(outcome.kind === 'failed' && outcome.retry && outcome.findings?.length === 1);
        assert.match(outcome.message, /^2 findings of the reply could not be read\. Asking again failed: ./);
        const answers = [true, false];
        const poor = await review(fileOf(), contextOf({ reserve: async () => answers.shift() ?? false }));
        assert.ok(poor.kind === 'failed' && poor.unread === 2);
        assert.match(poor.message, /could not be read, and there was no room to ask again\./);
      });

      it('only echo what was sent: then nothing is lost', async () => {
        const text = `${JSON.stringify(good)}\n`;
        answer({ findings: [other, good] });
        const outcome = await review(fileOf({ text }));
        assert.equal(outcome.kind, 'reviewed', JSON.stringify(outcome));
      });
    });

    it('says how a reply begins that could not be read, on one line and without secrets', async () => {
      const key = ['ghp', 'Xk9vQ2mZp7Lw4Rt8Yb3Nc6Hd1Jf5Gs0Ua2Ei'].join('_');
      const reply = `<think>Is it {"a":1}?</think>I’m sorry,\n\u001b[31mI cannot\u202e help with ${key}. ${'No. '.repeat(50)}`;
      server.reply(() => ({ text: reply }));
      const outcome = await review();
      const message = outcome.kind === 'failed' ? outcome.message : '';
      assert.match(message, /It begins: “I’m sorry, \[31mI cannot help with \*{40}\. No\. (?:No\. )+No\.…”\.$/);
      assert.ok(message.length < 300, message);
    });

    it('tells nothing but thinking from nothing', async () => {
      const said = async (reply: Reply) => {
        server.reply(() => reply);
        const outcome = await review();
        return outcome.kind === 'failed' && outcome.reason === 'empty reply' ? outcome.message : '';
      };
      assert.match(await said({ text: '<think>Where is it?</think>' }), / replied with nothing but thinking, which /);
      assert.match(await said({ fault: 'empty' }), / replied with nothing, which /);
      assert.match(await said({ text: ' ', thinking: 'Let me see. '.repeat(20) }), / nothing but thinking, which /);
    });

    describe('and a repair that does not count in full', () => {
      const unfit: readonly (readonly [string, Reply, string])[] = [
        ['its prompt was cut', { text: '{"findings":[]}', promptTokens: 40 }, 'prompt truncated'],
        ['it was cut off', { text: '{"findings":[]}', fault: 'cut off' }, 'reply cut off'],
        ['it was refused', { fault: 'refusal' }, 'refused'],
      ];
      const withoutCounts = ({ message }: { readonly message: string }) => message.replace(/\d+ tokens/, '');
      for (const [what, second, reason] of unfit) {
        it(`fails with the reason, and takes no finding back: ${what}`, async () => {
          answer({ fault: 'free text' }, second);
          const unread = await review();
          assert.deepEqual([unread.kind, unread.kind === 'failed' && unread.reason], ['failed', reason]);
          server.clear();
          const worst = { ...good, title: 'Worst', severity: 'S9' } as unknown as ReplyFinding;
          answer({ findings: [good, worst] }, second);
          const some = await review();
          assert.ok(some.kind === 'failed' && some.findings?.length === 1 && some.unread === 1, JSON.stringify(some));
          assert.ok(unread.kind === 'failed' && withoutCounts(some).endsWith(withoutCounts(unread)), some.message);
        });
      }

      it('keeps what is whole of one that was cut off', async () => {
        answer({ fault: 'free text' }, { fault: 'cut off', findings: [good, good, good] });
        const outcome = await review();
        assert.ok(outcome.kind === 'failed' && outcome.reason === 'reply cut off' && outcome.findings?.length);
      });
    });

    it('lets the file be tried again when the server failed at a repair that was needed', async () => {
      answer({ fault: 'free text' }, { fault: 'unavailable' });
      const outcome = await review();
      assert.ok(outcome.kind === 'failed' && outcome.retry);
      assert.equal(outcome.reason, 'server error');
    });

    it('ends at once when it is cancelled, in the repair too', async () => {
      for (const stage of [false, true]) {
        const controller = new AbortController();
        server.reply(({ repair }) => {
          if (repair === stage) {
            queueMicrotask(() => controller.abort());
            return { fault: 'hang before headers' };
          }
          return { fault: 'free text' };
        });
        assert.deepEqual(await review(fileOf(), contextOf({ signal: controller.signal })), { kind: 'cancelled' });
      }
    });

    it('takes a prompt for truncated when the server counts far fewer tokens, not when a little less', async () => {
      const reviewing = async (expected: number, promptTokens: number | null): Promise<string> => {
        answer({ text: '{"findings":[]}', promptTokens });
        const countTokens = (of: string): number => (of.startsWith('File: ') ? expected : 0);
        const reviewer = createModelReviewer({
          endpoint,
          passes: passesOf([profile()]),
          instructions: '',
          countTokens,
        });
        const outcome = await reviewer.review(fileOf(), contextOf());
        return outcome.kind === 'failed' ? outcome.reason : outcome.kind;
      };
      assert.equal(await reviewing(5_000, 3_499), 'prompt truncated');
      assert.equal(await reviewing(5_000, 3_500), 'reviewed');
      assert.equal(await reviewing(500, 299), 'prompt truncated');
      assert.equal(await reviewing(500, 310), 'reviewed');
      assert.equal(await reviewing(5_000, null), 'reviewed');
      assert.equal(await reviewing(5_000, -1), 'reviewed');
      assert.equal(await reviewing(5_000, 0), 'reviewed', 'a server that does not count');
    });

    it('masks secrets only where the text leaves the machine', async () => {
      const secret = ['ghp', 'Zk3vQ9mT7xW1bN5rL8cY2hJ6dF4gS0aPeUoI'].join('_');
      const file = fileOf({ text: `${text}\ntoken = "${secret}"\n` });
      answer({});
      await review(file);
      assert.ok(server.requests[0]?.user.includes(secret));
      const outcome = await review(file, contextOf(), { ...endpoint, local: false });
      assert.ok(!JSON.stringify(server.requests[1]).includes(secret));
      assert.match(server.requests[1]?.user ?? '', /7\| token = "\*+"/);
      assert.ok(outcome.kind === 'reviewed' && outcome.findings.every(({ fix }) => fix?.kind === 'edits'));
    });
  });
}

describe('the model reviewer and a file that is too long', () => {
  it('sends nothing', async () => {
    const server = await startModelServer();
    const endpoint = { ...(await endpointFor('ollama', server)), maxPromptTokens: 1_000 };
    const reviewer = createModelReviewer({ endpoint, passes: passesOf([profile()]), instructions: '' });
    const outcome = await reviewer.review(fileOf({ text: 'print(1)\n'.repeat(200) }), contextOf());
    assert.equal(outcome.kind === 'failed' && outcome.reason, 'too long for the model');
    assert.equal(outcome.kind === 'failed' && outcome.server, 'not asked');
    assert.match(outcome.kind === 'failed' ? outcome.message : '', /leaves 1000 for it/);
    assert.equal(server.requests.length, 0);
    await reviewer.dispose();
    await server.stop();
  });
});
