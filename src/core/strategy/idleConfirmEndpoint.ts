import type { RunOptions } from '../options';
import { english } from '../text/say';
import { profilesOf } from './treatment';

/**
 * What a person must know who has named an endpoint to confirm findings for a run in which nothing is confirmed: a
 * sentence. Undefined where something is, or where no model takes part.
 *
 * @param safe makes a name safe to show
 */
export function idleConfirmEndpoint(
  options: Pick<RunOptions, 'confirmEndpoint' | 'reviewers' | 'profile' | 'overrides'>,
  safe: (name: string) => string,
  t = english,
): string | undefined {
  const { confirmEndpoint, reviewers } = options;
  const profiles = profilesOf(options);
  if (confirmEndpoint === undefined || !reviewers.includes('model') || profiles.some(({ confirm }) => confirm)) {
    return undefined;
  }
  const names = profiles.map(({ name }) => `“${safe(name)}”`);
  return t(
    'The endpoint “{1}” confirms no findings in this review: {0, plural, one {the profile {2} does} other {the profiles {2} do}} not have them confirmed. The profile “security” does, and so does one of your own with “confirm”.',
    names.length,
    safe(confirmEndpoint),
    names.join(', '),
  );
}
