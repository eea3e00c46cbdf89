import type { Profile } from '../options';
import { boundsText, confirmWords, profileNames, profileWords } from '../prompt/profiles';
import { grouped } from '../report/spend';
import { overrideText } from '../strategy/treatmentText';
import type { FolderSource } from '../types';
import { type Brief, hidesMore, type SettledWishes } from './settleWishes';
import type { AllWishes } from './wishes';

/** What a run would take from the folder, for a person who is to decide about it. */
export interface FolderSay {
  /** Where it stands, strongest first. */
  readonly sources: readonly FolderSource[];
  /** What it is about, as far as it needs approval: "a profile". */
  readonly topics: readonly string[];
  /** All of it as text that has not been made safe to show. */
  readonly text: string;
  /** Equal for equal words only. */
  readonly identity: string;
  /**
   * Whether it counts only when a person has approved it. What merely leaves files out, each of which is counted, does
   * without.
   */
  readonly needsApproval: boolean;
}

/** Whether a person lets the folder have its say. */
export type WordsAnswer = 'use' | 'ignore';

/** One thing the folder says. */
interface Word {
  readonly topic: string;
  readonly text: string;
  readonly value: unknown;
  readonly needsApproval: boolean;
}

/** What the folder's words change, told from the brief without them and the one with them. */
export function folderSay(wishes: AllWishes, without: SettledWishes, brief: Brief): FolderSay {
  const own = without.kind === 'settled' ? without.brief : undefined;
  const words = [
    ...reviewerWords(own, brief),
    ...profileChange(own, brief),
    ...instructionWords(wishes, brief),
    ...globWords('include', wishes, brief),
    ...globWords('exclude', wishes, brief),
    ...reachWords(wishes, brief),
    ...overrideWords(brief),
  ];
  return {
    sources: wishes.folder.filter((said) => Object.keys(said.wishes).length > 0).map(({ source }) => source),
    text: words.map(({ text }) => text).join('\n\n'),
    topics: [...new Set(words.filter((word) => word.needsApproval).map(({ topic }) => topic))],
    identity: JSON.stringify(words.map(({ value }) => value)),
    needsApproval: words.some((word) => word.needsApproval),
  };
}

function reviewerWords(own: Brief | undefined, { reviewers }: Brief): Word[] {
  const yours = own?.reviewers ?? reviewers;
  if (yours.length === reviewers.length) {
    return [];
  }
  const text = `Reviewers: ${reviewers.join(', ')} (yours: ${yours.join(', ')})`;
  return [{ topic: 'a choice of reviewers', text, value: ['reviewers', yours, reviewers], needsApproval: true }];
}

/** A profile matters for what it says to a model, and for what it hides from everybody. */
function profileChange(own: Brief | undefined, { profile, reviewers }: Brief): Word[] {
  if (own && JSON.stringify(own.profile) === JSON.stringify(profile)) {
    return [];
  }
  const isSpoken = reviewers.includes('model') && !(own && saysTheSame(own.profile, profile));
  if (own && !isSpoken && !hidesMore(profile, own.profile)) {
    return [];
  }
  const isNamedAlike = own?.profile.name === profile.name;
  const isShownAlike = own && boundsText(own.profile) === boundsText(profile);
  const text = [
    `Profile: “${profile.name}”${own && !isNamedAlike ? ` (yours: “${own.profile.name}”)` : ''}`,
    ...(profileNames.includes(profile.name) ? (profile.confirm ? [confirmWords] : []) : [profileWords(profile)]),
    ...(isShownAlike ? [] : [`Shows: ${boundsText(profile)}${own ? ` (yours: ${boundsText(own.profile)})` : ''}`]),
  ].join('\n');
  return [{ topic: 'a profile', text, value: ['profile', own?.profile, profile], needsApproval: true }];
}

function saysTheSame(one: Profile, other: Profile): boolean {
  const said = ({ passes, tone, confirm }: Profile) => JSON.stringify([passes, tone, confirm]);
  return said(one) === said(other);
}

function instructionWords({ folder }: AllWishes, { reviewers }: Brief): Word[] {
  return folder.flatMap(({ source, wishes: { instructions = '' } }): Word[] =>
    instructions.trim() === '' || !reviewers.includes('model')
      ? []
      : [
          {
            topic: 'instructions for the model',
            text: `Instructions for the model, in ${source}:\n${instructions.trim()}`,
            value: ['instructions', source, instructions],
            needsApproval: true,
          },
        ],
  );
}

/** What the user has excluded stays out unless they agree to have it back. */
function globWords(key: 'include' | 'exclude', { own }: AllWishes, brief: Brief): Word[] {
  const globs = brief.folderShare?.leavesOut.find((leftOut) => leftOut[key])?.[key] ?? [];
  const isReplaced = JSON.stringify(brief[key]) !== JSON.stringify(own[key]);
  if (globs.length === 0 && !isReplaced) {
    return [];
  }
  const what = key === 'include' ? 'Reviews' : 'Leaves out';
  const none = key === 'include' ? 'every file' : 'nothing';
  const yours = isReplaced ? ` (yours: ${own[key].join(', ')})` : '';
  const text = `${what}: ${globs.join(', ') || none}${yours}`;
  return [{ topic: 'a choice of files', text, value: [key, globs, brief[key], own[key]], needsApproval: isReplaced }];
}

/** A higher limit, and repositories inside the folder, have more read, and perhaps sent, than the user allows for. */
function reachWords(
  { own }: AllWishes,
  { maxFileSize, nestedRepositories, alsoReview = [], folderShare }: Brief,
): Word[] {
  const smaller = folderShare?.leavesOut.find((leftOut) => leftOut.maxFileSize)?.maxFileSize;
  const limit = smaller ?? maxFileSize;
  return [
    ...(limit === own.maxFileSize
      ? []
      : [
          {
            topic: 'a limit for the size of files',
            text: `Largest file: ${grouped(limit)} bytes (yours: ${grouped(own.maxFileSize)})`,
            value: ['maxFileSize', limit],
            needsApproval: limit > own.maxFileSize,
          },
        ]),
    ...(nestedRepositories === own.nestedRepositories
      ? []
      : [
          {
            topic: 'a wish for repositories inside the folder',
            text: `Repositories inside the folder: ${nestedRepositories ? 'reviewed, too' : 'not reviewed'}`,
            value: ['nestedRepositories', nestedRepositories],
            needsApproval: true,
          },
        ]),
    ...(JSON.stringify(alsoReview) === JSON.stringify(own.alsoReview)
      ? []
      : [
          {
            topic: 'a wish for files that nobody writes by hand',
            text: `Also reviewed: ${orNothing(alsoReview)} (yours: ${orNothing(own.alsoReview)})`,
            value: ['alsoReview', alsoReview],
            needsApproval: true,
          },
        ]),
  ];
}

/** They hide findings, choose profiles, and take reviewers away. */
function overrideWords({ overrides = [] }: Brief): Word[] {
  return overrides
    .filter(({ by }) => by !== undefined)
    .map((override) => ({
      topic: 'rules and overrides',
      text: `For ${overrideText(override)}${override.profile ? `\n${profileWords(override.profile)}` : ''}`,
      value: ['override', override],
      needsApproval: true,
    }));
}

function orNothing(names: readonly string[]): string {
  return names.join(', ') || 'nothing';
}
