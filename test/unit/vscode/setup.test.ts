import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { CheckStep } from '../../../src/core/endpoints/endpointSetup';
import type { EndpointOptions } from '../../../src/core/options';
import { parseSettings, type SettingKey, settingKeys } from '../../../src/vscode/settingsSchema';
import { type CheckedEndpoint, checkReport, verdict } from '../../../src/vscode/setup/checkReport';
import { answerProblem, describeEndpoint, indexOfSame, withEndpoint } from '../../../src/vscode/setup/endpointEntries';
import { readManifest } from '../../words/manifest';

const { properties } = readManifest().contributes.configuration;
const defaults = Object.fromEntries(
  settingKeys.map((key) => [key, properties[`folderReview.${key}`].default]),
) as Record<SettingKey, unknown>;

const ollama = { kind: 'ollama', url: 'http://127.0.0.1:11434', model: 'qwen3' } as const;
const openai = { kind: 'openai', url: 'http://127.0.0.1:8000/v1', model: 'm' } as const;

describe('an endpoint in the settings', () => {
  it('comes behind the others, which stay as they are', () => {
    const before = [{ kind: 'ollama', url: 'http://a', odd: true }];
    assert.deepEqual(withEndpoint(before, openai), [before[0], { id: 'openai-2', ...openai }]);
    assert.deepEqual(withEndpoint([], ollama), [{ id: 'ollama-1', ...ollama }]);
  });

  it('takes the place of another, whose own values it keeps if it is the same server', () => {
    const first = { ...ollama, id: 'mine', maxConcurrency: 2 };
    assert.deepEqual(withEndpoint([first, openai], { ...ollama, model: 'other' }, 0), [
      { ...first, model: 'other' },
      openai,
    ]);
    assert.deepEqual(withEndpoint([first, openai], { kind: 'vscode', model: 'a/b' }, 0), [
      { id: 'vscode-1', kind: 'vscode', model: 'a/b' },
      openai,
    ]);
  });

  it('never makes the settings invalid', () => {
    const entry = fc.record(
      { id: fc.constantFrom('ollama-1', 'Ollama-2', 'ollama-3', 'openai-2', 'x') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), fc.nat(4), (ids, at) => {
        const entries = ids.map((id) => ({ ...ollama, ...id }));
        const isValid = (endpoints: unknown) => parseSettings({ ...defaults, endpoints }).kind === 'settings';
        fc.pre(isValid(entries));
        assert.ok(isValid(withEndpoint(entries, openai, Math.min(at, entries.length))));
      }),
    );
  });

  it('is recognised', () => {
    assert.equal(indexOfSame([openai, ollama], { ...ollama }), 1);
    assert.equal(indexOfSame([openai, ollama], { ...ollama, model: 'other' }), -1);
    assert.equal(indexOfSame([{ kind: 'vscode', model: 'a/b' }], { kind: 'vscode', model: 'a/b' }), 0);
  });

  it('is shown with no more of its address than the origin', () => {
    assert.equal(describeEndpoint({ ...openai, url: 'https://x.test/v1?key=secret' }), 'm at https://x.test');
    assert.equal(describeEndpoint({ kind: 'vscode' }), 'any model of VS Code');
    assert.equal(describeEndpoint({ kind: 'openai', url: 7 }), 'any model at ?');
  });

  it('has an address that makes sense', () => {
    for (const good of [' http://127.0.0.1:11434 ', 'https://example.com/v1', 'https://api.anthropic.com/v1/']) {
      assert.equal(answerProblem(good), undefined, good);
    }
    for (const bad of ['', 'localhost:11434', 'file:///x', 'ftp://x']) {
      assert.match(answerProblem(bad) ?? '', /http:\/\//, bad);
    }
    assert.match(answerProblem('https://me:pw@example.com') ?? '', /password/);
    assert.match(answerProblem('https://x.test/v1/chat/completions') ?? '', /“\/chat\/completions”/);
  });
});

describe('the result of a check', () => {
  const options: EndpointOptions = { id: 'ollama-1', ...ollama };
  const ok: CheckStep = { subject: 'server', outcome: 'ok', message: 'http://127.0.0.1:11434 answers.' };
  const bad: CheckStep = {
    subject: 'model',
    outcome: 'failed',
    message: `The server has no model "qwen3". Get it with \`ollama pull qwen3\`. The server has: ${'a-model '.repeat(20)}.`,
  };
  const checked = (...steps: CheckStep[]): CheckedEndpoint => ({ options, check: { kind: 'checked', steps } });

  it('names each step, how it went and what to do, in lines that fit', () => {
    const report = checkReport([checked(ok, bad)], true);
    assert.match(report, /^ollama-1: qwen3 at http:\/\/127\.0\.0\.1:11434$/m);
    assert.match(report, /^ok {7}server: http:\/\/127\.0\.0\.1:11434 answers\.$/m);
    assert.match(report, /^failed {3}model: The server has no model "qwen3"\./m);
    assert.ok(report.split('\n').every((line) => line.length <= 80));
    assert.equal(report.replaceAll(/\s+/g, ' ').includes(bad.message), true);
  });

  it('sums up', () => {
    const cancelled: CheckedEndpoint = { options, check: { kind: 'cancelled' } };
    assert.equal(
      verdict([checked(ok), checked(ok, bad), cancelled]),
      '3 endpoints: 1 can be used, 1 cannot be used, 1 not checked to the end.',
    );
    assert.equal(verdict([checked(ok)]), 'ollama-1 can be used.');
    assert.match(checkReport([checked(ok), cancelled], true), /Cancelled before the check was finished/);
  });

  it('says when no review would use it', () => {
    assert.match(checkReport([checked(ok)], false), /add “model” to the setting folderReview\.reviewers/);
    assert.doesNotMatch(checkReport([checked(ok)], true), /folderReview\.reviewers/);
  });

  it('shows what a server says as plain, visible text', () => {
    const report = checkReport([checked({ ...ok, message: 'a\u001b[31m\nb\u202e' })], true);
    assert.ok(report.includes('a\\u{1B}[31m\\nb\\u{202E}'));
  });
});
