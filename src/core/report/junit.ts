import { editsOf, stateWords } from '../edits/proposalState';
import type { FileReview } from '../fileReview';
import { confirmationText } from '../findings/confirmations';
import { placeText } from '../findings/placeText';
import { toldFlags } from '../queue/queueEntry';
import { HidingCounter, hidingReason } from '../run/hiding';
import type { RunStore } from '../run/store';
import { counted } from '../text/counted';
import { gathered } from '../text/pieces';
import { maskSecrets } from '../text/secrets';
import { visible } from '../text/visible';
import type { Edit, Finding } from '../types';
import { partText, sourceText } from './text';
import { changedLines, wholeLines } from './wholeLines';

/**
 * The results of a run as JUnit XML, in pieces, for build servers: a test suite for each file, in which a finding is a
 * failure, and a reviewed file without findings one test that passed. A file that failed, or whose review did not come to
 * its end, is an error; a skipped one is skipped. So a build server that counts tests counts no file as clean that nobody
 * has read. What is hidden is counted in the output of its suite. There is no standard; elements and attributes are those that Ant's task writes and that build servers read in
 * common. Secrets are masked.
 */
export function toJUnit(store: RunStore): Generator<string> {
  return gathered(eachPiece(store));
}

function* eachPiece(store: RunStore): Generator<string> {
  const total = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const file of store.files()) {
    const counts = countsOf(file);
    total.tests += counts.tests;
    total.failures += counts.failures;
    total.errors += counts.errors;
    total.skipped += counts.skipped;
  }
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: 'Folder Review', ...total })}>\n`;
  for (const file of store.files()) {
    const path = shown(file.path);
    yield `  <testsuite${attributes({ name: path, ...countsOf(file) })}>\n`;
    for (const finding of file.findings) {
      yield failure(path, finding);
    }
    yield fileCase(path, file);
    yield hiddenText(file, store.header.options.profile.name);
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

function countsOf({ status, findings }: FileReview) {
  const isError = status.kind !== 'reviewed' && status.kind !== 'skipped';
  return {
    tests: findings.length + (hasOwnCase(status.kind, findings) ? 1 : 0),
    failures: findings.length,
    errors: isError ? 1 : 0,
    skipped: status.kind === 'skipped' ? 1 : 0,
  };
}

/** Whether a file is a test of its own, beside its findings. */
function hasOwnCase(kind: FileReview['status']['kind'], findings: readonly Finding[]): boolean {
  return kind !== 'reviewed' || findings.length === 0;
}

function fileCase(path: string, { status, findings }: FileReview): string {
  if (!hasOwnCase(status.kind, findings)) {
    return '';
  }
  const start = `    <testcase${attributes({ classname: path, name: 'review' })}`;
  switch (status.kind) {
    case 'reviewed':
      return `${start}/>\n`;
    case 'skipped':
      return `${start}>\n      <skipped${attributes({ message: shown(`${status.reason} (${status.message})`) })}/>\n    </testcase>\n`;
    case 'failed': {
      const message = shown(`${status.reason}. ${status.message}${partText(status)}`);
      return `${start}>\n      <error${attributes({ type: status.reason, message })}/>\n    </testcase>\n`;
    }
    default:
      return `${start}>\n      <error${attributes({ type: 'cancelled', message: 'Not reviewed.' })}/>\n    </testcase>\n`;
  }
}

/** How many findings are in no list, and why. */
function hiddenText({ hidden = [] }: FileReview, profile: string): string {
  const counter = new HidingCounter();
  counter.countHidden(hidden, 1);
  const all = counter.counts().hiddenBy.map(({ by, count }) => {
    return `${counted(count, 'finding')} hidden ${shown(hidingReason(by, profile, count))}.`;
  });
  return all.length === 0 ? '' : `    <system-out>${escaped(all.join('\n'))}</system-out>\n`;
}

function failure(path: string, finding: Finding): string {
  const where = placeText(finding);
  const title = shown(finding.title);
  const name = where === undefined ? title : `${where}: ${title}`;
  const { explanation, confirmation, proposal } = finding;
  const flags = proposal ? toldFlags({ confirmation, proposal }) : [];
  const text = [
    `${finding.severity} · ${shown(sourceText(finding))}`,
    ...(explanation === '' ? [] : [lines(explanation)]),
    ...(confirmation ? [shown(`Confirmation: ${confirmationText(confirmation, finding)}`)] : []),
    ...(proposal && editsOf(proposal).length > 0 ? [`Proposal (${stateWords(proposal.state)}):`] : []),
    ...(proposal ? editsOf(proposal).map(difference) : []),
    ...(flags.length > 0 ? [`Flagged: ${flags.join(', ')}`] : []),
  ].join('\n');
  const type = `${finding.severity}: ${shown(finding.rule ?? finding.source)}`;
  return (
    `    <testcase${attributes({ classname: path, name })}>\n` +
    `      <failure${attributes({ type, message: title })}>${escaped(text)}</failure>\n    </testcase>\n`
  );
}

function difference(edit: Edit): string {
  const { startLine, endLine } = wholeLines(edit);
  const { removed, added } = changedLines(edit);
  const marked = (mark: string, all: readonly string[]) => all.map((line) => mark + shown(line));
  return [`@@ lines ${startLine}-${endLine} @@`, ...marked('-', removed), ...marked('+', added)].join('\n');
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

/** On one line: control characters and such as nobody sees are written as escapes. */
function shown(text: string): string {
  return visible(maskSecrets(text), '');
}

function lines(text: string): string {
  return visible(maskSecrets(text), '\t\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** As character data or a value: with nothing that XML 1.0 forbids (section 2.2) or takes for markup (2.4). */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (character) => {
      return `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`;
    })
    .replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
