import { LineIndex } from '../../core/text/lines';
import { mask } from '../../core/text/mask';
import type { FileSnapshot, ReportedFinding } from '../../core/types';
import { byComment, silenced } from './silenced';

/**
 * Hides what the file's author silenced in a comment: in ours, `folder-review-ignore` on the line a finding starts on and
 * `folder-review-ignore-next-line` above it, and in those of the linters that people have in their projects. A comment
 * that names rules silences those, by their own names or with their source (`ruff/S113`), and all where it names none.
 * What stands in a string is no comment. A finding without a place is on the first line.
 *
 * @param namesOf what other linters call what a rule looks for; a comment that names another rule silences nothing
 */
export function withSuppressed(
  { text, language }: Pick<FileSnapshot, 'text' | 'language'>,
  findings: readonly ReportedFinding[],
  namesOf: (rule: string) => readonly string[] = () => [],
): readonly ReportedFinding[] {
  if (findings.length === 0 || !anyMarker.test(text)) {
    return findings;
  }
  const lines = new LineIndex(text);
  const waiting = silencesIn(text, lines, commentsOf(language, text)).sort((a, b) => b.first - a.first);
  const lastLineOf = new Map<string, number>();
  const hidden = new Set<ReportedFinding>();
  const placed = findings.map((finding) => ({ finding, line: lines.lineAt(finding.span?.start ?? 0) }));
  for (const { finding, line } of placed.toSorted((a, b) => a.line - b.line)) {
    for (let next = waiting.at(-1); next && next.first <= line; next = waiting.at(-1)) {
      for (const name of next.names) {
        lastLineOf.set(name, Math.max(next.last, lastLineOf.get(name) ?? 0));
      }
      waiting.pop();
    }
    const { source, rule = '' } = finding;
    if (
      ['*', `${source}/${rule}`, ...[rule, ...namesOf(rule)].flatMap(withGroups)].some(
        (name) => (lastLineOf.get(name) ?? 0) >= line,
      )
    ) {
      hidden.add(finding);
    }
  }
  return findings.map((finding) => (hidden.has(finding) ? silenced(finding, byComment) : finding));
}

/** A name and the patterns that take it in: `bugprone-use-after-move` is one of `bugprone-*`. */
function withGroups(name: string): string[] {
  const hyphens = [...name.matchAll(/-/g)];
  return [name, ...hyphens.map(({ index }) => `${name.slice(0, index)}-*`)];
}

/** Lines, 1-based, both included, in which the named rules are silent; `*` are all rules. */
interface Silence {
  readonly first: number;
  readonly last: number;
  readonly names: readonly string[];
}

/** What a comment reaches: its line, the line below, the block it stands in, what begins below it, the file. */
type Reach = 'line' | 'next-line' | 'block' | 'construct' | 'file';

interface Marker {
  readonly reach: Reach;
  /** Its first group are the names of rules; none, or an empty one, means all. */
  readonly pattern: RegExp;
  /** How far it reaches where nothing else is on its line. */
  readonly alone?: Reach;
}

const anyMarker = /folder-review-ignore|eslint-disable|noqa|pylint:|NOLINT|NOSONAR|nosec|lint:(?:file-)?ignore/i;

const names = String.raw`[ \t]*([\w@][\w@/.-]*(?:[ \t]*,[ \t]*[\w@][\w@/.-]*)*)`;
const codes = String.raw`([A-Z]+\d+(?:[, \t]+[A-Z]+\d+)*)`;
/** The start of a comment with something before the marker, of a length that keeps long lines cheap. */
const cComment = String.raw`/[/*][^\n]{0,200}?`;

const markers: readonly Marker[] = [
  { reach: 'line', pattern: new RegExp(`folder-review-ignore(?![\\w-])(?:[ \\t]*:${names})?`, 'g') },
  { reach: 'next-line', pattern: new RegExp(`folder-review-ignore-next-line(?![\\w-])(?:[ \\t]*:${names})?`, 'g') },
  // https://eslint.org/docs/latest/use/configure/rules#disabling-rules
  { reach: 'line', pattern: new RegExp(`/[/*][ \\t]*eslint-disable-line(?![\\w-])(?:${names})?`, 'g') },
  { reach: 'next-line', pattern: new RegExp(`/[/*][ \\t]*eslint-disable-next-line(?![\\w-])(?:${names})?`, 'g') },
  // https://docs.astral.sh/ruff/linter/#error-suppression
  {
    reach: 'file',
    pattern: new RegExp(`^[ \\t]*#[ \\t]*(?:flake8|ruff)[ \\t]*:[ \\t]*noqa(?:[ \\t]*:[ \\t]*${codes})?`, 'gim'),
  },
  { reach: 'line', pattern: new RegExp(`#[ \\t]*noqa(?![\\w-])(?:[ \\t]*:[ \\t]*${codes})?`, 'gi') },
  // https://pylint.readthedocs.io/en/stable/user_guide/messages/message_control.html
  { reach: 'line', alone: 'block', pattern: new RegExp(`#[ \\t]*pylint:[ \\t]*disable=${names}`, 'g') },
  { reach: 'next-line', pattern: new RegExp(`#[ \\t]*pylint:[ \\t]*disable-next=${names}`, 'g') },
  // https://clang.llvm.org/extra/clang-tidy/#suppressing-undesired-diagnostics
  { reach: 'line', pattern: new RegExp(`${cComment}\\bNOLINT(?![A-Za-z])(?:\\(([^)\\n]*)\\))?`, 'g') },
  { reach: 'next-line', pattern: new RegExp(`${cComment}\\bNOLINTNEXTLINE\\b(?:\\(([^)\\n]*)\\))?`, 'g') },
  // https://golangci-lint.run/docs/linters/false-positives/#nolint-directive
  { reach: 'line', alone: 'construct', pattern: new RegExp(`//[ \\t]*nolint\\b(?:[ \\t]*:${names})?`, 'g') },
  // https://staticcheck.dev/docs/configuration/#ignoring-problems
  { reach: 'next-line', pattern: new RegExp(`//lint:ignore${names}`, 'g') },
  { reach: 'file', pattern: new RegExp(`//lint:file-ignore${names}`, 'g') },
  // https://github.com/securego/gosec#annotating-code and https://bandit.readthedocs.io/en/latest/config.html
  { reach: 'line', pattern: /(?:#|\/\/)[ \t]*#?nosec\b(?:[ \t]*:?[ \t]*([BG]\d+(?:[, \t]+[BG]\d+)*))?/g },
  // https://docs.sonarsource.com/sonarqube-server/user-guide/issues/managing
  { reach: 'line', pattern: /(?:#|\/[/*])[^\n]{0,200}?\bNOSONAR\b()/g },
];

/** Whether what was found in the text may be a comment, or part of one. */
type IsComment = (found: RegExpExecArray) => boolean;

/** A language whose strings nobody can tell has no string here. */
function commentsOf(language: string, text: string): IsComment {
  const { code, withStrings } = mask(language, text);
  return (found) => {
    const last = found.index + found[0].length - 1;
    return code[last] === withStrings[last];
  };
}

function silencesIn(text: string, lines: LineIndex, isComment: IsComment): Silence[] {
  const indents = indentsOf(text, lines);
  const single = markers.flatMap(({ pattern, reach, alone = reach }) =>
    [...text.matchAll(pattern)].filter(isComment).map((match) => {
      const line = lines.lineAt(match.index);
      const isAlone = text.slice(lines.startOf(line), match.index).trim() === '';
      return { ...reached(isAlone ? alone : reach, line, indents), names: namesIn(match[1]) };
    }),
  );
  return [...single, ...stretches.flatMap((pattern) => stretchesIn(text, lines, pattern, isComment))];
}

function namesIn(list: string | undefined): readonly string[] {
  const found = list?.split(/[,\s]+/).filter((name) => name !== '') ?? [];
  return found.length === 0 || found.includes('all') ? ['*'] : found;
}

function reached(reach: Reach, line: number, indents: Indents): Omit<Silence, 'names'> {
  switch (reach) {
    case 'line':
      return { first: line, last: line };
    case 'next-line':
      return { first: line + 1, last: line + 1 };
    case 'file':
      return { first: 1, last: indents.count };
    case 'block':
      return { first: line, last: lastWhile(line, (next) => indents.of(next) >= indents.of(line)) };
    case 'construct':
      return {
        first: line + 1,
        last: lastWhile(line + 1, (next) => indents.of(next) > indents.of(line) || indents.isClosing(next)),
      };
  }

  /** The last line before one for which it no longer holds. */
  function lastWhile(from: number, holds: (line: number) => boolean): number {
    const end = Math.min(indents.count, from + longestBlock);
    let last = from;
    for (let next = from + 1; next <= end && holds(next); next += 1) {
      last = next;
    }
    return last;
  }
}

/** How far the lines of a text are indented: each is looked at once, however many comments ask. */
interface Indents {
  readonly count: number;
  /** Without end for a blank line, which ends nothing. */
  of(line: number): number;
  /** Whether it begins with a bracket that closes something. */
  isClosing(line: number): boolean;
}

function indentsOf(text: string, lines: LineIndex): Indents {
  const known: number[] = [];
  const textOf = (line: number) => (line > lines.count ? '' : text.slice(lines.startOf(line), lines.endOf(line)));
  return {
    count: lines.count,
    of(line) {
      const first = known[line] ?? textOf(line).search(/\S/);
      known[line] = first;
      return first === -1 ? Number.POSITIVE_INFINITY : first;
    },
    isClosing: (line) => /^\s*[})\]]/.test(textOf(line)),
  };
}

/** In lines: what one comment costs must not grow with the file. */
const longestBlock = 2000;

/**
 * Comments that begin a stretch of lines, and those that end it, for the rules they name. The first group tells whether
 * one begins, the second is the list of names.
 */
const stretches: readonly RegExp[] = [
  new RegExp(`/\\*\\s*eslint-(?:(disable)|enable)(?![\\w-])(?:${names})?`, 'g'),
  new RegExp(`${cComment}\\bNOLINT(?:(BEGIN)|END)\\b(?:\\(([^)\\n]*)\\))?`, 'g'),
];

function stretchesIn(text: string, lines: LineIndex, pattern: RegExp, isComment: IsComment): Silence[] {
  const silences: Silence[] = [];
  const openSince = new Map<string, number>();
  const close = (name: string, last: number) => {
    const first = openSince.get(name);
    if (first !== undefined) {
      openSince.delete(name);
      silences.push({ first, last, names: [name] });
    }
  };
  for (const match of [...text.matchAll(pattern)].filter(isComment)) {
    const line = lines.lineAt(match.index);
    const named = namesIn(match[2]);
    if (match[1]) {
      for (const name of named.filter((name) => !openSince.has(name))) {
        openSince.set(name, line);
      }
    } else {
      for (const name of named.includes('*') ? [...openSince.keys()] : named) {
        close(name, line);
      }
    }
  }
  for (const name of [...openSince.keys()]) {
    close(name, lines.count);
  }
  return silences;
}
