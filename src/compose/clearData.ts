import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../core/report/text';
import { formatBytes } from '../core/text/formatBytes';
import { english, type Say } from '../core/text/say';
import {
  type ClearableAnswers,
  type ClearableRuns,
  clearAnswers,
  clearableAnswers,
  clearableRuns,
  clearRuns,
  type Unremovable,
} from '../store/clearing';
import { checkFolderIfThere } from '../store/ownPlaces';
import { sizeOf } from '../store/retention';
import { folderStatePath } from '../store/stateDir';
import { messageOf } from '../workspace/errors';
import { recoverCommits } from './commits';
import type { PlaceKind } from './places';
import { recoverVerifications } from './verifier';

/** What a person wants to have removed of what is kept. */
export interface ClearWish {
  /** Real path of a reviewed folder, whose runs are meant. */
  readonly folder?: string;
  /** What models have answered and analyzers have found, whatever the folder. */
  readonly answers: boolean;
  /** Set where the folder is not trusted: what is left behind in it stays, for git settles that. */
  readonly untrusted?: boolean;
}

/** What would be removed, to be asked about once. */
export interface ClearOffer {
  /** What it is, and what stays; a line each. */
  readonly lines: readonly string[];
  readonly isEmpty: boolean;
  /** Removes that and nothing else. Answers with what stayed all the same, a sentence each. Rejects with the system's error. */
  clear(): Promise<readonly string[]>;
}

const nothing: ClearableRuns = { runs: [], held: [], leaving: [] };

const placeKinds: readonly PlaceKind[] = ['worktrees', 'commits'];

/** Rejects with the reason where a link stands in the place of something that is to be removed. */
export async function clearOffer(
  root: string,
  { folder, answers, untrusted = false }: ClearWish,
  t = english,
): Promise<ClearOffer> {
  const state = folder === undefined ? undefined : folderStatePath(root, folder);
  const runs: ClearableRuns = state === undefined ? nothing : await clearableRuns(state);
  const behind = state === undefined ? nothingBehind : await leftBehind(state);
  const left = untrusted ? nothingBehind : behind;
  const kept = answers
    ? [await clearableAnswers(root, 'models'), await clearableAnswers(root, 'analyzers')].filter(
        ({ parts, held }) => parts.length + held > 0,
      )
    : [];
  const lines = [
    ...(folder === undefined ? [] : runLines(runs, printable(folder), t)),
    ...(left.count > 0
      ? [
          t(
            'What {0, plural, one {# verification or commit} other {# verifications or commits}} left behind, unless still at work ({1}).',
            ...[left.count, formatBytes(left.bytes)],
          ),
        ]
      : []),
    ...(behind.count > left.count
      ? [
          t(
            'Not what {0, plural, one {# verification or commit} other {# verifications or commits}} left behind: git settles that, in trusted folders only.',
            behind.count,
          ),
        ]
      : []),
    ...kept.map((one) => answersLine(one, t)),
  ];
  return {
    lines,
    isEmpty:
      runs.runs.length + runs.leaving.length + left.count + kept.reduce((sum, { parts }) => sum + parts.length, 0) ===
      0,
    clear: async () => {
      const { held, changed, failed } = await clearRuns(runs);
      const problems =
        folder === undefined || left.count === 0
          ? []
          : (await Promise.all([recoverVerifications(root, folder), recoverCommits(root, folder)])).flat();
      const heldAnswers = await Promise.all(
        kept.map(async (one) => ({ of: one.of, ...(await clearAnswers(root, one)) })),
      );
      return [
        ...held.map(({ id, by }) => t('Run {0} stays: it has been opened meanwhile, by {1}.', id, by)),
        ...changed.map((id) => t('Run {0} stays: edits of it have been applied meanwhile.', id)),
        ...problems,
        ...[...failed, ...heldAnswers.flatMap((one) => one.failed)].map((one) => unremovableText(one, t)),
        ...heldAnswers.flatMap(({ of, held: count }) =>
          count > 0 ? [t('{0} stay in part: they are in use.', answersName(of, t))] : [],
        ),
      ];
    },
  };
}

const nothingBehind = { count: 0, bytes: 0 };

function unremovableText({ path, error }: Unremovable, t: Say): string {
  return t(
    '{0} cannot be removed: {1}. Put that right, or remove it yourself, and clear again.',
    path,
    messageOf(error),
  );
}

function runLines({ runs, held, leaving }: ClearableRuns, folder: string, t: Say): string[] {
  const bytes = runs.reduce((sum, one) => sum + one.bytes, 0);
  return [
    ...(runs.length > 0
      ? [
          t(
            '{0, plural, one {# run} other {# runs}} of {1} ({2}): {3}.',
            ...[runs.length, folder, formatBytes(bytes), runs.map(({ run }) => run.id).join(', ')],
          ),
        ]
      : []),
    ...runs.flatMap(({ run, isRevertible }) =>
      isRevertible ? [t('Run {0} has applied edits: they cannot be taken back without it.', run.id)] : [],
    ),
    ...(leaving.length > 0
      ? [t('What is left of {0, plural, one {# run} other {# runs}} whose removal was cut short.', leaving.length)]
      : []),
    ...(held.length > 0 ? [t('Not {0}: open in an editor or at work.', held.join(', '))] : []),
  ];
}

function answersName(of: ClearableAnswers['of'], t: Say): string {
  return of === 'models' ? t('Answers of models') : t('What analyzers found');
}

function answersLine({ of, parts, bytes, held }: ClearableAnswers, t: Say): string {
  const lines =
    of === 'models'
      ? [
          t('Answers of models, of all folders ({0}): what is asked again is paid again.', formatBytes(bytes)),
          t('Not answers of models that are in use.'),
        ]
      : [
          t('What analyzers found, of all folders ({0}): files are analyzed again.', formatBytes(bytes)),
          t('Not what analyzers found that are in use.'),
        ];
  return lines.filter((_, index) => (index === 0 ? parts.length > 0 : held > 0)).join(' ');
}

async function leftBehind(state: string): Promise<{ readonly count: number; readonly bytes: number }> {
  let [count, bytes] = [0, 0];
  for (const kind of placeKinds) {
    const folder = join(state, kind);
    for (const name of (await checkFolderIfThere(folder)) ? await readdir(folder) : []) {
      count++;
      bytes += await sizeOf(join(folder, name)).catch(() => 0);
    }
  }
  return { count, bytes };
}
