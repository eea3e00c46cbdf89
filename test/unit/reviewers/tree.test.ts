import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Node } from 'web-tree-sitter';
import { all, once } from '../../../src/reviewers/analyzers/rules/tree';

describe('questions to a syntax tree', () => {
  const inner = { type: 'statements' };
  const node = { id: 1, tree: {}, descendantsOfType: () => [inner] } as unknown as Node;

  it('are told apart from one for nodes of a kind that is called like them', () => {
    assert.equal(
      once(node, 'statements', () => 'an answer'),
      'an answer',
    );
    assert.deepEqual(all(node, 'statements'), [inner]);
  });

  it('are answered once', () => {
    assert.equal(
      once(node, 'another', () => 1),
      once(node, 'another', () => 2),
    );
  });
});
