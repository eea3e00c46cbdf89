import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  answered,
  closed,
  disturbed,
  isPaused,
  type LaneState,
  missed,
  resumed,
  type Step,
  served,
  unknownServer,
} from '../../../src/core/run/schedule/laneState';

const failure = { reason: 'server down', message: 'It is gone.' } as const;
const disturbance = { counts: true, inVainMs: 0, afterMs: undefined, hasWitnesses: true };

type Happening = (state: LaneState) => Step;
const happenings: Readonly<Record<string, Happening>> = {
  served: (state) => ({ state: served(state) }),
  answered: (state) => ({ state: answered(state) }),
  missed: (state) => missed(state, failure),
  disturbed: (state) => disturbed(state, failure, disturbance),
  'asked for a pause': (state) => disturbed(state, failure, { ...disturbance, counts: false, afterMs: 2_000 }),
};

/** The states that a lane goes through, one for each happening; its pauses end when a random number says so. */
function walk(names: readonly string[], ends: readonly number[], look: (state: LaneState, underWay: number) => void) {
  let state = unknownServer;
  let underWay = 0;
  for (const [index, name] of names.entries()) {
    const step = happenings[name]?.(state) ?? { state };
    state = step.state;
    underWay += step.pauseMs === undefined ? 0 : 1;
    look(state, underWay);
    if (underWay > 0 && (ends[index] ?? 0) > 0) {
      state = resumed(state);
      underWay--;
      look(state, underWay);
    }
  }
}

const names = fc.array(fc.constantFrom(...Object.keys(happenings)), { maxLength: 60 });
const ends = fc.array(fc.nat({ max: 2 }), { minLength: 60, maxLength: 60 });

function times(count: number, happening: Happening, state: LaneState): LaneState {
  return Array.from({ length: count }).reduce<LaneState>((before) => happening(before).state, state);
}

const { missed: miss, disturbed: disturb } = happenings as { missed: Happening; disturbed: Happening };

describe('what is known of a lane', () => {
  it('has as many pauses under way as have begun and not ended, unless it is closed', () => {
    fc.assert(
      fc.property(names, ends, (happened, ended) => {
        walk(happened, ended, (state, underWay) => {
          if (state.kind !== 'closed') {
            assert.equal('pauses' in state ? state.pauses : 0, underWay);
            assert.equal(isPaused(state), underWay > 0);
          }
        });
      }),
    );
  });

  it('stays closed for the first reason, whatever comes', () => {
    const other = { reason: 'bad key', message: 'No.' } as const;
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(happenings)), (happening) => {
        const state = closed(unknownServer, failure);
        assert.deepEqual(happening(state), { state });
        assert.equal(closed(state, other), state);
        assert.equal(resumed(state), state);
      }),
    );
  });

  it('is that it is down, when it never answered and three requests found nobody', () => {
    assert.deepEqual(times(2, miss, unknownServer), { kind: 'unknown', unanswered: 2 });
    assert.deepEqual(times(3, miss, unknownServer), { kind: 'closed', failure });
  });

  it('is uncertain when it worked and went away, and certain after five probes', () => {
    let state: LaneState = served(unknownServer);
    const pauses: number[] = [];
    for (let count = 0; state.kind !== 'closed' && count < 20; count++) {
      const step = missed(state, failure);
      pauses.push(step.pauseMs ?? 0);
      state = step.pauseMs === undefined ? step.state : resumed(step.state);
      assert.equal(state.kind, count < 2 ? 'open' : count < 7 ? 'probing' : 'closed', `${count}`);
    }
    assert.deepEqual(pauses, [0, 0, 5_000, 15_000, 30_000, 60_000, 120_000, 0]);
  });

  it('is forgotten with the next that is served, but for the pauses under way', () => {
    const troubled = times(5, disturb, served(unknownServer));
    assert.equal(troubled.kind, 'probing');
    const state = served(troubled);
    assert.deepEqual(state, { ...served(unknownServer), pauses: 1 });
    assert.deepEqual(resumed(state), served(unknownServer));
  });

  it('does not become worse by what was sent before a pause began', () => {
    const troubled = times(5, disturb, served(unknownServer));
    assert.deepEqual(missed(troubled, failure).pauseMs, undefined);
    assert.deepEqual(disturbed(troubled, failure, disturbance).pauseMs, undefined);
  });

  it('keeps of a failure its reason and its words alone', () => {
    assert.deepEqual(closed(unknownServer, { ...failure, ...{ findings: ['large'] } }), { kind: 'closed', failure });
  });
});
