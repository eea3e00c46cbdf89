import type { Configuration, LintError } from 'markdownlint';
import type { LookLimits } from '../../core/fileReview';
import { LineIndex } from '../../core/text/lines';
import type { Confidence, FileSnapshot, ReportedFinding, Span, TextEdit } from '../../core/types';
import { type Analyzer, asTitle, baseName, keptSilent, looked, notReading } from './analyzer';
import type { Settings } from './dataFiles';
import type { FolderConfig } from './folderConfig';
import { liquidCode } from './liquid';
import { createAnchors, isShownInRepository } from './markdownAnchors';
import { ignoringFile } from './markdownIgnore';
import { defaults, ruleInfos, rules, selectedByProject } from './markdownRules';
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

/** The project's configuration. One that extends another file or package is read without it. */
function configFor(path: string, config: FolderConfig): OwnSettings | undefined {
  const own = ownSettings(path, config, configNames);
  const { extends: _, ...settings } = own?.settings ?? {};
  return own && { path: own.path, settings };
}

/** Whether the project has turned the rule on by itself: then what it says is said. */
function isChosen({ ruleNames }: LintError, own: OwnSettings | undefined): boolean {
  return own?.settings.default === true || ruleNames.some((name) => Boolean(own?.settings[name]));
}

/** `[label]: address`, whatever the address is: Jekyll fills `{{ site.address }}` in before it is Markdown. */
const definition = /^ {0,3}\[([^\]\n]{1,300})\]:[ \t]*\S/gm;

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
    const isCode = code.some((block) => start > block.start && start < block.end);
    return (
      !isCode && (rules[error.ruleNames[0] ?? '']?.isMeant?.(error, line, { from, leadsSomewhere, defines }) ?? true)
    );
  };
}

/** The rules beside ours that a configuration turns on, or off where it turns on all. Some it may call by other names. */
function selected({ default: all, $schema: _, ...named }: Settings = {}): LookLimits {
  const others = Object.entries(named).filter(([name]) => !Object.hasOwn(rules, name));
  const on = others.flatMap(([name, value]) => (value ? [/^md\d{3}$/i.test(name) ? name.toUpperCase() : '*'] : []));
  const off = others.flatMap(([name, value]) => (value ? [] : [name.toUpperCase()]));
  const isAll = all === true || on.includes('*');
  return isAll ? { on: ['*'], ...(off.length > 0 && { off }) } : on.length > 0 ? { on } : {};
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
  const { title, severity, category, why, keepsRendering } = rules[name] ?? selectedByProject;
  const edits = toEdits(sides, text, lines);
  const span = { start: toSpan(error, lines).start, end: toSpan(sides.at(-1) ?? error, lines).end };
  return {
    source,
    rule: name,
    title: titleOf(error, title),
    explanation: why,
    severity,
    category,
    confidence: sides.length > 1 && !isWholeLine(text, span) ? 'low' : confidenceIn(file, name, span),
    span,
    ...(edits.length > 0 && {
      fix: { kind: 'edits', anchoring: 'exact', edits, ...(keepsRendering && { preservesBehaviour: true }) },
    }),
  };
}

/** Whether there is nothing else on its line: with blanks on both sides, signs within one are mostly operators and names. */
function isWholeLine(text: string, { start, end }: Span): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const [behind = ''] = text.slice(end, end + longestLink).split('\n', 1);
  return /^[ \t>*_+-]*$/.test(before) && /^[ \t*_]*$/.test(behind);
}

/** What was changed from release to release: nobody mends its old entries. */
const isHistory = /(?:^|\/)(?:changelog|changes|history|news|release[-_]?notes|releases)\b[^/]*$/i;

/**
 * Where a link leads in a document that something makes a site of is for that to say. In one that defines no reference at
 * all, brackets are mostly there for themselves, as around the tags of commits, unless there is an image in them.
 */
function confidenceIn({ path, text }: FileSnapshot, rule: string, { start, end }: Span): Confidence {
  if (rule === 'MD051') {
    return isShownInRepository(path) && !isHistory.test(path) ? 'medium' : 'low';
  }
  const isBracket = rule === 'MD052' && !text.slice(start, end).includes('![') && text.search(definition) === -1;
  return isBracket ? 'low' : rule === 'MD052' ? 'medium' : 'high';
}

function titleOf({ ruleDescription, errorDetail }: LintError, ours: string): string {
  return asTitle(`${ours || ruleDescription}${errorDetail ? `: ${errorDetail}` : ''}`);
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
