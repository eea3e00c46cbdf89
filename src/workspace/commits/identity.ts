import type { Refused } from '../../core/commit/committing';
import { lastValue, type Setting } from '../gitConfig';

export interface Person {
  readonly name: string;
  readonly mail: string;
}

/** Who a commit is by. */
export interface Identity {
  readonly kind: 'identity';
  readonly author: Person;
  readonly committer: Person;
}

/**
 * Who the person says they are: in the environment, or else in their configuration or the repository's (git-config(1)),
 * all read as data. Git's guess from the name of the machine is no answer.
 */
export function identityIn(
  settings: readonly Setting[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Identity | Refused {
  const person = (role: 'author' | 'committer') => {
    const part = (name: 'name' | 'email') =>
      withoutMarks(
        environment[`GIT_${role.toUpperCase()}_${name.toUpperCase()}`] ||
          lastValue(settings, `${role}.${name}`) ||
          lastValue(settings, `user.${name}`) ||
          '',
      );
    const [name, email] = [part('name'), part('email')];
    return name === '' || email === '' ? undefined : { name, mail: email };
  };
  const [author, committer] = [person('author'), person('committer')];
  return author === undefined || committer === undefined
    ? {
        kind: 'refused',
        message:
          'git does not know who you are, and a commit says so. Tell it: git config --global user.name "Your Name", and git config --global user.email you@example.com',
      }
    : { kind: 'identity', author, committer };
}

/** Without what would end a name or a line in a commit, or is not seen there. */
function withoutMarks(text: string): string {
  return text.replace(/[<>\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim();
}
