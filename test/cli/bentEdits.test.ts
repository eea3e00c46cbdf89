import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import { Playground } from './cli';

/** What each file has on its first line, and what a model writes for that. */
const texts: Readonly<Record<string, readonly [oldText: string, newText: string]>> = {
  'diff.js': ['notify(ok);', '-notify(ok);\n+notify(!ok);'],
  'plus.js': ['notify(ok);', '+notify(!ok);'],
  'reference.js': ['let ok = 1 <= 2;', 'let ok = 1 &lt; 2;'],
  'escaped.sh': ['read "$1"', 'read -r \\"$1\\"'],
  'around.py': ['notify(1)', 'notify(2)\nlast(1)'],
  'words.js': ['notify(ok);', 'Use optional chaining here'],
  'number.js': ['notify(ok);', '1 | notify(!ok);'],
  'key.yaml': ['a: x', '1: a'],
  'bare.js': ['notify(ok);', 'notify(!ok);'],
  'twice.js': ['notify(ok);', 'notify(!ok);'],
  'sound.js': ['notify(ok);', 'notify(!ok);'],
};
/** With a line of its own, as a model is asked once about files of the same text. */
const contentOf = (path: string, line: string) => `${line}\nlast(1)\n${path.endsWith('.js') ? '//' : '#'} ${path}\n`;

describe('edits whose new text is bent, applied where they are exact', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('leave every file as it is, but for the one that is sound', async () => {
    const before = Object.entries(texts).map(([path, [line]]) => [path, contentOf(path, line)] as const);
    const folder = ground.folder('project', Object.fromEntries(before));
    const reply = (path: string) => {
      const [oldText, newText] = texts[path] ?? ['', ''];
      const place = { startLine: 1, endLine: 1 };
      const said = { severity: 'warning', category: 'bug', confidence: 'high', ...place };
      const edits = [{ ...place, oldText, newText }];
      const finding = { title: 'Wrong call', explanation: 'It is so.', ...said, edits };
      const other = { ...finding, edits: [{ ...place, oldText, newText: 'notify(0);' }] };
      const findings = path === 'twice.js' ? [finding, other] : [finding];
      return { text: JSON.stringify(path === 'bare.js' ? finding : { findings }) };
    };
    const server = await startModelServer({ reply: ({ user }) => reply(/^File: (.*)$/m.exec(user)?.[1] ?? '') });
    try {
      const endpoint = ['--reviewers', 'model', '--endpoint', `ollama=${server.url},model=scripted`];
      await ground.run(['review', folder, ...endpoint, '--apply', 'exact', '--fail-on', 'never']);
    } finally {
      await server.stop();
    }
    for (const [path, content] of before) {
      const made = path === 'sound.js' ? contentOf(path, 'notify(!ok);') : content;
      assert.equal(ground.read('project', path), made, path);
    }
  });
});

describe('edits that do not stand where they are agreed to', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  const edit = { startLine: 1, endLine: 1, oldText: 'notify(ok);', newText: 'notify(!ok);' };
  const words = { title: 'Wrong call', explanation: 'It is so.', severity: 'warning', category: 'bug' };
  const said = { ...words, confidence: 'high', startLine: 1, endLine: 1 };
  const hunk = '@@ -1,2 +1,2 @@\n-notify(ok);\n+notify(!ok);\n last(1)';
  const replies: Readonly<Record<string, object>> = {
    'text.js': { findings: [{ ...said, edits: JSON.stringify([edit]) }] },
    'beside.js': { findings: [said], edits: [edit] },
    'diff.js': { findings: [{ ...said, diff: hunk }] },
    'cut.js': { findings: [{ ...said, edits: '[{"startLine": 1' }] },
    'two.js': { findings: [said, { ...said, title: 'Another', startLine: 2, endLine: 2 }], edits: [edit] },
    'words.js': { findings: [{ ...said, fix: 'Turn it round.' }] },
  };

  it('are made where they can mean one thing, and told where they cannot', async () => {
    const folder = ground.folder(
      'project',
      Object.fromEntries(Object.keys(replies).map((path) => [path, `notify(ok);\nlast(1)\n// ${path}\n`])),
    );
    const server = await startModelServer({ reply: ({ file }) => ({ text: JSON.stringify(replies[file]) }) });
    try {
      const endpoint = ['--reviewers', 'model', '--endpoint', `ollama=${server.url},model=scripted`];
      await ground.run(['review', folder, ...endpoint, '--out', 'out', '--fail-on', 'never']);
      assert.equal(server.requests.length, 8, 'those are asked for again that cannot be read');
    } finally {
      await server.stop();
    }
    const told = Object.entries(ground.json('out', 'results.json').files).map(([path, { status, findings }]) => {
      return [path, status, ...findings.map(({ proposal }) => proposal?.reason ?? proposal?.edits.length)];
    });
    const beside = 'its edit could not be read (edits: They stand beside several findings)';
    assert.deepEqual(told, [
      ['beside.js', 'reviewed', 1],
      ['cut.js', 'reviewed', 'its edit could not be read (edits: They stand in a text that is not JSON)'],
      ['diff.js', 'reviewed', 1],
      ['text.js', 'reviewed', 1],
      ['two.js', 'reviewed', beside, beside],
      ['words.js', 'reviewed', undefined],
    ]);
    assert.match(ground.read('out', 'report.md'), /As a fix it says: Turn it round\./);
  });
});
