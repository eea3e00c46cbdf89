import type { FileReview, Looks } from '../fileReview';
import { tooManyFindings } from '../findings/capFindings';
import { configurationRule, syntaxRule } from '../findings/readingRules';
import { findProfile } from '../prompt/profiles';
import { treatments } from '../strategy/treatment';
import { digest } from '../text/digest';
import type { Finding } from '../types';
import type { RunStore } from './store';

/** What is said of how a file is read, by whatever rules. */
const aboutReading = [syntaxRule, configurationRule, tooManyFindings];

/** The analyzer that parses nothing. */
const textChecks = 'text';

/** Who has made a finding, as far as it decides who would have to look for it again. */
export interface Finder extends Pick<Finding, 'reviewer' | 'source' | 'rule'> {
  /** Of a model: what it was to look for, see `profileOf`; absent in what earlier versions kept. */
  readonly profile?: string | undefined;
  /** Of the text in which it was last found; absent where that is not known. */
  readonly textHash?: string | undefined;
}

/**
 * What a model is to look for in a file of a run: the name of its profile, and with it what tells it from others where the
 * name alone does not, as a person's own profiles can change, and instructions can ask for silence.
 */
function profileOf({ header }: Pick<RunStore, 'header'>, file: Pick<FileReview, 'path' | 'bytes'>): string {
  const { name, passes } = treatments(header.options)(file).profile;
  const instructions = header.options.instructions.trim();
  const isBundled = JSON.stringify(findProfile(name)?.passes) === JSON.stringify(passes);
  return isBundled && instructions === '' ? name : `${name} ${digest(JSON.stringify([passes, instructions]))}`;
}

/** A finding's finder. @param store the run that has it in a file */
export function finderOf(
  finding: Pick<Finding, 'reviewer' | 'source' | 'rule' | 'textHash'>,
  store: RunStore,
  file: FileReview,
): Finder {
  const { reviewer, source, rule, textHash = file.textHash } = finding;
  return {
    reviewer,
    source,
    ...(rule !== undefined && { rule }),
    ...(textHash !== undefined && { textHash }),
    ...(reviewer === 'model' && { profile: profileOf(store, file) }),
  };
}

/**
 * Why a review of a file says nothing of what is not among its findings; undefined where it says that it is not there.
 *
 * @param store the run that the review belongs to
 */
export function notLookedFor(finder: Finder, file: FileReview, store: RunStore): string | undefined {
  const { status, findings, hidden = [] } = file;
  // Also what is in no list: what kept an analyzer from looking has kept it from that all the same.
  const has = (holds: (finding: Finding) => boolean) => findings.some(holds) || hidden.some(holds);
  switch (status.kind) {
    case 'reviewed': {
      const isParsed = !has(({ reviewer, rule }) => reviewer === 'local' && rule === syntaxRule);
      if (finder.reviewer === 'local' && finder.rule !== syntaxRule && finder.source !== textChecks && !isParsed) {
        return 'the file has a syntax error';
      }
      const looked = status.looks?.analyzers ?? [];
      const name = lookerOf(finder);
      if (!looked.includes(name)) {
        return `${name} did not look at the file`;
      }
      if (status.looks?.limits?.[name]?.unread) {
        return `${name} could not read all of the file`;
      }
      const because =
        finder.reviewer === 'local' ? notHeld(finder, status.looks, store) : notAsked(finder, file, store);
      if (because !== undefined) {
        return because;
      }
      if (has(({ source, rule }) => source === finder.source && rule === tooManyFindings)) {
        return `not all findings of ${finder.source} are kept`;
      }
      const { reviewedLines, totalLines } = status.coverage;
      return reviewedLines >= totalLines ? unchanged(finder, file) : 'not all of the file was looked at';
    }
    case 'skipped':
      return `the file was skipped: ${status.reason}`;
    case 'failed':
      return `the review of the file failed: ${status.reason}`;
    case 'queued':
    case 'reviewing':
    case 'cancelled':
      return 'the file was not reviewed';
  }
}

/** The same for a rule of an analyzer that has looked: one that it has not, or not for such a file. */
function notHeld({ source, rule = syntaxRule }: Finder, looks: Looks | undefined, { header }: RunStore) {
  const rules = header.rules?.[source];
  const { language = looks?.language ?? '', on = [], off = [] } = looks?.limits?.[source] ?? {};
  if (!rules || aboutReading.includes(rule) || ((on.includes(rule) || on.includes('*')) && !off.includes(rule))) {
    return undefined;
  }
  if (!Object.hasOwn(rules, rule)) {
    return `${source} did not look for ${rule}`;
  }
  const holds = rules[rule] === 'all' || rules[rule]?.includes(language);
  return holds && !off.includes(rule) ? undefined : `${source} does not look for ${rule} in such a file`;
}

/**
 * The same where the text is as it was: nothing in it can have been fixed, whatever a model or other rules say of it now. What
 * the editor's extensions say, or what is said of a configuration, may be about other files.
 */
function unchanged({ reviewer, source, rule, textHash }: Finder, file: FileReview): string | undefined {
  if (textHash === undefined || textHash !== file.textHash || reviewer === 'editor' || rule === configurationRule) {
    return undefined;
  }
  return reviewer === 'model'
    ? `the file has not changed, of which ${source} does not say the same each time`
    : `the file has not changed, but what ${source} goes by has`;
}

/** The same for who speaks through the editor, or is a model: there are many, and each knows of itself alone. */
function notAsked({ reviewer, source, profile }: Finder, file: FileReview, store: RunStore): string | undefined {
  const { status, uses = [] } = file;
  const told = status.kind === 'reviewed' ? status.looks?.sources : undefined;
  if (reviewer === 'editor') {
    return told?.editor?.includes(source) ? undefined : `nothing says that ${source} looked at the file`;
  }
  const reviewing = uses.filter(({ confirms, repairs }) => !confirms && !repairs);
  const models = told?.model ?? reviewing.map(({ model }) => model);
  // Another model that finds nothing says nothing of what this one found.
  const other = models.find((model) => model !== source);
  if (other !== undefined) {
    return models.includes(source) ? `${other} looked at a part of the file` : `${source} did not look at the file`;
  }
  if (reviewing.some(({ unread = 0 }) => unread > 0)) {
    return `not all that ${source} found could be read`;
  }
  if (profile === profileOf(store, file) || profile === undefined) {
    return undefined;
  }
  const { name } = treatments(store.header.options)(file).profile;
  const isOther = profile !== name && !profile.startsWith(`${name} `);
  return `${source} looked for something else, with ${isOther ? `the profile “${name}”` : 'other instructions or another wording of its profile'}`;
}

/** Who has looked where it was looked for, by the name that it is recorded under. */
function lookerOf({ reviewer, source }: Finder): string {
  return reviewer === 'local' ? source : reviewer;
}
