import type { ExcludedCount, FileStatus, RunState } from '../fileReview';
import type { Spent } from '../modelUse';
import type { RunHeader } from '../options';
import type { DiscoveredFile } from '../ports';
import type { Proof } from '../proof';
import type { Repairs } from '../repairs';
import type { Dismissed, Draft, Finding, HiddenFinding } from '../types';
import type { ChangeIntent, FileHistory, RecordedState } from './changes';

/**
 * What happens in a run, in the order in which it happened. Nothing else changes a run: each record is put into the
 * journal first and then applied to the store (`RunStore.apply`), live and when the journal is read again. Records of
 * kinds that are not known are passed over, so that later versions can add some.
 */
export type RunRecord =
  | { readonly type: 'run'; readonly version: 2; readonly run: RunHeader }
  /** Files of the run; a long list comes in several records, the first of which has what was left out of it. */
  | {
      readonly type: 'discovered';
      readonly files: readonly DiscoveredFile[];
      readonly excluded?: ExcludedCount;
      /** Set on all but the last. */
      readonly more?: true;
    }
  /**
   * What a stage brought to a file: all of its findings from now on, in their order. Those that are there already stand as
   * their ids and keep what became of their proposals.
   */
  | ({
      readonly type: 'found';
      readonly path: string;
      /** Of the text that they speak of. */
      readonly textHash?: string;
      readonly findings: readonly (Finding | string)[];
      readonly hidden?: readonly (HiddenFinding | string)[];
      /** What was spent: of the file so far. */
    } & Spent)
  /** A file came to its end. */
  | { readonly type: 'file'; readonly path: string; readonly textHash?: string; readonly status: EndedStatus }
  /** Files are reviewed again, from their present text. What was applied or edited in them stays. */
  | { readonly type: 'retry'; readonly paths: readonly string[] }
  /** We are about to change a file. Written durably before the change. */
  | ({ readonly type: 'intent' } & ChangeIntent)
  /** A person has edited a proposal that waits; without a draft it is again what it was. */
  | { readonly type: 'draft'; readonly finding: string; readonly draft?: Draft }
  /** A proposal got a new state; ends the intent of the same finding. */
  | {
      readonly type: 'proposal';
      readonly finding: string;
      readonly state: RecordedState;
      /** The file's `editedHash` from here on, absent for none. */
      readonly editedHash?: string;
      /** Hash of the file's text after the change that was intended; absent when none was made. */
      readonly textHash?: string;
    }
  /** What became of a file's proposals, as its text shows or in the place of all records that told it. */
  | ({ readonly type: 'history'; readonly path: string } & FileHistory)
  /** What the person's commands say of proposals, by finding. */
  | { readonly type: 'proofs'; readonly proofs: Readonly<Record<string, Proof>> }
  /** What came of giving proposals that failed back to a model, once they have been verified. By finding. */
  | ({ readonly type: 'repairs' } & Repairs)
  /** A person does not want to see findings of a file any more: they are in no list from here on, whoever finds them again. */
  | {
      readonly type: 'dismissed';
      readonly path: string;
      readonly findings: readonly string[];
      readonly hiding: Dismissed;
    }
  /** A person wants to see them again. */
  | { readonly type: 'restored'; readonly path: string; readonly findings: readonly string[] }
  /** A person has looked at files, or wants to do so again. A file that is reviewed anew, or gets new edits, is not. */
  | { readonly type: 'viewed'; readonly paths: readonly string[]; readonly isViewed: boolean }
  /** Files have other names in the folder than before. What is known of them goes with them. */
  | { readonly type: 'renamed'; readonly files: readonly Renamed[] }
  | { readonly type: 'state'; readonly state: RunState };

/** A file and its new name. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

/** How a file can come to its end. */
export type EndedStatus = Exclude<FileStatus, { kind: 'queued' | 'reviewing' }>;

export function isEnded(status: FileStatus): status is EndedStatus {
  return status.kind !== 'queued' && status.kind !== 'reviewing';
}
