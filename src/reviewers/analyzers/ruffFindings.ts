import type { Diagnostic } from '@astral-sh/ruff-wasm-nodejs';
import { LineIndex } from '../../core/text/lines';
import type { FileSnapshot, ReportedFinding, TextEdit } from '../../core/types';
import { asTitle, worded } from './analyzer';
import { holds, isCertain } from './ruffRules/conditions';
import { isInput } from './ruffRules/inputFile';
import type { Place } from './ruffRules/place';
import { caughtIn2, expression2, octal2, statement2 } from './ruffRules/python2Words';
import type { RuffRule } from './ruffRules/ruffRule';
import { ruffRule } from './ruffRules/ruffRules';
import { silenced } from './silenced';

/**
 * Ruff's diagnostics as findings, in the order of their places: what is worth a reviewer's time.
 *
 * @param spoken the Python that the file is for, where anything says so
 */
export function toFindings(
  file: FileSnapshot,
  diagnostics: readonly Diagnostic[],
  spoken?: 2 | 3,
): readonly ReportedFinding[] {
  const { text } = file;
  const lines = new LineIndex(text);
  const split = text.split('\n');
  const found = new Map<string, ReportedFinding>();
  const changes = new Set<string>();
  for (const diagnostic of escapesTogether(worthReading(diagnostics, split, spoken), text, lines)) {
    const rule = ruffRule(ruleOf(diagnostic, split));
    const place = placeOf(diagnostic, file, split, lines);
    const identity = JSON.stringify([rule?.id, isAboutName.test(rule?.id ?? '') || place.row, diagnostic.message]);
    // One change can put several things right: it can be made once.
    const change = diagnostic.fix ? JSON.stringify(diagnostic.fix.edits) : identity;
    if (rule && !found.has(identity) && !changes.has(change) && holds(rule.id, place)) {
      found.set(identity, toFinding(diagnostic, rule, place, lines));
      changes.add(change);
    }
  }
  const inOrder = [...found.values()].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  const isOfReader = isInput(file.path, split, text, inOrder.filter(isUndefined).length);
  return isOfReader
    ? inOrder.map((finding) => (isUndefined(finding) ? silenced(finding, { kind: 'role', role: 'fixture' }) : finding))
    : inOrder;
}

function isUndefined({ rule }: ReportedFinding): boolean {
  return rule === 'F821';
}

/** What is missing is missing wherever it is used: once in a file is enough. */
const isAboutName = /^(?:F821|NPY)/;

function isSyntax({ code }: Diagnostic): boolean {
  return code === null || code === 'invalid-syntax';
}

const tooNew = /\(syntax was (?:added|allowed|changed) in Python 3/;

function ruleOf(diagnostic: Diagnostic, lines: readonly string[]): string {
  const { code, message, start_location } = diagnostic;
  const line = lines[start_location.row - 1] ?? '';
  if (!isSyntax(diagnostic)) {
    // What is caught would be a second class to a newer Python 3.
    return code === 'F821' && caughtIn2.test(line) ? python2Syntax : (code ?? '');
  }
  if (tooNew.test(message)) {
    return 'unsupported-syntax';
  }
  const isOf2 =
    statement2.test(line) || expression2.test(line) || (message.includes('decimal integer') && octal2.test(line));
  return isOf2 ? python2Syntax : 'syntax';
}

const python2Syntax = 'python-2-syntax';

/** Whether a text is a template from which Python is made: it need not be Python before. */
export function isPythonTemplate(text: string): boolean {
  return /\{%[-+]?\s*\w|\{\{-?\s*cookiecutter\./.test(text);
}

/** The rules of what Ruff reports when it cannot read a file, and then nothing else of it. */
export const unreadRules: readonly string[] = ['syntax', python2Syntax];

/**
 * One mistake can leave Ruff at a loss for many lines: the first complaint about the syntax says where to look, and what
 * is said of code behind it is guessed. One about a statement of Python 2 says what the others may come from, unless Python 3
 * has to read the file.
 */
function worthReading(
  diagnostics: readonly Diagnostic[],
  lines: readonly string[],
  spoken: 2 | 3 | undefined,
): readonly Diagnostic[] {
  const all = diagnostics.filter((diagnostic) => isSyntax(diagnostic) && !tooNew.test(diagnostic.message));
  const ofPython2 =
    spoken === 3 ? undefined : diagnostics.find((diagnostic) => ruleOf(diagnostic, lines) === python2Syntax);
  const broken = ofPython2 ?? all[0];
  if (broken) {
    return [broken];
  }
  const newer = diagnostics.find(isSyntax);
  return diagnostics.filter((diagnostic) => !isSyntax(diagnostic) || diagnostic === newer);
}

const invalidEscape = 'W605';

/** Ruff complains of each escape by itself; those of a line or of a string are one thing to put right. */
function escapesTogether(diagnostics: readonly Diagnostic[], text: string, lines: LineIndex): readonly Diagnostic[] {
  const groups: Diagnostic[][] = [];
  for (const next of diagnostics.filter(({ code }) => code === invalidEscape)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (last && isNextEscape(last, next, text, lines)) {
      group?.push(next);
    } else {
      groups.push([next]);
    }
  }
  const firsts = new Map(groups.map((group) => [group[0], group]));
  return diagnostics.flatMap((diagnostic) => {
    const group = firsts.get(diagnostic);
    return group ? [asOne(diagnostic, group)] : diagnostic.code === invalidEscape ? [] : [diagnostic];
  });
}

/** From one string to another there is a quote. */
function isNextEscape(last: Diagnostic, next: Diagnostic, text: string, lines: LineIndex): boolean {
  const between = text.slice(offsetOf(last.end_location, lines, text), offsetOf(next.start_location, lines, text));
  return last.start_location.row === next.start_location.row || !/["']/.test(between);
}

function asOne(first: Diagnostic, group: readonly Diagnostic[]): Diagnostic {
  const sequences = [...new Set(group.map(({ message }) => message.slice(message.indexOf('`'))))];
  const edits = new Map(group.flatMap(({ fix }) => fix?.edits ?? []).map((edit) => [JSON.stringify(edit), edit]));
  return {
    ...first,
    ...(sequences.length > 1 && { message: `Invalid escape sequences: ${sequences.join(', ')}` }),
    fix: first.fix && { ...first.fix, edits: [...edits.values()] },
  };
}

function placeOf(
  diagnostic: Diagnostic,
  { path, text }: FileSnapshot,
  split: readonly string[],
  lines: LineIndex,
): Place {
  const start = offsetOf(diagnostic.start_location, lines, text);
  const end = Math.max(start, offsetOf(diagnostic.end_location, lines, text));
  return { path, text, lines: split, row: diagnostic.start_location.row - 1, start, end, message: diagnostic.message };
}

function toFinding(
  diagnostic: Diagnostic,
  { id, category, explanation, ...rule }: RuffRule,
  place: Place,
  lines: LineIndex,
): ReportedFinding {
  const certainly = isCertain(id, place);
  const severity = rule.severity === 'error' && !certainly ? 'warning' : rule.severity;
  const { start, end, text } = place;
  const help = diagnostic.fix?.message ?? diagnostic.subDiagnostics[0]?.message;
  const edits = rule.proposesFix && toEdits(diagnostic, text, lines);
  const message = asTitle(diagnostic.message);
  const words = worded({ title: rule.title, why: explanation }, id === 'syntax' ? `Syntax error: ${message}` : message);
  return {
    source: 'ruff',
    rule: id,
    title: words.title,
    explanation: help && !edits ? `${words.explanation}\n${help}.`.replace(/\.\.$/, '.') : words.explanation,
    severity,
    category,
    confidence: severity === 'error' ? 'high' : certainly ? 'medium' : 'low',
    span: { start, end },
    ...(edits && {
      fix: {
        kind: 'edits',
        anchoring: 'exact',
        edits,
        ...(rule.preservesBehaviour && { preservesBehaviour: true }),
      },
    }),
  };
}

/** The fix, unless it would take a comment away with the code. */
function toEdits(diagnostic: Diagnostic, text: string, lines: LineIndex): TextEdit[] | undefined {
  const edits = diagnostic.fix?.edits.map((edit) => ({
    start: offsetOf(edit.location, lines, text),
    end: offsetOf(edit.end_location, lines, text),
    newText: edit.content ?? '',
  }));
  const losesComment = edits?.some(
    ({ start, end, newText }) => text.slice(start, end).includes('#') && !newText.includes('#'),
  );
  return losesComment ? undefined : edits;
}

/** Ruff counts rows and UTF-16 columns from 1, and may point just behind the last line. */
function offsetOf({ row, column }: { row: number; column: number }, lines: LineIndex, text: string): number {
  return row > lines.count ? text.length : Math.min(lines.startOf(row) + column - 1, text.length);
}
