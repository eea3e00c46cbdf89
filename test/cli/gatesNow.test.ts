import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import { Playground } from './cli';

const before = 'let one = 1;\nlet two = 2;\nshow(1);\n';

/** Each renames a variable to the same name, which only both together may not. */
const rename = (line: number, name: string) => ({
  ...{ title: `Rename ${name}`, explanation: '', severity: 'warning', category: 'bug', confidence: 'high' },
  ...{ startLine: line, endLine: line },
  edits: [{ startLine: line, endLine: line, oldText: `let ${name} = ${line};`, newText: `let value = ${line};` }],
});

describe('changes that are well alone and break the file together', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('are not both applied', async () => {
    const folder = ground.folder('project', { 'a.js': before });
    const reply = JSON.stringify({ findings: [rename(1, 'one'), rename(2, 'two')] });
    const server = await startModelServer({ reply: () => ({ text: reply }) });
    const endpoint = ['--reviewers', 'local,model', '--endpoint', `ollama=${server.url},model=scripted`];
    try {
      const words = ['review', folder, ...endpoint, '--apply', 'exact', '--fail-on', 'never', '--out', 'out'];
      const { stderr, exitCode } = await ground.run(words);
      assert.equal(ground.read('project', 'a.js'), before.replace('let one', 'let value'));
      assert.match(
        stderr,
        /failed: project\/a\.js:\d+:\d+: Rename two: With the file as it is now: .*already been declared.* Nothing was changed\.\n/,
      );
      assert.equal(exitCode, 3, 'something that was to be applied was not');
    } finally {
      await server.stop();
    }
    const states = () =>
      ground.run(['show', 'last', '--format', 'json']).then(({ stdout }) => stdout.match(/"state": "\w+"/g));
    assert.deepEqual(await states(), ['"state": "applied"', '"state": "ready"']);
    await ground.run(['revert', 'last']);
    assert.equal(ground.read('project', 'a.js'), before);
    const { stdout } = await ground.run(['show', 'last', '--format', 'json']);
    const [, second = ''] = [...stdout.matchAll(/"id": "(\w+)"/g)].map(([, id]) => id);
    assert.equal((await ground.run(['apply', 'last', '--only', second])).exitCode, 0, 'alone it can be');
    assert.equal(ground.read('project', 'a.js'), before.replace('let two', 'let value'));
  });
});
