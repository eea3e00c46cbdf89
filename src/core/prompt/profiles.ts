import type { Profile } from '../options';
import { severities } from '../types';

const profiles: readonly Profile[] = [
  {
    name: 'bugs',
    passes: [
      {
        name: 'bugs',
        focus:
          'real defects: wrong results, crashes, unhandled failures, leaked resources, data loss, races, security holes. ' +
          'Skip taste: naming, formatting, missing comments, rewrites that change nothing.',
      },
    ],
    tone: '',
    severities,
    minConfidence: 'low',
  },
];

export const defaultProfileName = 'bugs';

export const profileNames: readonly string[] = profiles.map((profile) => profile.name);

/** The profile of a name, or undefined when there is none. */
export function findProfile(name: string): Profile | undefined {
  return profiles.find((profile) => profile.name === name);
}
