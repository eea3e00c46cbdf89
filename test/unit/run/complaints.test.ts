import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Complaints } from '../../../src/core/run/schedule/complaints';

describe('complaints about a server', () => {
  it('count when another file confirms them', () => {
    const complaints = new Complaints();
    complaints.begin('a');
    complaints.begin('b');
    assert.equal(complaints.isTrouble('a'), false);
    assert.equal(complaints.isTrouble('b'), true);
    assert.equal(complaints.isTrouble('a'), true);
  });

  it('of one file alone never count while others are sent, whatever comes of those', () => {
    const complaints = new Complaints();
    for (let round = 0; round < 20; round++) {
      complaints.begin('poisoned');
      assert.equal(complaints.isTrouble('poisoned'), false);
      const other = complaints.begin(`other ${round}`);
      if (round % 3 === 0) {
        complaints.served(other);
      }
    }
    assert.ok(complaints.troubled <= 1);
  });

  it('count when nobody else is there to be asked, in however many parts the file is sent', () => {
    const complaints = new Complaints();
    complaints.begin('a');
    complaints.begin('a');
    assert.equal(complaints.isTrouble('a'), false);
    complaints.begin('a');
    assert.equal(complaints.isTrouble('a'), true);
  });

  it('are contradicted by what began after them and was served, and by nothing else', () => {
    const complaints = new Complaints();
    const before = complaints.begin('before');
    complaints.begin('a');
    assert.equal(complaints.denied('a'), 1);
    complaints.served(before);
    assert.equal(complaints.denied('b'), 2);
    assert.equal(complaints.denied('b'), 2, 'a file counts once');
    complaints.served(complaints.begin('c'));
    assert.equal(complaints.denied('d'), 1);
  });
});
