import { shownAddress } from '../endpoints/endpointAddress';
import type { FileReview } from '../fileReview';
import { rejected } from '../gates/proposal';
import type { RunHeader } from '../options';
import type { Journal, TextStore } from '../ports';
import { mapStrings } from '../text/mapStrings';
import { maskSecrets } from '../text/secrets';
import type { Finding } from '../types';
import type { RunRecord } from './records';

/**
 * A record as the journal has it. One with secrets is masked there, and `whole` is the key of the text that has all of
 * it, apart from the journal: what was masked can neither be applied nor found again.
 */
export type SealedRecord = RunRecord & { readonly whole?: string };

/** A journal that gets no secret in plain. */
export function sealedJournal(journal: Journal<SealedRecord>, texts: TextStore): Journal<RunRecord> {
  return {
    append: async (record, urgency) => {
      const masked = maskedRecord(record);
      const sealed = masked === record ? record : { ...masked, whole: await texts.keep(JSON.stringify(record)) };
      await journal.append(sealed, urgency);
    },
  };
}

/** Records as they were before they were sealed. Where the whole text is lost, the masked record has to do. */
export function unsealed(records: readonly SealedRecord[], texts: TextStore): Promise<RunRecord[]> {
  return Promise.all(
    records.map(async (record) => {
      const whole = record.whole === undefined ? undefined : await texts.recall(record.whole);
      return whole === undefined ? record : (JSON.parse(whole) as RunRecord);
    }),
  );
}

/** The same object when there is nothing to mask. */
function maskedRecord(record: RunRecord): RunRecord {
  switch (record.type) {
    case 'run':
      return mapStrings(withShown(record, 'run', maskedHeader(record.run)), maskSecrets);
    case 'discovered':
      return mapStrings(withShown(record, 'files', eachShown(record.files, withoutPlainTexts)), maskSecrets);
    case 'file':
      return mapStrings(withShown(record, 'file', withoutPlainTexts(record.file)), maskSecrets);
    default:
      return mapStrings(record, maskSecrets);
  }
}

/** A run's header as it may be recorded and told. */
export function maskedHeader(header: RunHeader): RunHeader {
  const endpoints = eachShown(header.options.endpoints, (endpoint) =>
    endpoint.kind === 'vscode' ? endpoint : withShown(endpoint, 'url', shownAddress(endpoint.url)),
  );
  return mapStrings(withShown(header, 'options', withShown(header.options, 'endpoints', endpoints)), maskSecrets);
}

/** A file without what its findings have of its text, as far as that holds secrets. */
function withoutPlainTexts(file: FileReview): FileReview {
  const shown = withShown(file, 'findings', eachShown(file.findings, withoutPlainText));
  return file.hidden ? withShown(shown, 'hidden', eachShown(file.hidden, withoutPlainText)) : shown;
}

const lostReason = 'it holds a secret, and the text that was kept of it is not there any more';

function withoutPlainText<Kept extends Finding>(finding: Kept): Kept {
  const { place, proposal } = finding;
  const isQuoted = place?.masked !== undefined;
  const isEdited = proposal?.edits.some(({ secret }) => secret !== undefined) ?? false;
  return isQuoted || isEdited
    ? {
        ...finding,
        ...(isQuoted && { place: { ...place, quote: place.masked } }),
        ...(isEdited && { proposal: rejected(lostReason) }),
      }
    : finding;
}

/** The object with another value of a property, or itself when that is the same. */
function withShown<Value extends object, Key extends keyof Value>(value: Value, key: Key, shown: Value[Key]): Value {
  return value[key] === shown ? value : { ...value, [key]: shown };
}

function eachShown<Item>(items: readonly Item[], show: (item: Item) => Item): readonly Item[] {
  const shown = items.map(show);
  return shown.every((item, index) => item === items[index]) ? items : shown;
}
