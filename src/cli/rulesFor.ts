import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { printable } from '../core/report/text';
import { treatments } from '../core/strategy/treatment';
import { treatmentLines } from '../core/strategy/treatmentText';
import { languageOf } from '../core/text/language';
import type { ReviewerKind, Severity } from '../core/types';
import { checkFolder } from '../workspace/folder';
import { wayTo } from '../workspace/paths';
import { CommandFailure } from './exitCode';
import type { RuleList } from './ruleList';
import { settle } from './settle';

/** What applies to one file of a folder. */
export interface ApplyingRules {
  readonly version: 1;
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly language: string;
  readonly profile: string;
  readonly reviewers: readonly ReviewerKind[];
  /** The overrides that fit, a sentence each, and what was left out of account. */
  readonly notes: readonly string[];
  readonly rules: readonly {
    readonly analyzer: string;
    readonly id: string;
    readonly title: string;
    readonly severity: Severity | 'off';
    /** Whose word the severity is, where it is not the rule's own: `settings`, or a file of the folder's. */
    readonly by?: string;
  }[];
}

/**
 * What applies to a file, with its overrides. Throws a CommandFailure.
 *
 * @param trustConfig whether the folder's own file counts, as for a review
 */
export async function rulesFor(
  { rules, analyzers }: RuleList,
  file: string,
  folder: string,
  trustConfig: true | undefined,
): Promise<ApplyingRules> {
  const checked = await checkFolder(folder);
  if (checked.kind === 'failed') {
    throw new CommandFailure(printable(checked.message));
  }
  const path = wayTo(resolve(folder), resolve(folder, file));
  if (path === '' || path.startsWith('../')) {
    throw new CommandFailure(`--for: ${printable(file)} is not in the folder ${printable(folder)}.`);
  }
  const { options } = await settle({ endpoints: [], ...(trustConfig && { trustConfig }) }, checked.realPath);
  const treatment = treatments(options)({ path, bytes: await sizeOf(resolve(folder, file), printable(file)) });
  const language = languageOf(path);
  const looking = analyzers.filter(({ languages }) => languages.includes(language)).map(({ name }) => name);
  const { value: wanted, by: leftOutBy } = treatment.analyzers ?? {};
  return {
    version: 1,
    ...{ file: path, language, profile: treatment.profile.name, reviewers: treatment.reviewers },
    notes: [
      ...treatmentLines(treatment).map((line) => `${line}.`),
      ...(options.folderShare?.notes ?? []).filter(isLeftOut),
    ],
    rules: rules
      .filter(
        ({ analyzer, isDefault, languages }) =>
          isDefault && looking.includes(analyzer) && (languages?.includes(language) ?? true),
      )
      .map(({ analyzer, id, title, severity }) => {
        const said = treatment.rule(`${analyzer}/${id}`, severity);
        const off =
          said?.value !== 'off' && wanted && !wanted.includes(analyzer)
            ? { value: 'off' as const, by: leftOutBy }
            : said;
        return { analyzer, id, title, severity: off?.value ?? severity, ...(off && { by: off.by ?? 'settings' }) };
      }),
  };
}

/** Bytes of a file, which a review would look at only if it is a regular one. */
async function sizeOf(path: string, name: string): Promise<number> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    const problem = isMissing ? `there is no file ${name}` : `${name} cannot be looked at: ${printable(error.message)}`;
    throw new CommandFailure(`--for: ${problem}. Give the path of a file in the folder.`);
  });
  if (!found.isFile()) {
    const kind = found.isDirectory() ? 'a folder' : found.isSymbolicLink() ? 'a link' : 'no regular file';
    throw new CommandFailure(`--for: ${name} is ${kind}. Give the path of a file in the folder.`);
  }
  return found.size;
}

function isLeftOut(note: string): boolean {
  return note.includes('--trust-config');
}

/** The same for a person at a terminal. */
export function applyingText({ file, language, profile, reviewers, notes, rules }: ApplyingRules): string {
  const lines = rules.map(({ analyzer, id, severity, by, title }) => {
    const from = by === undefined ? '' : ` by ${by}`;
    return `  ${analyzer}/${id}  ${severity}${from}  ${title}`;
  });
  return [
    `${file} (${language}): profile ${profile}; reviewers ${reviewers.join(', ') || 'none'}`,
    ...notes,
    ...lines,
    '',
  ]
    .map((line) => (line === '' ? '' : printable(line)))
    .join('\n');
}
