import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import { type EditorModelOptions, passesOf } from '../../../src/core/options';
import type { ReviewOutcome } from '../../../src/core/ports';
import { verdictSchema } from '../../../src/core/prompt/confirmPrompt';
import { findProfile } from '../../../src/core/prompt/profiles';
import { createModelReviewer } from '../../../src/reviewers/model';
import { checkLanguageModel } from '../../../src/vscode/models/checkLanguageModel';
import { createLanguageModelEndpoint } from '../../../src/vscode/models/languageModelEndpoint';
import { listLanguageModels } from '../../../src/vscode/models/languageModels';
import { snapshotOf } from '../../unit/fakes';
import {
  type Asked,
  asked,
  call,
  complete,
  endpointOf,
  failureOf,
  never,
  replyOf,
  request,
  resetModels,
  respond,
  type Script,
  text,
} from '../scriptedModels';

describe('a language model of VS Code', () => {
  let script: Script;

  beforeEach(async () => {
    script = await resetModels();
  });

  describe('is found', () => {
    it('in the list of all, by the name it has in settings', async () => {
      script.setModels([{ id: 'one' }, { id: 'publisher/two', name: 'Two', maxInputTokens: 500 }]);
      const own = (await listLanguageModels()).filter(({ model }) => model.startsWith('folder-review-test/'));
      assert.deepEqual(own, [
        { name: 'Test model one', model: 'folder-review-test/one', maxInputTokens: 100_000 },
        { name: 'Two', model: 'folder-review-test/publisher/two', maxInputTokens: 500 },
      ]);
    });

    it('by a name with slashes', async () => {
      script.setModels([{ id: 'one' }, { id: 'publisher/two' }]);
      respond(({ report }) => report(text('two')));
      const endpoint = await endpointOf({ model: 'folder-review-test/publisher/two', maxConcurrency: 3 });
      assert.equal(replyOf(await complete(endpoint)).text, 'two');
      assert.equal(asked[0]?.model.id, 'publisher/two');
      assert.deepEqual([endpoint.model, endpoint.maxConcurrency], ['folder-review-test/publisher/two', 3]);
    });

    it('without a name, as the first there is', async () => {
      const { signal } = new AbortController();
      const creation = await createLanguageModelEndpoint({ id: 'editor', kind: 'vscode' }, signal);
      assert.ok(creation.kind === 'endpoint');
      const { complete: _, dispose: __, ...facts } = creation.endpoint;
      assert.deepEqual(facts, {
        id: 'editor',
        model: 'folder-review-test/one',
        digest: '1',
        maxConcurrency: 2,
        local: false,
        firstAlone: true,
        maxPromptTokens: 75_000,
      });
    });

    it('or not: then the failure says what to do', async () => {
      const { signal } = new AbortController();
      const missing = await createLanguageModelEndpoint(
        { id: 'editor', kind: 'vscode', model: 'folder-review-test/gone' },
        signal,
      );
      assert.ok(missing.kind === 'failed' && missing.server === 'unusable' && missing.reason === 'model missing');
      assert.match(missing.message, /no language model “folder-review-test\/gone”.*name another/);
      script.setModels([]);
      const none = await createLanguageModelEndpoint({ id: 'editor', kind: 'vscode' }, signal);
      assert.ok(none.kind === 'failed' && none.server === 'unusable' && none.reason === 'model missing');
      assert.match(none.message, /Install or sign in to an extension that provides one/);
      assert.deepEqual(await listLanguageModels(), []);
    });

    it('or given up, when the search is cancelled', async () => {
      const options = { id: 'editor', kind: 'vscode' } as const;
      assert.deepEqual(await createLanguageModelEndpoint(options, AbortSignal.abort()), { kind: 'cancelled' });
    });
  });

  describe('replies', () => {
    it('through the one tool it has to use', async () => {
      respond(({ report }) => {
        report(text('I will report that.'));
        report(call({ findings: [] }));
      });
      const completion = replyOf(await complete(await endpointOf()));
      assert.equal(completion.text, '{"findings":[]}');
      assert.equal(completion.finish, 'stop');
      const [{ messages, tools, toolMode }] = asked as [Asked];
      const { User } = vscode.LanguageModelChatMessageRole;
      assert.deepEqual(messages, [
        { role: User, text: 'You review.' },
        { role: User, text: 'File: a.js' },
      ]);
      assert.equal(toolMode, vscode.LanguageModelChatToolMode.Required);
      assert.deepEqual(
        tools.map(({ name, inputSchema }) => [name, inputSchema]),
        [['report_findings', { type: 'object' }]],
      );
    });

    it('through another one where it is asked about a finding', async () => {
      respond(({ report }) => report(call({ verdict: 'refuted', reason: 'x' })));
      const completion = replyOf(await complete(await endpointOf(), { schema: verdictSchema }));
      assert.equal(completion.text, '{"verdict":"refuted","reason":"x"}');
      const [{ tools }] = asked as [Asked];
      assert.deepEqual(
        tools.map(({ name, inputSchema }) => [name, inputSchema]),
        [['report_verdict', verdictSchema]],
      );
    });

    it('in text, when it does not use the tool', async () => {
      respond(({ report }) => {
        report(text('{"findings"'));
        report(text(':[]}'));
      });
      assert.equal(replyOf(await complete(await endpointOf())).text, '{"findings":[]}');
      assert.equal(asked.length, 1);
    });

    it('to a complaint about an earlier reply', async () => {
      respond(({ report }) => report(text('{}')));
      await complete(await endpointOf(), { repair: { reply: 'bad', complaint: 'Not JSON.' } });
      const { User, Assistant } = vscode.LanguageModelChatMessageRole;
      assert.deepEqual(
        asked[0]?.messages.map(({ role, text: content }) => [role, content]),
        [
          [User, 'You review.'],
          [User, 'File: a.js'],
          [Assistant, 'bad'],
          [User, 'Not JSON.'],
        ],
      );
    });

    it('without the tool, once and for all, when it takes none', async () => {
      respond(({ tools, report }) => {
        if (tools.length > 0) {
          throw new Error('model_x does not support tools');
        }
        report(text('{}'));
      });
      const endpoint = await endpointOf();
      assert.equal(replyOf(await complete(endpoint)).text, '{}');
      assert.equal(replyOf(await complete(endpoint)).text, '{}');
      assert.deepEqual(
        asked.map(({ tools }) => tools.length),
        [1, 0, 0],
      );
    });

    it('still through the tool when leaving it out did not help', async () => {
      respond(
        () => {
          throw new Error('The tools are at lunch');
        },
        () => {
          throw new Error('So is the model');
        },
        ({ report }) => report(call({ findings: [] })),
      );
      const endpoint = await endpointOf();
      assert.equal(failureOf(await complete(endpoint)).reason, 'server error');
      assert.equal(replyOf(await complete(endpoint)).text, '{"findings":[]}');
      assert.deepEqual(
        asked.map(({ tools }) => tools.length),
        [1, 0, 1],
      );
    });

    it('with nothing, which is not the same as no findings', async () => {
      respond(() => {});
      assert.equal(replyOf(await complete(await endpointOf())).text, '');
    });
  });

  describe('reviews a file', () => {
    const profile = findProfile('bugs');
    const key = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    const file = snapshotOf('a.js', `const key = '${key}';\nreturn sum / values.lenght;\n`);
    const found = {
      title: 'Misspelt',
      explanation: 'There is no such property.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      startLine: 2,
      endLine: 2,
      edits: [
        { startLine: 2, endLine: 2, oldText: 'return sum / values.lenght;', newText: 'return sum / values.length;' },
      ],
    };

    async function review(): Promise<ReviewOutcome> {
      assert.ok(profile);
      const reviewer = createModelReviewer({
        endpoint: await endpointOf(),
        passes: passesOf([profile]),
        instructions: '',
      });
      const { signal } = new AbortController();
      return reviewer.review(file, { known: [], signal, waiting: () => {} });
    }

    it('and has its findings and edits, without seeing a secret', async () => {
      respond(({ report }) => report(call({ findings: [found] })));
      const outcome = await review();
      assert.ok(outcome.kind === 'reviewed', JSON.stringify(outcome));
      const [finding] = outcome.findings;
      assert.deepEqual([finding?.title, finding?.source], ['Misspelt', 'folder-review-test/one']);
      assert.ok(finding?.fix?.kind === 'edits');
      assert.equal(applyEdits(file.text, finding.fix.edits), file.text.replace('lenght', 'length'));
      assert.ok(outcome.usage?.promptTokens);
      const sent = asked[0]?.messages.map(({ text: content }) => content).join('\n') ?? '';
      assert.match(sent, /2\| return sum \/ values\.lenght;/);
      assert.equal(sent.includes(key), false);
    });

    it('and repairs a reply nobody can read', async () => {
      respond(
        ({ report }) => report(text('There is a typo in line 2.')),
        ({ report }) => report(call({ findings: [found] })),
      );
      const outcome = await review();
      assert.ok(outcome.kind === 'reviewed', JSON.stringify(outcome));
      assert.equal(outcome.findings.length, 1);
      assert.equal(asked[1]?.messages[2]?.text, 'There is a typo in line 2.');
    });

    it('and never takes silence for a clean file', async () => {
      respond(() => {});
      const outcome = await review();
      assert.equal(outcome.kind === 'failed' && outcome.reason, 'empty reply');
    });
  });

  describe('counts', () => {
    it('what was sent, tool included, and what came back', async () => {
      respond(({ report }) => report(call({ findings: [] })));
      const counted: string[] = [];
      script.countTokens = (content) => {
        counted.push(content);
        return content.length;
      };
      const endpoint = await endpointOf();
      const { usage, usageIsOurs } = replyOf(await complete(endpoint));
      const tool = counted.find((content) => content.includes('inputSchema')) ?? '';
      assert.deepEqual(usage, {
        promptTokens: request.system.length + request.user.length + tool.length,
        completionTokens: '{"findings":[]}'.length,
      });
      assert.equal(usageIsOurs, true);
      await complete(endpoint);
      assert.equal(counted.filter((content) => content === request.system).length, 1);
    });

    it('nothing where it fails to count, or takes too long', async () => {
      const endpoint = await endpointOf({}, { countMs: 50 });
      script.countTokens = () => 0;
      assert.deepEqual(replyOf(await complete(endpoint)).usage, {});
      script.countTokens = () => Promise.reject(new Error('no tokenizer'));
      assert.deepEqual(replyOf(await complete(endpoint)).usage, {});
      script.countTokens = never;
      assert.deepEqual(replyOf(await complete(endpoint)).usage, {});
    });
  });

  describe('is checked', () => {
    const steps = async (options: Partial<EditorModelOptions> = {}) => {
      const named = { id: 'editor', kind: 'vscode', model: 'folder-review-test/one', ...options } as const;
      const check = await checkLanguageModel(named, new AbortController().signal);
      assert.ok(check.kind === 'checked');
      return check.steps.map(({ subject, outcome }) => [subject, outcome]);
    };
    const found = {
      findings: [
        {
          title: 'Misspelt',
          explanation: '',
          severity: 'error',
          category: 'bug',
          confidence: 'high',
          startLine: 6,
          endLine: 6,
          edits: [],
        },
      ],
    };

    it('with one tiny review', async () => {
      respond(({ report }) => report(call(found)));
      assert.deepEqual(await steps(), [
        ['model', 'ok'],
        ['context', 'ok'],
        ['review', 'ok'],
        ['structured output', 'ok'],
        ['sampling', 'ok'],
      ]);
      assert.equal(asked.length, 1);
      assert.match(asked[0]?.messages[1]?.text ?? '', /6\| {3}return sum \/ values\.lenght/);
    });

    it('and warned about where it could be better', async () => {
      script.setModels([{ id: 'one', maxInputTokens: 2_000 }]);
      respond(({ report }) => report(text('{"findings":[]}')));
      assert.deepEqual(await steps(), [
        ['model', 'ok'],
        ['context', 'warning'],
        ['review', 'warning'],
        ['structured output', 'warning'],
        ['sampling', 'ok'],
      ]);
    });

    it('up to what fails', async () => {
      respond(() => {
        throw vscode.LanguageModelError.NoPermissions();
      });
      assert.deepEqual((await steps()).at(-1), ['review', 'failed']);
      assert.deepEqual(await steps({ model: 'folder-review-test/gone' }), [['model', 'failed']]);
    });
  });
});
