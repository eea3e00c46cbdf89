import type { ContextKind, Profile, ShownFindings } from '../options';
import { type Confidence, confidences, type Severity, severities } from '../types';

/** What a model itself calls a guess costs a person more time than it saves: it is kept and counted, but in no list. */
export const defaultMinConfidence: Confidence = 'medium';

/** What looks wrong in a file is often right in the light of what it imports. */
export const defaultContext: ContextKind = 'signatures';

const bundled: readonly Profile[] = [
  onePass(
    'bugs',
    'defects that make the program do the wrong thing. Wrong results, inverted or missing conditions, off by one; ' +
      'null, empty and error cases nobody handles; crashes, leaked resources, lost or corrupted data; races and missing ' +
      'awaits; an API or language feature used against its rules; security holes. Skip taste: naming, formatting, ' +
      'missing comments or tests, rewrites that change nothing, guards against what cannot happen.',
  ),
  {
    ...onePass(
      'security',
      'weaknesses for somebody who controls input, files, the network or another account. Untrusted text in SQL, shell ' +
        'commands, paths, HTML, templates, patterns or logs; untrusted data evaluated or deserialised; missing ' +
        'authentication, authorisation or ownership checks; requests and redirects to addresses the caller chooses; ' +
        'secrets in code or logs; weak or misused cryptography, guessable tokens, certificate checks turned off; check ' +
        'then use; memory errors; input that costs unbounded memory or time. Name where the untrusted value comes in and ' +
        'what it reaches. Skip general hardening advice, and values no outsider can influence.',
    ),
    // Who asks for security wants the doubtful holes, too.
    minConfidence: 'low',
    // And be spared those that a second look clears up: who cannot tell takes each of them for a hole.
    confirm: true,
  },
  onePass(
    'performance',
    'work that is wasted where it counts. Loops nested over growing data; the same thing computed, compiled or fetched ' +
      'again and again; a query or request per item; independent waits one after another; blocking calls on an event ' +
      'loop or UI thread; locks held during I/O; whole files or results in memory where a stream would do; caches and ' +
      'queues without bound; patterns that backtrack without end. Say what grows with what. Edits keep the behaviour. ' +
      'Skip code that runs once on little data, and gains too small to measure.',
  ),
  onePass(
    'maintainability',
    'what will mislead or hold up whoever changes this code next. Names, comments or types that contradict the code; ' +
      'copies that must change together or already differ; functions that do several unrelated things; nesting that an ' +
      'early return would end; hidden side effects and shared mutable state; errors swallowed without a trace; dead code; ' +
      'unexplained magic values; machinery without a use. Say which change would go wrong or take longer. Edits keep the ' +
      'behaviour. Skip what a formatter or linter settles, personal style, and rewrites that are merely different.',
  ),
  {
    ...onePass(
      'mentor',
      'what its author would learn most from. Real defects first; then habits that are fragile or harder than need be ' +
        'where the language or library has a better way. Few findings, the most instructive ones; for several of a kind ' +
        'the clearest. Skip formatting and matters of taste.',
    ),
    tone:
      'write as a kind, experienced colleague to the author: plain words, terms explained, no blame, no flattery, never ' +
      '"just" or "obviously". Say what happens, why it works that way, and the idea to remember; up to five sentences. ' +
      'Severity stays as strict as ever.',
  },
];

function onePass(name: string, focus: string): Profile {
  return {
    name,
    passes: [{ name, focus }],
    tone: '',
    severities,
    minConfidence: defaultMinConfidence,
    context: defaultContext,
  };
}

/** The profile of those who name none. */
export const defaultProfileName = 'bugs';

/** The names of the profiles that come with the product. Nobody else's profile can have one of them. */
export const profileNames: readonly string[] = bundled.map((profile) => profile.name);

/**
 * The profile of a name, or undefined when there is none.
 *
 * @param own profiles from settings and files, those that win first
 */
export function findProfile(name: string, own: readonly Profile[] = []): Profile | undefined {
  return [...bundled, ...own].find((profile) => profile.name === name);
}

/** What to say when there is no profile of a name. Takes what `findProfile` took. */
export function noSuchProfile(name: string, own: readonly Profile[] = []): string {
  const names = new Set([...profileNames, ...own.map((profile) => profile.name)]);
  return `There is no profile “${name}”. There are: ${[...names].join(', ')}.`;
}

/** Bounds a person sets for every profile; `profile` leaves the profile's own. */
export interface Bounds {
  readonly minConfidence: Confidence | 'profile';
  readonly minSeverity: Severity | 'profile';
}

/** The profile with other bounds in the place of its own. */
export function withBounds(profile: Profile, { minConfidence, minSeverity }: Bounds): Profile {
  return {
    ...profile,
    ...(minConfidence !== 'profile' && { minConfidence }),
    ...(minSeverity !== 'profile' && { severities: severities.slice(0, severities.indexOf(minSeverity) + 1) }),
  };
}

/** What a person is told of a profile that confirms. */
export const confirmWords = 'Has each finding of a model confirmed: one more request for each.';

/** What a profile says to the model, for a person who is to decide about it. */
export function profileWords({ passes, tone, confirm }: Profile): string {
  return [
    ...passes.map((pass) => `Looks for${passes.length > 1 ? ` (${pass.name})` : ''}: ${pass.focus.trim()}`),
    ...(tone === '' ? [] : [`Tone: ${tone.trim()}`]),
    ...(confirm ? [confirmWords] : []),
  ].join('\n');
}

/** "error, warning; confidence high, medium" */
export function boundsText({ severities, minConfidence }: ShownFindings): string {
  const sure = confidences.slice(0, confidences.indexOf(minConfidence) + 1);
  return `${severities.join(', ')}; confidence ${sure.join(', ')}`;
}
