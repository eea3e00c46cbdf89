import type { Confidence, FileSnapshot, ReportedFinding, Span } from '../../core/types';
import type { Analyzer, RuleInfo } from './analyzer';
import { committedSecrets, secretRule } from './committedSecrets';
import { hiddenRule, invisibleCharacters } from './invisibleCharacters';
import { prose } from './prose';
import { withSuppressed } from './suppression';

const source = 'text';

const conflictRule = {
  id: 'merge-conflict',
  title: 'Unresolved merge conflict',
  explanation:
    'Git left its conflict markers here because both sides changed these lines. The file does not mean what either side meant until one version is chosen and the markers are removed.',
  severity: 'error',
  category: 'bug',
  isDefault: true,
  inTests: 'hidden',
} as const satisfies RuleInfo;

const mixedRule = {
  id: 'mixed-line-ends',
  title: 'Mixed line endings',
  explanation:
    'Some lines end with LF and others with CRLF or CR. A shell and make treat a carriage return as part of the command or its last argument.',
  severity: 'warning',
  category: 'bug',
  isDefault: true,
  isGuess: true,
  inTests: 'hidden',
} as const satisfies RuleInfo;

/** Checks that need no parser and hold for every text file. */
export const textChecks: Analyzer = {
  name: source,
  supports: () => true,
  rules: [secretRule, hiddenRule, conflictRule, mixedRule],
  load: async () => (file) =>
    withSuppressed(
      file,
      [...conflictMarkers(file), ...invisibleCharacters(file), ...committedSecrets(file), ...mixedLineEnds(file)],
      (rule) => knownAs[rule] ?? [],
    ),
};

/** What other linters call the same. */
const knownAs: Readonly<Record<string, readonly string[]>> = {
  [secretRule.id]: ['gosec', 'G101', 'S105', 'S106', 'S107', 'B105', 'B106', 'B107', 'no-secrets/no-secrets'],
  [hiddenRule.id]: [
    'no-irregular-whitespace',
    'PLE2502',
    'bidirectional-unicode',
    'bidichk',
    'misc-misleading-bidirectional',
  ],
};

const markerLine = /^(?:<{7}|={7}|>{7})(?: .*)?$/gm;

function conflictMarkers({ text, language }: FileSnapshot): ReportedFinding[] {
  const { conflicts, leftovers } = findConflicts(text);
  const isProse = prose.has(language);
  const listings = isProse && conflicts.length > 0 ? listingsIn(text) : [];
  const isShown = ({ start, end }: Span) => listings.some((listing) => listing.start < start && end < listing.end);
  return [
    ...conflicts.map((span) =>
      conflictFinding(conflictRule.title, isShown(span) ? 'low' : isProse ? 'medium' : 'high', span),
    ),
    ...(isProse ? [] : leftovers).map((span) => conflictFinding('Left-over merge conflict marker', 'medium', span)),
  ];
}

/**
 * Blocks of code in a document, where a conflict is mostly one that is explained: fences, Asciidoctor's delimited blocks
 * (https://docs.asciidoctor.org/asciidoc/latest/blocks/delimited), which no line of text stands above as it does above an
 * underline, and HTML's `<pre>`. The bound keeps what is never closed from being looked for over and over.
 */
const listing =
  /(?:(?<=\n[ \t]*\n|[\]+]\n)|(?<![\s\S]))(-{4,}|\.{4,})[ \t]*\n[\s\S]{0,50000}?\n\1[ \t]*$|^[ \t]*(`{3,}|~{3,})[^\n]*\n[\s\S]{0,50000}?\n[ \t]*\2[ \t]*$|<pre\b[\s\S]{0,50000}?<\/pre>/gm;

function listingsIn(text: string): Span[] {
  return [...text.matchAll(listing)].map(({ index, 0: block }) => ({ start: index, end: index + block.length }));
}

/** Conflicts are whole: start, separator, end. A separator alone is an underlined heading somewhere. */
function findConflicts(text: string): { conflicts: Span[]; leftovers: Span[] } {
  const conflicts: Span[] = [];
  const leftovers: Span[] = [];
  let opening: Span | undefined;
  let separated = false;
  for (const match of text.matchAll(markerLine)) {
    const line = { start: match.index, end: match.index + match[0].length };
    if (match[0].startsWith('=')) {
      separated ||= opening !== undefined;
    } else if (match[0].startsWith('<')) {
      leftovers.push(...(opening ? [opening] : []));
      opening = line;
      separated = false;
    } else if (opening && separated) {
      conflicts.push({ start: opening.start, end: line.end });
      opening = undefined;
    } else {
      leftovers.push(line);
    }
  }
  return { conflicts, leftovers: opening ? [...leftovers, opening] : leftovers };
}

function conflictFinding(title: string, confidence: Confidence, span: Span): ReportedFinding {
  return {
    source,
    rule: conflictRule.id,
    title,
    explanation: conflictRule.explanation,
    severity: conflictRule.severity,
    category: conflictRule.category,
    confidence,
    span,
  };
}

/** Whose lines are commands, to the last character. */
const ofCommands: ReadonlySet<string> = new Set(['shellscript', 'makefile', 'dockerfile']);

function mixedLineEnds({ language, lineEnding }: FileSnapshot): ReportedFinding[] {
  if (lineEnding !== 'mixed' || !ofCommands.has(language)) {
    return [];
  }
  return [
    {
      source,
      rule: mixedRule.id,
      title: mixedRule.title,
      explanation: mixedRule.explanation,
      severity: mixedRule.severity,
      category: mixedRule.category,
      confidence: 'high',
    },
  ];
}
