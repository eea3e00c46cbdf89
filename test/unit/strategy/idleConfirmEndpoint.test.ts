import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Profile, RunOptions } from '../../../src/core/options';
import { idleConfirmEndpoint } from '../../../src/core/strategy/idleConfirmEndpoint';
import { header } from '../fakes';

const plain: Profile = { ...header.options.profile, name: 'plain' };
const confirming: Profile = { ...plain, name: 'doubting', confirm: true };
const said = (options: Partial<RunOptions>) =>
  idleConfirmEndpoint(
    { ...header.options, reviewers: ['model'], profile: plain, confirmEndpoint: 'big', ...options },
    (name) => name.toUpperCase(),
  );

describe('an endpoint that is named to confirm findings', () => {
  it('is said to confirm none where no profile of the run has that done', () => {
    assert.match(
      said({}) ?? '',
      /^The endpoint “BIG” confirms no findings in this review: the profile “PLAIN” does not/,
    );
    const overrides = [{ files: ['*.h'], profile: { ...plain, name: 'other' } }];
    assert.match(said({ overrides }) ?? '', /the profiles “PLAIN”, “OTHER” do not/);
  });

  it('is no news where a profile of some files has it done, none is named, or no model takes part', () => {
    assert.equal(said({ profile: confirming }), undefined);
    assert.equal(said({ overrides: [{ files: ['*.h'], profile: confirming }] }), undefined);
    const { confirmEndpoint: _, ...unnamed } = { ...header.options, confirmEndpoint: 'big' };
    assert.equal(idleConfirmEndpoint({ ...unnamed, reviewers: ['model'] }, String), undefined);
    assert.equal(said({ reviewers: ['local'] }), undefined);
  });
});
