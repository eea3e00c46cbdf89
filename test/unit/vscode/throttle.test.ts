import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Throttle } from '../../../src/vscode/throttle';

describe('Throttle', () => {
  let actions = 0;
  let throttle = new Throttle(100, () => {});

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    actions = 0;
    throttle = new Throttle(100, () => {
      actions++;
    });
  });
  afterEach(() => mock.timers.reset());

  it('acts at once, then at most once per time, and never loses the last request', () => {
    throttle.request();
    assert.equal(actions, 1);
    for (let n = 0; n < 10; n++) {
      throttle.request();
    }
    assert.equal(actions, 1);
    mock.timers.tick(100);
    assert.equal(actions, 2);
    mock.timers.tick(1_000);
    assert.equal(actions, 2);
    throttle.request();
    assert.equal(actions, 3);
  });

  it('does nothing any more after it was disposed of', () => {
    throttle.request();
    throttle.request();
    throttle.dispose();
    mock.timers.tick(1_000);
    assert.equal(actions, 1);
  });
});
