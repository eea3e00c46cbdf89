import type { Configuration, LintError } from 'markdownlint';
import type { LookLimits } from '../../core/fileReview';
import { LineIndex } from '../../core/text/lines';
import type { Confidence, FileSnapshot, ReportedFinding, Span, TextEdit } from '../../core/types';
import { type Analyzer, asTitle, baseName, keptSilent, looked, notReading, worded } from './analyzer';
import type { Settings } from './dataFiles';
import type { FolderConfig } from './folderConfig';
import { liquidCode } from './liquid';
import { createAnchors, isShownInRepository } from './markdownAnchors';
import { ignoringFile } from './markdownIgnore';
import { defaults, inTests, ruleInfos, rules, selectedByProject } from './markdownRules';
import { checkSettings, type OwnSettings, ownSettings } from './ownSettings';
import { byComment, byConfiguration, type Look, withSilenced } from './silenced';
import { withSuppressed } from './suppression';

const source = 'markdownlint';
const configNames = ['.markdownlint.jsonc', '.markdownlint.json', '.markdownlint.yaml', '.markdownlint.yml'];

/** Documents that Verb, Handlebars and others fill in: what they link to may stand in what they put there. */
const isTemplate = /(?:^|\/)[^/]*\.(?:verb|hbs|tmpl|tpl|ejs|njk|liquid)\.(?:md|markdown)$/i;

/** Markdownlint with the rules that find broken documents, and the project's own configuration where it has one. */
export const markdownlint: Analyzer = {
  name: source,
  supports: ({ language, path }) => language === 'markdown' || configNames.includes(baseName(path)),
  rules: ruleInfos,
  projectRulesInTests: inTests,
  configNames,
  async load() {
    const { lint } = await import('markdownlint/sync');
    return (file, config, alsoSilenced) => {
      if (configNames.includes(baseName(file.path))) {
        return checkSettings(source, file);
      }
      if (isTemplate.test(file.path)) {
        return notReading('templates');
      }
      const lines = new LineIndex(file.text);
      const own = configFor(file.path, config);
      const isMeant = belief(file, lines);
      const find = (chosen: Settings, noInlineConfig = false) => {
        const options = { strings: { file: file.text }, config: chosen as Configuration, noInlineConfig };
        const errors = (lint(options).file ?? []).filter((error) => isChosen(error, own) || isMeant(error));
        return bothSides(errors).map((sides) => toFinding(sides, file, lines));
      };
      const silencing = own && isOff(own.settings) ? own.path : ignoringFile(file.path, config);
      if (silencing !== undefined) {
        const hiddenBy = byConfiguration(silencing);
        const looks = alsoSilenced ? [{ hiddenBy, find: () => find(defaults) }] : [];
        return keptSilent(silencing, withSilenced([], looks));
      }
      const findings = withSuppressed(file, find({ ...defaults, ...own?.settings }));
      const all = alsoSilenced ? withSilenced(findings, looksAt(file.text, own, find)) : findings;
      return looked(all, selected(own?.settings));
    };
  },
};

/**
 * The project's configuration, without whether all rules are on: that is what markdownlint does by itself, and who says so
 * has chosen none of those about style. What it names is chosen.
 */
function configFor(path: string, config: FolderConfig): OwnSettings | undefined {
  const own = ownSettings(path, config, configNames);
  const { extends: _, default: all, ...named } = own?.settings ?? {};
  return own && { path: own.path, settings: all === false ? { default: false, ...named } : named };
}

/** Whether the project has turned the rule on by itself: then what it says is said. */
function isChosen({ ruleNames }: LintError, own: OwnSettings | undefined): boolean {
  return ruleNames.some((name) => Boolean(own?.settings[name]));
}

/** `[label]: address`, whatever the address is: Jekyll fills `{{ site.address }}` in before it is Markdown. */
const definition = /^ {0,3}\[([^\]\n]{1,300})\]:[ \t]*\S/gm;

/** UTF-16 code units to both sides. */
const longestBlock = 20_000;

function blockAround(text: string, at: number): readonly string[] {
  const above = text.slice(Math.max(0, at - longestBlock), at);
  const below = text.slice(at, at + longestBlock);
  const empty = /\n[ \t]*\n/;
  return `${above.split(empty).at(-1) ?? ''}${below.split(empty, 1)[0] ?? ''}`.split('\n');
}

/** UTF-16 code units from the line on in which it begins. */
const longestLink = 2_000;

/** Whether a hit in a text is what it looks like. */
function belief({ path, text }: FileSnapshot, lines: LineIndex): (error: LintError) => boolean {
  let anchors: ReturnType<typeof createAnchors> | undefined;
  const leadsSomewhere = (fragment: string) => {
    anchors ??= createAnchors(path, text);
    return anchors(fragment);
  };
  const code = liquidCode(text);
  let labels: ReadonlySet<string> | undefined;
  const defines = (label: string) => {
    labels ??= new Set([...text.matchAll(definition)].map(([, defined = '']) => defined.toLowerCase()));
    return labels.has(label.toLowerCase());
  };
  return (error) => {
    const start = lines.startOf(error.lineNumber);
    const line = text.slice(start, lines.endOf(error.lineNumber));
    const from = text.slice(start, start + longestLink);
    const block = () => blockAround(text, start);
    const isCode = code.some((block) => start > block.start && start < block.end);
    return (
      !isCode &&
      (rules[error.ruleNames[0] ?? '']?.isMeant?.(error, line, { from, block, leadsSomewhere, defines }) ?? true)
    );
  };
}

/** The rules beside ours that a configuration turns on, and those that it turns off. Some it may call by other names. */
function selected({ default: _all, $schema: _, ...named }: Settings = {}): LookLimits {
  const others = Object.entries(named).filter(([name]) => !Object.hasOwn(rules, name));
  const on = others.flatMap(([name, value]) => (value ? [/^md\d{3}$/i.test(name) ? name.toUpperCase() : '*'] : []));
  const off = others.flatMap(([name, value]) => (value ? [] : [name.toUpperCase()]));
  return on.includes('*') ? { on: ['*'], ...(off.length > 0 && { off }) } : on.length > 0 ? { on } : {};
}

/** Whether a configuration turns everything off and nothing on. */
function isOff({ default: all, $schema: _, ...rules }: Settings): boolean {
  return all === false && Object.values(rules).every((value) => value === false);
}

function looksAt(
  text: string,
  own: OwnSettings | undefined,
  find: (chosen: Settings, noInlineConfig?: boolean) => readonly ReportedFinding[],
): readonly Look[] {
  const hasComments = /<!--\s*markdownlint-/.test(text);
  return [
    ...(own ? [{ hiddenBy: byConfiguration(own.path), find: () => find(defaults) }] : []),
    ...(hasComments ? [{ hiddenBy: byComment, find: () => find({ ...defaults, ...own?.settings }, true) }] : []),
    ...(hasComments && own ? [{ hiddenBy: byComment, find: () => find(defaults, true) }] : []),
  ];
}

/** What one finding tells of: one complaint, or those about the two sides of one emphasis. */
type Sides = readonly [LintError, ...LintError[]];

const spaceInEmphasis = 'MD037';

/** Of an emphasis with spaces on both sides, to mend one alone changes nothing that the reader sees. */
function bothSides(errors: readonly LintError[]): readonly Sides[] {
  const all: Sides[] = [];
  for (const error of errors) {
    const [before, ...others] = all.at(-1) ?? [];
    const isOther =
      error.ruleNames[0] === spaceInEmphasis &&
      before?.ruleNames[0] === spaceInEmphasis &&
      others.length === 0 &&
      markerOf(before, /^[*_]+/) !== undefined &&
      markerOf(before, /^[*_]+/) === markerOf(error, /[*_]+$/);
    if (isOther) {
      all.splice(-1, 1, [before, error]);
    } else {
      all.push([error]);
    }
  }
  return all;
}

function markerOf({ errorContext }: LintError, side: RegExp): string | undefined {
  return side.exec(errorContext ?? '')?.[0];
}

/** Nothing where a marker touches the word on its other side: it may belong to that one, and no one can tell. */
function toEdits(sides: Sides, text: string, lines: LineIndex): readonly TextEdit[] {
  const edits = sides.flatMap((error) => toEdit(error, text, lines) ?? []);
  const touches = sides.some((error, position) => {
    const { start, end } = edits[position] ?? { start: 0, end: 0 };
    const outside = markerOf(error, /^[*_]+/)
      ? /[\p{Letter}\p{Mark}\p{Number}][*_]{1,3}$/u.test(text.slice(Math.max(0, start - 5), start))
      : /^[*_]{1,3}[\p{Letter}\p{Number}]/u.test(text.slice(end, end + 5));
    return error.ruleNames[0] === spaceInEmphasis && outside;
  });
  return touches ? [] : edits;
}

function toFinding(sides: Sides, file: FileSnapshot, lines: LineIndex): ReportedFinding {
  const { text } = file;
  const [error] = sides;
  const [name = ''] = error.ruleNames;
  const { title, severity, category, why } = rules[name] ?? selectedByProject;
  const edits = toEdits(sides, text, lines);
  const span = { start: toSpan(error, lines).start, end: toSpan(sides.at(-1) ?? error, lines).end };
  return {
    source,
    rule: name,
    ...wordedOf(error, title, why),
    severity,
    category,
    confidence: confidenceIn(file, name, span),
    span,
    ...(edits.length > 0 && {
      fix: { kind: 'edits', anchoring: 'exact', edits },
    }),
  };
}

/** What was changed from release to release: nobody mends its old entries. */
const isHistory =
  /(?:^|\/)(?:old[-_]\w+|changelogs?|changes|history|news|release[-_]?notes|releases)(?:\/|(?![a-z])[^/]*$)/i;

/** What a release came with stays as it was published: `versions/3.0.2.md`, https://docusaurus.io/docs/versioning */
const isPublished =
  /(?:^|\/)(?:versions?|versioned[-_]docs)\/(?:.*\/)?[^/]*$|(?:^|\/)v?\d+\.\d+(?:\.\d+)?(?:-\w+)?\.\w+$/i;

/** Where a link leads in a document that something makes a site of is for that to say. */
function confidenceIn({ path, text }: FileSnapshot, rule: string, { start, end }: Span): Confidence {
  const isOurs = Object.hasOwn(rules, rule);
  const isOld = isOurs ? isHistory.test(path) : isPublished.test(path);
  if (isOld || (rule === 'MD051' && !isShownInRepository(path))) {
    return 'low';
  }
  const isLeftOut = rule === 'MD042' && text.slice(start, end).endsWith('(#)');
  return isLeftOut && leadsToTop(text, start) ? 'low' : rule === 'MD051' ? 'medium' : 'high';
}

/** So many links to the top of a document stand for addresses that nobody has. */
const severalPlaces = 3;
/** An entry of a table of contents, beside one for a heading. */
const beforeEntry =
  /^[ \t]*(?:[-*+]|\d+\.)[ \t]+\[[^\]\n]*\]\(#\)[ \t]*\r?\n[ \t]*(?:[-*+]|\d+\.)[ \t]+\[[^\]\n]*\]\(#[^)\n]/;

/** Whether a link to `#` is meant to lead to the top of its document, or anywhere once somebody knows where. */
function leadsToTop(text: string, start: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start + 1_000);
  return text.split('](#)').length > severalPlaces || beforeEntry.test(line);
}

function wordedOf({ ruleDescription, errorDetail }: LintError, ours: string, why: string): ReturnType<typeof worded> {
  const title = ours || ruleDescription;
  return worded({ title, why }, asTitle(`${title}${errorDetail ? `: ${errorDetail}` : ''}`));
}

function toSpan({ lineNumber, errorRange }: LintError, lines: LineIndex): Span {
  const start = lines.startOf(lineNumber);
  const end = lines.endOf(lineNumber);
  const [column = 1, length = end - start] = errorRange ?? [];
  return { start: Math.min(start + column - 1, end), end: Math.min(start + column - 1 + length, end) };
}

/** Markdownlint edits within one line; a `deleteCount` of -1 takes the whole line with its end. */
function toEdit({ lineNumber, fixInfo }: LintError, text: string, lines: LineIndex): TextEdit | undefined {
  if (!fixInfo) {
    return undefined;
  }
  const line = fixInfo.lineNumber ?? lineNumber;
  const lineStart = lines.startOf(line);
  if (fixInfo.deleteCount === -1) {
    return lineStart > 0 && line === lines.count
      ? { start: lineStart - 1, end: text.length, newText: '' }
      : { start: lineStart, end: Math.min(lines.endOf(line) + 1, text.length), newText: '' };
  }
  const start = lineStart + (fixInfo.editColumn ?? 1) - 1;
  return { start, end: start + (fixInfo.deleteCount ?? 0), newText: fixInfo.insertText ?? '' };
}
