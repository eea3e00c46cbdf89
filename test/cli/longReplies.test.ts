import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ReplyFinding } from '../modelServer/types';
import { servedPlayground } from './served';

const severities = ['info', 'warning', 'error'] as const;
const finding = (number: number, more: Partial<ReplyFinding> = {}): ReplyFinding => ({
  ...{ title: `Finding ${number}`, explanation: 'Says the model.', severity: severities[number % 3] ?? 'info' },
  ...{ category: 'bug', confidence: 'high', startLine: 1, endLine: 1, edits: [], ...more },
});
const listOf = (count: number, more: Partial<ReplyFinding> = {}) =>
  Array.from({ length: count }, (_, number) => finding(number, more));

describe('folder-review review with replies that are too much', () => {
  const served = servedPlayground();

  async function review(text: string, lines = 1) {
    const { ground, server } = served;
    const endpoint = ['--no-cache', '--endpoint', `openai=${server.url}/v1,model=scripted:latest`];
    server.reply(() => ({ text }));
    const folder = ground.folder('project', { 'a.txt': `${'open(path);\n'.repeat(lines)}` });
    const words = ['review', folder, '--reviewers', 'model', ...endpoint, '--out', 'out', '--fail-on', 'never'];
    const { exitCode, stdout: message } = await ground.run(words);
    const file = ground.json('out', 'results.json').files['a.txt'] ?? assert.fail();
    const { stdout } = await ground.run(['show', '--models', 'last']);
    const row = (name: string) => new RegExp(`^${name} +(.*)$`, 'm').exec(stdout)?.[1];
    return { exitCode, file, row, message };
  }

  it('keeps the most severe of more findings than it reads, says how many it leaves out, and asks once', async () => {
    const { exitCode, file, row, message } = await review(JSON.stringify({ findings: listOf(612) }), 3_000);
    assert.deepEqual(
      [served.server.requests.length, exitCode, file.status, file.reason],
      [1, 3, 'failed', 'reply too long'],
    );
    assert.match(message, /has more than 500 findings: the 112 that weigh the least are left out\.$/m);
    const count = (severity: string) => file.findings.filter((one) => one.severity === severity).length;
    assert.deepEqual(severities.map(count), [92, 204, 204]);
    assert.equal(row('Findings not readable'), '112');
  });

  it('keeps what is whole of a reply that is too long', async () => {
    const { exitCode, file, message } = await review(
      JSON.stringify({ findings: listOf(300, { explanation: 'Says the model. '.repeat(60) }) }),
    );
    assert.deepEqual(
      [served.server.requests.length, exitCode, file.status, file.reason],
      [1, 3, 'failed', 'reply too long'],
    );
    assert.match(message, /is longer than a review of this file can be\./);
    assert.ok(file.findings.length > 50 && file.findings.length < 70, String(file.findings.length));
    assert.equal(new Set(file.findings.map(({ title }) => title)).size, file.findings.length);
  });

  it('folds a finding that is said again and again, and counts that', async () => {
    const { exitCode, file, row } = await review(
      JSON.stringify({ findings: [...listOf(1), ...Array(40).fill(finding(1))] }),
    );
    assert.deepEqual([served.server.requests.length, exitCode, file.status], [1, 0, 'reviewed']);
    assert.deepEqual(
      file.findings.map(({ title }) => title),
      ['Finding 0', 'Finding 1'],
    );
    assert.equal(row('Findings said again'), '39');
  });

  it('stops a reply that never stops saying it, and keeps it', async () => {
    const { file, message } = await review(
      `{"findings":[${Array(900)
        .fill(JSON.stringify(finding(1)))
        .join()}`,
    );
    assert.deepEqual([file.status, file.reason, file.findings.length], ['failed', 'reply repeats itself', 1]);
    assert.match(message, /got into a loop/);
  });
});
