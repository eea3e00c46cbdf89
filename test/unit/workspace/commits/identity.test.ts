import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { identityIn } from '../../../../src/workspace/commits/identity';

const settings = (all: Readonly<Record<string, string>>) => Object.entries(all).map(([key, value]) => ({ key, value }));
const user = { 'user.name': 'Ann', 'user.email': 'ann@example.com' };

describe('who a commit is by', () => {
  it('is who the person is by the environment, their settings for the role, or their settings', () => {
    assert.deepEqual(identityIn(settings(user), {}), {
      ...{
        kind: 'identity',
        author: { name: 'Ann', mail: 'ann@example.com' },
        committer: { name: 'Ann', mail: 'ann@example.com' },
      },
    });
    const roles = { ...user, 'author.name': 'Bo', 'committer.email': 'ci@example.com' };
    assert.deepEqual(identityIn(settings(roles), { GIT_AUTHOR_EMAIL: 'bo@example.com', GIT_COMMITTER_NAME: '' }), {
      ...{
        kind: 'identity',
        author: { name: 'Bo', mail: 'bo@example.com' },
        committer: { name: 'Ann', mail: 'ci@example.com' },
      },
    });
    assert.equal(identityIn([], { EMAIL: 'a@b' }).kind, 'refused');
  });

  it('is the later setting, and can end no line and no name of a commit', () => {
    const planted = { 'user.name': 'Eve\n> <x>\u202E\u0000', 'user.email': '<a@b>\ncommitter c <c> 1 +0000' };
    assert.deepEqual(identityIn([...settings(user), ...settings(planted)], {}), {
      ...{
        kind: 'identity',
        author: { name: 'Eve x', mail: 'a@bcommitter c c 1 +0000' },
        committer: { name: 'Eve x', mail: 'a@bcommitter c c 1 +0000' },
      },
    });
  });

  it('is not known without a name or without a mail', () => {
    for (const key of ['user.name', 'user.email']) {
      const outcome = identityIn(settings({ ...user, [key]: ' <> ' }), {});
      assert.match(outcome.kind === 'refused' ? outcome.message : '', /git config --global user\.name .*user\.email/);
    }
  });
});
