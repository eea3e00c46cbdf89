import { shownAddress } from '../endpoints/endpointAddress';
import { rejected } from '../gates/proposal';
import type { RunHeader } from '../options';
import type { Journal, TextStore } from '../ports';
import { isHarmless } from '../text/harmless';
import { mapStrings } from '../text/mapStrings';
import { reasons } from '../text/reasons';
import { maskSecrets } from '../text/secrets';
import type { Edit, Finding } from '../types';
import type { ChangeIntent, FileHistory, RecordedState } from './changes';
import type { RunRecord } from './records';

/**
 * A record as the journal has it. One with secrets is masked there, and `whole` is the key of the text that has all of
 * it, apart from the journal: what was masked can neither be applied nor found again.
 */
export type SealedRecord = RunRecord & { readonly whole?: string };

type Found = Extract<RunRecord, { type: 'found' }>;

/** A journal that gets no secret in plain. */
export function sealedJournal(journal: Journal<SealedRecord>, texts: TextStore): Journal<RunRecord> {
  return {
    append: async (record, urgency) => journal.append(await sealed(record, texts), urgency),
  };
}

/** A record as it may stand in a journal. */
export async function sealed(record: RunRecord, texts: TextStore): Promise<SealedRecord> {
  const masked = maskedRecord(record);
  return masked === record ? record : { ...masked, whole: await texts.keep(JSON.stringify(record)) };
}

/** Whether more is kept of a record than it has itself. */
export function isSealed({ whole }: { readonly whole?: string }): boolean {
  return whole !== undefined;
}

/** A record as it was before it was sealed. Where the whole text is lost, the masked record has to do. */
export async function unsealed<Kept extends object>(
  record: Kept & { readonly whole?: string },
  texts: TextStore,
): Promise<Kept> {
  const whole = record.whole === undefined ? undefined : await texts.recall(record.whole);
  return whole === undefined ? record : (JSON.parse(whole) as Kept);
}

/** The same object when there is nothing to mask. */
function maskedRecord(record: RunRecord): RunRecord {
  switch (record.type) {
    case 'run':
      return mapStrings(withShown(record, 'run', maskedHeader(record.run)), maskSecrets);
    case 'found':
      return mapStrings(withoutPlainTexts(record), maskSecrets, maskSecrets, isHarmless);
    case 'intent':
      return mapStrings(withoutSecretEdits(record), maskSecrets);
    case 'draft':
      return mapStrings(
        record.draft && holdsSecret(record.draft) ? { type: record.type, finding: record.finding } : record,
        maskSecrets,
      );
    case 'proposal':
      return mapStrings(withShown(record, 'state', withoutSecretText(record.state)), maskSecrets);
    case 'history':
      return mapStrings(
        withShown(
          withShown(record, 'changes', eachShown(record.changes, withoutSecretEdits)),
          'states',
          eachStateShown(record.states),
        ),
        maskSecrets,
      );
    default:
      return mapStrings(record, maskSecrets);
  }
}

function withoutSecretEdits<Kept extends ChangeIntent>(change: Kept): Kept {
  if (!change.secret) {
    return change;
  }
  const { edits: _, edited: __, ...rest } = change;
  return rest as Kept;
}

function holdsSecret({ edits }: { readonly edits: readonly Edit[] }): boolean {
  return edits.some(({ secret }) => secret !== undefined);
}

/** What was applied as a person had edited it is known without that as applied, and taken back as a whole. */
function withoutSecretText<State extends RecordedState>(state: State): State {
  if (state.kind !== 'applied with editor changes' || !state.edited || !holdsSecret(state.edited)) {
    return state;
  }
  const { edited: _, ...rest } = state;
  return rest as State;
}

function eachStateShown(states: FileHistory['states']): FileHistory['states'] {
  const entries = Object.entries(states);
  return entries.every(([, state]) => withoutSecretText(state) === state)
    ? states
    : Object.fromEntries(entries.map(([id, state]) => [id, withoutSecretText(state)]));
}

/** A run's header as it may be recorded and told. */
export function maskedHeader(header: RunHeader): RunHeader {
  const endpoints = eachShown(header.options.endpoints, (endpoint) =>
    endpoint.kind === 'vscode' ? endpoint : withShown(endpoint, 'url', shownAddress(endpoint.url)),
  );
  return mapStrings(withShown(header, 'options', withShown(header.options, 'endpoints', endpoints)), maskSecrets);
}

/** What was found in a file without what it has of the file's text, as far as that holds secrets. */
function withoutPlainTexts(record: Found): Found {
  const shown = withShown(record, 'findings', eachShown(record.findings, listedWithoutPlainText));
  return record.hidden ? withShown(shown, 'hidden', eachShown(record.hidden, listedWithoutPlainText)) : shown;
}

function listedWithoutPlainText<Kept extends Finding>(listed: Kept | string): Kept | string {
  return typeof listed === 'string' ? listed : withoutPlainText(listed);
}

function withoutPlainText<Kept extends Finding>(finding: Kept): Kept {
  const { place, proposal } = finding;
  const isQuoted = place?.masked !== undefined;
  const isEdited =
    proposal !== undefined && (holdsSecret(proposal) || (proposal.draft && holdsSecret(proposal.draft)) === true);
  return isQuoted || isEdited
    ? {
        ...finding,
        ...(isQuoted && { place: { ...place, quote: place.masked } }),
        ...(isEdited && { proposal: rejected({ reason: reasons.secretLost }) }),
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
