import { createHash } from 'node:crypto';
import { applyEditsToRaw } from '../../../src/core/edits/applyEdits';
import { foldDuplicates } from '../../../src/core/findings/duplicates';
import { inspectProposals } from '../../../src/core/gates/inspection';
import { eachFinding } from '../../../src/core/gates/proposal';
import type { Inspector } from '../../../src/core/ports';
import type { FileSnapshot, Finding, OpenFinding, ReportedFinding, ReviewerKind } from '../../../src/core/types';
import type { Step } from './step';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A file with a thing to find on every line, and lines that are alike. */
export function fileOf(lines: readonly string[], path = 'a.txt', language = 'plaintext'): FileSnapshot {
  const text = `${lines.join('\n')}\n`;
  return { path, language, text, textHash: sha256(text), lineEnding: 'lf' };
}

const lineOf = (index: number) => (index % 3 === 0 ? 'end' : `let name${index} = ${index};`);

export function reportedOn(file: FileSnapshot, change: (line: string, index: number) => Partial<OpenFinding>) {
  let start = 0;
  return file.text
    .split('\n')
    .slice(0, -1)
    .map((line, index): OpenFinding => {
      const span = { start, end: start + line.length };
      start = span.end + 1;
      return {
        source: 'tool',
        rule: 'rule',
        title: `A thing on line ${index}`,
        explanation: 'It should not be there.',
        severity: 'warning',
        category: 'bug',
        confidence: 'high',
        span,
        ...change(line, index),
      };
    });
}

/** With a fix that puts something behind the end of the line. */
function fixed(end: number, newText: string): Pick<OpenFinding, 'fix'> {
  return { fix: { kind: 'edits', anchoring: 'exact', edits: [{ start: end, end, newText }] } };
}

/** Reported on every line, with an edit of the line. */
export function proposed(file: FileSnapshot): ReportedFinding[] {
  return reportedOn(file, () => ({})).map((finding) => ({ ...finding, ...fixed(finding.span?.end ?? 0, ' ;') }));
}

export function findingsOf(file: FileSnapshot, kind: ReviewerKind, reported: readonly ReportedFinding[]): Finding[] {
  return [...eachFinding(file, kind, reported, sha256)];
}

const lines = (n: number) => Array.from({ length: n }, (_, index) => lineOf(index));

const token = (index: number) => `ghp_${sha256(String(index)).slice(0, 36)}`;

export const findings: readonly Step[] = [
  {
    name: 'findings of one file',
    n: 2_000,
    prepare: (n) => {
      const file = fileOf(lines(n));
      const reported = reportedOn(file, () => ({}));
      return () => findingsOf(file, 'local', reported);
    },
  },
  {
    name: 'proposals for one file',
    n: 1_000,
    prepare: (n) => {
      const file = fileOf(lines(n));
      const reported = proposed(file);
      return () => findingsOf(file, 'local', reported);
    },
  },
  {
    name: 'edits of one file with other line ends',
    n: 1_000,
    prepare: (n) => {
      const edits = proposed(fileOf(lines(n))).flatMap(({ fix }) => (fix?.kind === 'edits' ? fix.edits : []));
      const raw = lines(n).join('\r\n');
      return () => applyEditsToRaw(raw, edits);
    },
  },
  {
    name: 'proposals for one JSON file',
    n: 200,
    prepare: (n) => {
      const file = fileOf(
        ['{', ...Array.from({ length: n }, (_, index) => `"${index}": 1,`), '"": 0}'],
        'a.json',
        'json',
      );
      const reported = reportedOn(file, () => ({})).map((finding) => ({
        ...finding,
        ...fixed(finding.span?.end ?? 0, ' '),
      }));
      return () => findingsOf(file, 'local', reported);
    },
  },
  {
    name: 'proposals for one YAML file',
    n: 100,
    prepare: (n) => {
      const file = fileOf(
        Array.from({ length: n }, (_, index) => `key${index}: 1`),
        'a.yaml',
        'yaml',
      );
      const reported = reportedOn(file, () => ({})).map((finding) => ({
        ...finding,
        ...fixed(finding.span?.end ?? 0, '2'),
      }));
      return () => findingsOf(file, 'local', reported);
    },
  },
  {
    name: 'proposals of a model, inspected',
    n: 1_000,
    prepare: (n) => {
      const file = fileOf(lines(n));
      const all = findingsOf(file, 'model', proposed(file));
      // Goes over each text, as parsers and analyzers do.
      const inspector: Inspector = {
        outline: async () => undefined,
        countErrors: async (_, changes) => changes.map(() => 0),
        inspect: async (_, texts) => texts.map((text) => ({ syntaxErrors: text.split('<').length - 1, findings: [] })),
      };
      return () => inspectProposals(file, all, inspector, new AbortController().signal);
    },
  },
  {
    name: 'findings in a file of secrets',
    n: 1_000,
    prepare: (n) => {
      const file = fileOf(Array.from({ length: n }, (_, index) => `token = "${token(index)}"`));
      const reported = reportedOn(file, (_, index) => ({ explanation: `It says ${token(index)} there.` }));
      return () => findingsOf(file, 'local', reported);
    },
  },
  {
    name: 'findings of two reviewers, each on lines of its own',
    n: 2_000,
    prepare: (n) => {
      const file = fileOf(lines(n));
      const one = findingsOf(
        file,
        'local',
        reportedOn(file, () => ({})),
      );
      const other = findingsOf(
        file,
        'model',
        reportedOn(file, (line) => ({ source: 'model', title: `Another look at ${line}` })),
      );
      return () => foldDuplicates(one, other, file.text);
    },
  },
  {
    name: 'findings that share their lines',
    n: 500,
    prepare: (n) => {
      const file = fileOf(lines(n));
      const whole = { start: 0, end: file.text.length };
      const one = findingsOf(
        file,
        'local',
        reportedOn(file, () => ({ span: whole })),
      );
      const other = findingsOf(
        file,
        'model',
        reportedOn(file, (line) => ({ source: 'model', title: `Look at ${line} of this`, span: whole })),
      );
      return () => foldDuplicates(one, other, file.text);
    },
  },
  {
    name: 'proposals that share their lines',
    n: 200,
    prepare: (n) => {
      const file = fileOf(lines(n));
      const whole = { start: 0, end: file.text.length };
      const one = findingsOf(file, 'local', proposed(file)).map((f) => ({
        ...f,
        place: { ...whole, startLine: 1, endLine: n, quote: '' },
      }));
      return () =>
        foldDuplicates(
          one.slice(0, n / 2),
          one.map((f) => ({ ...f, source: 'other' })),
          file.text,
        );
    },
  },
];
