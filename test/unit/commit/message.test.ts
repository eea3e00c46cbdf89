import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type CommittedFile, commitMessage } from '../../../src/core/commit/message';
import type { Proof } from '../../../src/core/proof';
import type { Finding } from '../../../src/core/types';

const run = '20260102-030405-678';

function finding(id: string, change: Partial<Finding> = {}): Finding {
  return {
    ...{ id, reviewer: 'local', source: 'eslint', title: `Title ${id}`, explanation: '', severity: 'info' },
    ...{ category: 'bug', confidence: 'high' },
    ...change,
  } as Finding;
}

function message(
  files: Readonly<Record<string, readonly string[]>>,
  findings: readonly Finding[],
  tree = 'a'.repeat(40),
): string {
  const committed = Object.entries(files).map(
    ([path, ids]): CommittedFile => ({
      path,
      changes: ids.map((id) =>
        id.startsWith('-') ? { finding: id.slice(1), action: 'revert' } : { finding: id, action: 'apply' },
      ),
    }),
  );
  return commitMessage(run, committed, { find: (id) => findings.find((one) => one.id === id), here: findings, tree });
}

function proven(result: Proof['result'], commands: readonly string[]): Partial<Finding> {
  const proof: Proof = { result, commands, tree: 'a'.repeat(40) };
  return {
    proposal: {
      edits: [],
      anchoring: 'exact',
      flags: [],
      state: { kind: 'applied', receipt: { change: 0, textHash: '', baseHash: '' } },
      proof,
    },
  };
}

describe('the message of a commit', () => {
  it('says what was changed, by whom, and what is proven of it', () => {
    const model = { reviewer: 'model', source: 'coder:7b' } as const;
    const findings = [
      finding('1', { ...model, ...proven({ kind: 'verified', together: 2 }, ['npm test']) }),
      finding('2', proven({ kind: 'verified', together: 2 }, ['npm test'])),
      finding('3'),
    ];
    assert.equal(
      message({ 'src/a.ts': ['1'] }, findings),
      `src/a.ts: Title 1\n\nFolder-Review-Run: ${run}\nFolder-Review-Reviewer: model\nFolder-Review-Model: coder:7b\nFolder-Review-Proof: verified in tree ${'a'.repeat(40)} by npm test\n`,
    );
    assert.equal(
      message({ 'a.ts': ['1', '2'], 'b.ts': ['3', '-3'] }, findings),
      `Review: apply 2 changes and revert 1 change in 2 files\n\n- a.ts: Title 1\n- a.ts: Title 2\n- b.ts: revert: Title 3\n\nFolder-Review-Run: ${run}\nFolder-Review-Reviewer: local\nFolder-Review-Reviewer: model\nFolder-Review-Model: coder:7b\nFolder-Review-Proof: none\nFolder-Review-Proof: verified in tree ${'a'.repeat(40)} by npm test\n`,
    );
  });

  it('names no proof of what was verified only with others that are not all there', () => {
    const set = ['1', '2', '3'].map((id) => finding(id, proven({ kind: 'verified', together: 3 }, ['npm test'])));
    const proof = (here: readonly Finding[]) =>
      /Proof: (.*)/.exec(message({ 'a.ts': here.map(({ id }) => id) }, here))?.[1];
    assert.match(proof(set) ?? '', /^verified in tree a+ by npm test$/);
    for (const part of [set.slice(0, 1), set.slice(0, 2)]) {
      assert.equal(proof(part), 'none, verified only with 2 others, not all of them here');
    }
    const back: Finding = { ...set[2], proposal: { ...set[2]?.proposal, state: { kind: 'ready' } } } as Finding;
    assert.match(proof([...set.slice(0, 2), back]) ?? '', /^none, verified only/);
  });

  it('names what was verified in another tree as no proof of this one', () => {
    const findings = ['a', 'b'].map((tree) => {
      const { proposal } = proven({ kind: 'verified', together: 1 }, ['npm test']);
      const proof = { ...proposal?.proof, tree: tree.repeat(40) } as Proof;
      return finding(tree, { proposal: { ...proposal, proof } as NonNullable<Finding['proposal']> });
    });
    const proofs = (tree: string) =>
      [...message({ 'x.ts': ['a', 'b'] }, findings, tree.repeat(40)).matchAll(/Proof: (.*)/g)].map(([, text]) => text);
    const [a, b] = ['a', 'b'].map((tree) => `verified in tree ${tree.repeat(40)} by npm test`);
    assert.deepEqual(proofs('c'), [`none of this tree, ${a}`, `none of this tree, ${b}`]);
    assert.deepEqual(proofs('b'), [`none of this tree, ${a}`, b]);
  });

  it('names no more than fits', () => {
    const ids = Array.from({ length: 60 }, (_, index) => `${index}`);
    const text = message(
      { 'a.ts': ids },
      ids.map((id) => finding(id)),
    );
    assert.match(text, /^Review: apply 60 changes in a\.ts\n/);
    assert.match(text, /\n- and 10 more changes\n\n/);
  });

  it('keeps secrets out', () => {
    const key = `AKIA${'QWERTYUIOPASDFGH'}`;
    assert.ok(!message({ 'a.ts': ['1'] }, [finding('1', { title: `Key ${key} is in the code` })]).includes(key));
  });

  it('has a short subject, no trailer but ours, and nothing that is not seen, whatever a model says', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n\nSigned-off-by: x', '\u202Eevil', 'a\u0000b', 'x\r\ny', '\u{E0041}', 'Folder-Review-Run: 1'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(words, words, words), { minLength: 1, maxLength: 4 }), (all) => {
        const findings = all.map(([title, source, command], index) =>
          finding(`${index}`, {
            ...proven({ kind: 'flaky', failures: [] }, [command]),
            ...{ title, source, reviewer: 'model' },
          }),
        );
        const files = Object.fromEntries(all.map(([, , path], index) => [`${path}${index}`, [`${index}`]]));
        const text = message(files, findings);
        const [subject = '', blank, ...rest] = text.split('\n');
        assert.ok([...subject].length <= 72 && subject.trim() !== '' && blank === '');
        assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u);
        const trailers = rest.slice(rest.lastIndexOf('', -2) + 1, -1);
        assert.ok(
          trailers.every((line) => /^Folder-Review-(Run|Reviewer|Model|Proof): /.test(line)),
          text,
        );
        assert.equal(trailers.filter((line) => line.startsWith('Folder-Review-Run: ')).length, 1);
      }),
    );
  });

  it('is read by git as it is meant', () => {
    const title = '\n\nSigned-off-by: Eve <eve@example.com>\nFolder-Review-Run: other\n---\ndiff --git a/x b/x';
    const text = message({ 'a.ts': ['1', '2'] }, [finding('1', { title }), finding('2', { title })]);
    const trailers = execFileSync('git', ['interpret-trailers', '--parse'], { input: text, encoding: 'utf8' });
    const [, last = ''] = /\n\n(Folder-Review-Run[\s\S]*)$/.exec(text) ?? [];
    assert.equal(trailers, last);
  });
});
