import * as v from 'valibot';
import { type ContextKind, contexts, type Pass, type Profile } from '../options';
import { closedObject, namedValues, type ObjectProblems, oneOf, text, yesOrNo } from '../schemas';
import { type Confidence, confidences, type Severity, severities } from '../types';
import { defaultContext, defaultMinConfidence, profileNames } from './profiles';

/** Lengths in UTF-16 code units. */
export const profileLimits = { name: 40, focus: 4000, tone: 1000, passes: 8 } as const;

/** Names are typed on the command line and shown in messages, so that ordinary characters must do. */
export const profileNamePattern = '^[A-Za-z0-9][A-Za-z0-9 ._-]*$';

interface RawProfile {
  readonly focus?: string;
  readonly passes?: readonly Pass[];
  readonly tone?: string;
  readonly severities?: readonly Severity[];
  readonly confirm?: boolean;
  readonly context?: ContextKind;
}

/**
 * Profiles of a person's or a folder's own by their names, in their order. Issues are predicates, such as "must be
 * text", about the value at the path, or about its last key where that step's origin is `key`.
 *
 * @param minConfidenceKey how that key is spelt where the profiles stand
 */
export function profilesSchema(minConfidenceKey: string) {
  const entries = {
    ...profileEntries,
    [minConfidenceKey]: v.exactOptional(oneOf(confidences)),
    confirm: v.exactOptional(yesOrNo),
  };
  const profile = v.pipe(
    closedObject(entries, objectProblems('a profile', entries)),
    v.check(
      ({ focus, passes }) => (focus === undefined) !== (passes === undefined),
      'must have either a focus or passes',
    ),
  );
  return v.pipe(
    namedValues(profile, 'must hold profiles by their names', nameProblem),
    v.transform((profiles) =>
      Object.entries(profiles).map(([name, raw]) =>
        toProfile(name, raw, (raw as Record<string, unknown>)[minConfidenceKey] as Confidence | undefined),
      ),
    ),
  );
}

function toProfile(name: string, raw: RawProfile, minConfidence: Confidence = defaultMinConfidence): Profile {
  return {
    name,
    passes: raw.passes ?? [{ name, focus: raw.focus ?? '' }],
    tone: raw.tone ?? '',
    severities: severities.filter((severity) => raw.severities?.includes(severity) ?? true),
    minConfidence,
    ...(raw.confirm && { confirm: true }),
    context: raw.context ?? defaultContext,
  };
}

function nameProblem(name: string): string | undefined {
  if (profileNames.includes(name.toLowerCase())) {
    return 'has the name of a bundled profile: choose another';
  }
  const isOrdinary = name.length <= profileLimits.name && new RegExp(profileNamePattern).test(name);
  if (!isOrdinary || name in Object.prototype) {
    return `cannot be a name: letters, digits, spaces and “._-” can, at most ${profileLimits.name}`;
  }
  return undefined;
}

function textUpTo(maxLength: number) {
  return v.pipe(
    text,
    v.regex(/\S/, 'must not be empty'),
    v.maxLength(maxLength, `must have at most ${maxLength} characters`),
  );
}

function objectProblems(what: string, entries: v.ObjectEntries): ObjectProblems {
  const parts = Object.keys(entries).join(', ');
  return {
    shape: `must have the parts of ${what}: ${parts}`,
    unknown: () => `is not a part of ${what}; the parts are ${parts}`,
  };
}

const passEntries = { name: textUpTo(profileLimits.name), focus: textUpTo(profileLimits.focus) };

const profileEntries = {
  focus: v.exactOptional(textUpTo(profileLimits.focus)),
  passes: v.exactOptional(
    v.pipe(
      v.array(closedObject(passEntries, objectProblems('a pass', passEntries)), 'must be a list of passes'),
      v.minLength(1, 'must not be empty'),
      v.maxLength(profileLimits.passes, `must have at most ${profileLimits.passes} passes`),
      v.check(haveDifferentNames, 'must have different names'),
    ),
  ),
  tone: v.exactOptional(textUpTo(profileLimits.tone)),
  severities: v.exactOptional(
    v.pipe(v.array(oneOf(severities), 'must be a list of severities'), v.minLength(1, 'must not be empty')),
  ),
  context: v.exactOptional(oneOf(contexts)),
};

function haveDifferentNames(passes: Pass[]): boolean {
  return new Set(passes.map(({ name }) => name)).size === passes.length;
}
