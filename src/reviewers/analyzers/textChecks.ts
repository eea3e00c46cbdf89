import { findHiddenCharacters, type HiddenCharacter } from '../../core/text/hiddenCharacters';
import { findSecrets } from '../../core/text/secrets';
import type { Confidence, FileSnapshot, ReportedFinding, Span } from '../../core/types';
import type { Analyzer, RuleInfo } from './analyzer';
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

const hiddenRule = {
  id: 'hidden-character',
  title: 'Invisible character',
  explanation:
    'It cannot be seen, but it takes part in comparisons, searches and names, and it can carry text a reader does not notice.',
  severity: 'warning',
  category: 'security',
  isDefault: true,
  inTests: 'hidden',
} as const satisfies RuleInfo;

const secretRule = {
  id: 'committed-secret',
  title: 'Committed secret',
  explanation:
    'Whoever can read this file or its history can use the credential. Revoke it, then read the new one from the environment or from a secret store.',
  severity: 'error',
  category: 'security',
  isDefault: true,
  inTests: 'hidden',
} as const satisfies RuleInfo;

const mixedRule = {
  id: 'mixed-line-ends',
  title: 'Lines end in different ways',
  explanation:
    'Some lines end with LF and others with CRLF or CR. Tools disagree about such files: patches fail to apply, and shell scripts fail at a stray carriage return.',
  severity: 'info',
  category: 'maintainability',
  isDefault: true,
  inTests: 'hidden',
} as const satisfies RuleInfo;

/** Checks that need no parser and hold for every text file. */
export const textChecks: Analyzer = {
  name: source,
  supports: () => true,
  rules: [secretRule, hiddenRule, conflictRule, mixedRule],
  load: async () => (file) =>
    withSuppressed(
      file.text,
      [...conflictMarkers(file), ...hiddenCharacters(file), ...committedSecrets(file), ...mixedLineEnds(file)],
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

/** Languages whose files may well talk about conflict markers. */
const prose: ReadonlySet<string> = new Set(['markdown', 'plaintext', 'restructuredtext', 'asciidoc', 'html', 'latex']);

const markerLine = /^(?:<{7}|={7}|>{7})(?: .*)?$/gm;

function conflictMarkers({ text, language }: FileSnapshot): ReportedFinding[] {
  const { conflicts, leftovers } = findConflicts(text);
  const isProse = prose.has(language);
  return [
    ...conflicts.map((span) => conflictFinding(conflictRule.title, isProse ? 'medium' : 'high', span)),
    ...(isProse ? [] : leftovers).map((span) => conflictFinding('Left-over merge conflict marker', 'medium', span)),
  ];
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

function hiddenCharacters(file: FileSnapshot): ReportedFinding[] {
  const findings: ReportedFinding[] = [];
  for (const group of adjacent(findHiddenCharacters(file.text).filter((found) => !isUsualIn(file, found)))) {
    const { start, end } = group;
    const names = [...new Set(group.characters.map(({ name }) => name))];
    const reorders = group.characters.some(({ kind }) => kind === 'bidirectional');
    findings.push({
      source,
      rule: hiddenRule.id,
      title: reorders ? 'Hidden character that reorders the text on screen' : hiddenRule.title,
      explanation: `${names.join(', ')}. ${
        reorders
          ? 'Such a character makes a line look different from what a compiler or an interpreter reads, which can hide malicious code from a reviewer.'
          : hiddenRule.explanation
      }`,
      severity: reorders ? 'error' : hiddenRule.severity,
      category: hiddenRule.category,
      confidence: prose.has(file.language) ? 'medium' : 'high',
      span: { start, end },
      ...(!isQuoted(file.text, group) && {
        fix: { kind: 'edits', anchoring: 'exact', edits: [{ start, end, newText: '' }] },
      }),
    });
  }
  return findings;
}

const directionMark = /^[\u061c\u200e\u200f]$/;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Direction marks on a line of right-to-left writing and soft hyphens in prose are there on purpose. */
function isUsualIn({ text, language }: FileSnapshot, { start, end }: HiddenCharacter): boolean {
  const character = text.slice(start, end);
  if (directionMark.test(character)) {
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const lineEnd = text.indexOf('\n', end);
    return rightToLeft.test(text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd));
  }
  return character === '\u00ad' && prose.has(language);
}

/** A string of nothing else is about the character, and would mean something else without it. */
function isQuoted(text: string, { start, end }: Span): boolean {
  return /["'`]/.test(text.charAt(start - 1)) && text.charAt(start - 1) === text.charAt(end);
}

interface Group extends Span {
  readonly characters: readonly HiddenCharacter[];
}

function adjacent(characters: readonly HiddenCharacter[]): Group[] {
  const groups: { start: number; end: number; characters: HiddenCharacter[] }[] = [];
  for (const character of characters) {
    const last = groups.at(-1);
    if (last?.end === character.start) {
      last.end = character.end;
      last.characters.push(character);
    } else {
      groups.push({ start: character.start, end: character.end, characters: [character] });
    }
  }
  return groups;
}

function committedSecrets({ text }: FileSnapshot): ReportedFinding[] {
  const reported = findSecrets(text).filter(({ isReported }) => isReported);
  return reported.map(({ start, end, kind }) => ({
    source,
    rule: secretRule.id,
    title: `${secretRule.title}: ${kind}`,
    explanation: secretRule.explanation,
    severity: secretRule.severity,
    category: secretRule.category,
    confidence: 'medium',
    span: { start, end },
  }));
}

function mixedLineEnds({ lineEnding }: FileSnapshot): ReportedFinding[] {
  if (lineEnding !== 'mixed') {
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
