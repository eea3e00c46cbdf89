import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../core/report/text';
import { counted } from '../core/text/counted';
import { formatBytes } from '../core/text/formatBytes';
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
export async function clearOffer(root: string, { folder, answers, untrusted = false }: ClearWish): Promise<ClearOffer> {
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
    ...(folder === undefined ? [] : runLines(runs, printable(folder))),
    ...(left.count > 0
      ? [`What ${leftText(left)} left behind, unless still at work (${formatBytes(left.bytes)}).`]
      : []),
    ...(behind.count > left.count
      ? [`Not what ${leftText(behind)} left behind: git settles that, in trusted folders only.`]
      : []),
    ...kept.map(answersLine),
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
        ...held.map(({ id, by }) => `Run ${id} stays: it has been opened meanwhile, by ${by}.`),
        ...changed.map((id) => `Run ${id} stays: edits of it have been applied meanwhile.`),
        ...problems,
        ...[...failed, ...heldAnswers.flatMap((one) => one.failed)].map(unremovableText),
        ...heldAnswers.flatMap(({ of, held: count }) =>
          count > 0 ? [`${answerNames[of]} stay in part: they are in use.`] : [],
        ),
      ];
    },
  };
}

const nothingBehind = { count: 0, bytes: 0 };

function leftText({ count }: { readonly count: number }): string {
  return counted(count, 'verification or commit', 'verifications or commits');
}

function unremovableText({ path, error }: Unremovable): string {
  return `${path} cannot be removed: ${messageOf(error)}. Put that right, or remove it yourself, and clear again.`;
}

function runLines({ runs, held, leaving }: ClearableRuns, folder: string): string[] {
  const bytes = runs.reduce((sum, one) => sum + one.bytes, 0);
  return [
    ...(runs.length > 0
      ? [
          `${counted(runs.length, 'run')} of ${folder} (${formatBytes(bytes)}): ${runs.map(({ run }) => run.id).join(', ')}.`,
        ]
      : []),
    ...runs.flatMap(({ run, isRevertible }) =>
      isRevertible ? [`Run ${run.id} has applied edits: they cannot be taken back without it.`] : [],
    ),
    ...(leaving.length > 0 ? [`What is left of ${counted(leaving.length, 'run')} whose removal was cut short.`] : []),
    ...(held.length > 0 ? [`Not ${held.join(', ')}: open in an editor or at work.`] : []),
  ];
}

const answerNames = { models: 'Answers of models', analyzers: 'What analyzers found' } as const;

function answersLine({ of, parts, bytes, held }: ClearableAnswers): string {
  const cost = of === 'models' ? 'what is asked again is paid again' : 'files are analyzed again';
  const what = parts.length > 0 ? `${answerNames[of]}, of all folders (${formatBytes(bytes)}): ${cost}.` : '';
  return [what, ...(held > 0 ? [`Not ${answerNames[of].toLowerCase()} that are in use.`] : [])]
    .filter(Boolean)
    .join(' ');
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
