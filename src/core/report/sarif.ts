import type { FileReview, FileStatus } from '../fileReview';
import { shownLines } from '../findings/placeText';
import { hasProposal, toldFlags } from '../queue/queueEntry';
import { hidingSentences } from '../run/hiding';
import { looksText, shallowDepth, shallowSentences } from '../run/looks';
import type { RunStore } from '../run/store';
import { type JsonPart, jsonArray, jsonDocument, jsonObject } from '../text/jsonParts';
import { gathered } from '../text/pieces';
import { maskSecrets } from '../text/secrets';
import type { Edit, Finding, Severity } from '../types';
import { maskedPart } from './maskedPart';

const levels: Record<Severity, 'error' | 'warning' | 'note'> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * The findings of a run as a SARIF 2.1.0 log (OASIS standard), in pieces, for code scanning services and viewers. Files
 * that were not reviewed, and what is hidden, are notifications of the invocation, so that a reader can tell "clean" from
 * "not read". A region that nothing but its model's word stands for has `place: "not proven"` among the properties of its
 * result. Secrets are masked. Paths are relative to the reviewed folder.
 *
 * @param version version of this tool
 */
export function toSarif(store: RunStore, version: string): Generator<string> {
  const files = [...store.files()];
  const rules = ruleIdsOf(files).map((id) => ({ id }));
  const run = jsonObject([
    ['tool', maskedPart({ driver: { name: 'Folder Review', version, rules } })],
    ['columnKind', maskedPart('utf16CodeUnits')],
    ['invocations', jsonArray([invocationOf(store, files)])],
    ...(files.some(isLookedAt) ? [['artifacts', jsonArray(eachArtifact(files))] as const] : []),
    ['results', jsonArray(eachResult(store, files))],
  ]);
  const log = jsonObject([
    ['$schema', maskedPart('https://json.schemastore.org/sarif-2.1.0.json')],
    ['version', maskedPart('2.1.0')],
    ['runs', jsonArray([run])],
  ]);
  return gathered(jsonDocument(log));
}

function ruleIdsOf(files: readonly FileReview[]): readonly string[] {
  const ids = new Set<string>();
  for (const { findings } of files) {
    for (const finding of findings) {
      ids.add(ruleIdOf(finding));
    }
  }
  return [...ids].sort();
}

function invocationOf(store: RunStore, files: readonly FileReview[]): JsonPart {
  return jsonObject([
    ['executionSuccessful', maskedPart(store.state.kind === 'finished')],
    ['toolExecutionNotifications', jsonArray(eachNotification(store, files))],
  ]);
}

function* eachNotification(store: RunStore, files: readonly FileReview[]): Generator<JsonPart> {
  const summary = store.summary();
  const sentences = [
    ...shallowSentences(summary, maskSecrets),
    ...hidingSentences(summary, store.header.options, maskSecrets),
  ];
  for (const sentence of sentences) {
    yield maskedPart({ level: 'note', message: { text: sentence } });
  }
  for (const { path, status } of files) {
    if (status.kind !== 'reviewed') {
      yield maskedPart(notificationOf(path, status));
    }
  }
}

function isLookedAt({ status }: FileReview): boolean {
  return status.kind === 'reviewed' && status.looks !== undefined;
}

/** The reviewed files with who looked at them, as properties (section 3.8) of artifacts (section 3.24). */
function* eachArtifact(files: readonly FileReview[]): Generator<JsonPart> {
  for (const { path, status } of files) {
    const looks = status.kind === 'reviewed' ? status.looks : undefined;
    if (looks) {
      const text = looksText(status, maskSecrets);
      const properties = {
        analyzers: looks.analyzers,
        ...((looks.withheld || looks.answerOf !== undefined || shallowDepth(status)) && { looks: text }),
      };
      yield maskedPart({ location: { uri: toUri(path) }, properties });
    }
  }
}

function* eachResult(store: RunStore, files: readonly FileReview[]): Generator<JsonPart> {
  const state = baselineStates(store);
  for (const file of files) {
    for (const finding of file.findings) {
      yield maskedPart(resultOf(file, finding, state(file, finding)));
    }
  }
}

function ruleIdOf({ source, rule }: Finding): string {
  return rule === undefined ? source : `${source}/${rule}`;
}

/**
 * SARIF 2.1.0, section 3.27.24: how a result stands to an earlier run. All results of a run have one or none has. With a
 * baseline, only what is newer is among them; else the reviews before are what it is compared with, if there are any.
 */
function baselineStates({
  header,
  history,
}: RunStore): (file: FileReview, finding: Finding) => 'new' | 'unchanged' | undefined {
  if (header.options.newSince) {
    return () => 'new';
  }
  return (file, finding) => {
    const standing = history?.standingOf(file.path, finding);
    // Of what may be one of too many to be kept it is likelier that it was there.
    const isKnown = standing === 'still there' || (standing === undefined && finding.identity !== undefined);
    return history && history.reviews > 0 ? (isKnown ? 'unchanged' : 'new') : undefined;
  };
}

function resultOf(file: FileReview, finding: Finding, baselineState: 'new' | 'unchanged' | undefined) {
  const fixes = fixesOf(file, finding);
  const lines = shownLines(finding);
  const flags = fixes.length > 0 && hasProposal(finding) ? toldFlags(finding) : [];
  const properties = {
    ...(finding.confirmation && { confirmation: finding.confirmation }),
    ...(flags.length > 0 && { flags }),
    ...(lines && !finding.place && { place: 'not proven' }),
  };
  return {
    ruleId: ruleIdOf(finding),
    level: levels[finding.severity],
    message: { text: withoutLinks(finding.explanation ? `${finding.title}\n${finding.explanation}` : finding.title) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(file.path) },
          ...(lines && { region: { startLine: lines.startLine, endLine: lines.endLine } }),
        },
      },
    ],
    ...(baselineState && { baselineState }),
    partialFingerprints: fingerprintsOf(finding),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(fixes.length > 0 && { fixes }),
  };
}

/**
 * SARIF 2.1.0, section 3.27.17. What a finding is known by in other reviews stays the same when lines move; code scanning
 * on GitHub tells alerts apart by `primaryLocationLineHash` alone, together with file and rule.
 */
function fingerprintsOf({ id, identity }: Finding): Readonly<Record<string, string>> {
  return {
    'folderReview/v1': id,
    ...(identity !== undefined && { 'folderReviewIdentity/v1': identity, primaryLocationLineHash: `${identity}:1` }),
  };
}

/** Only what could still be applied is a fix, and only what can be shown: a masked one would write the mask. */
function fixesOf(file: FileReview, finding: Finding) {
  const edits = finding.proposal?.state.kind === 'ready' ? finding.proposal.edits : [];
  if (edits.length === 0 || edits.some(({ secret }) => secret !== undefined)) {
    return [];
  }
  const replacements = edits.map((edit) => ({
    deletedRegion: regionOf(edit),
    insertedContent: { text: edit.newText },
  }));
  return [{ artifactChanges: [{ artifactLocation: { uri: toUri(file.path) }, replacements }] }];
}

/** Lines and columns are 1-based; the end column is one past the last character. */
function regionOf(edit: Edit) {
  const lines = edit.oldText.split('\n');
  const startColumn = edit.linePrefix.length + 1;
  const lastLength = lines.at(-1)?.length ?? 0;
  return {
    startLine: edit.startLine,
    startColumn,
    endLine: edit.startLine + lines.length - 1,
    endColumn: lines.length === 1 ? startColumn + lastLength : lastLength + 1,
  };
}

function notificationOf(path: string, status: FileStatus) {
  const text = 'reason' in status ? `${status.kind}: ${status.reason}. ${status.message}` : status.kind;
  return {
    level: status.kind === 'skipped' ? 'note' : 'error',
    message: { text: withoutLinks(text) },
    locations: [{ physicalLocation: { artifactLocation: { uri: toUri(path) } } }],
  };
}

/**
 * A message in which nothing is a link. SARIF 2.1.0, section 3.11.6, has `[text](target)` for links and a backslash
 * before a bracket that is meant literally; so each bracket that would close a link's text gets one, and backslashes
 * before it are doubled, as they would take it away again.
 */
function withoutLinks(text: string): string {
  return text.replace(/(\\*)\](?=\()/g, '$1$1\\]');
}

function toUri(path: string): string {
  // Half a surrogate pair, as a name on Windows may have, is in no URI.
  return maskSecrets(path).toWellFormed().split('/').map(encodeURIComponent).join('/');
}
