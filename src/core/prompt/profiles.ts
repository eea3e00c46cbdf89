/** What the model is to look for, and how strictly. */
export interface Profile {
  readonly name: string;
  /** One paragraph for the model, part of the system message. */
  readonly focus: string;
}

const profiles: readonly Profile[] = [
  {
    name: 'bugs',
    focus:
      'real defects: wrong results, crashes, unhandled failures, leaked resources, data loss, races, security holes. ' +
      'Skip taste: naming, formatting, missing comments, rewrites that change nothing.',
  },
];

export const defaultProfile = 'bugs';

export const profileNames: readonly string[] = profiles.map((profile) => profile.name);

/** The profile of a name, or undefined when there is none. */
export function findProfile(name: string): Profile | undefined {
  return profiles.find((profile) => profile.name === name);
}
