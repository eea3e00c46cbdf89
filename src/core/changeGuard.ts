import type { ChangeOutcome, ChangeSubject } from './ports';

/** Keeps durably what can put a file right that is about to be written. When that fails, the file must not be written. */
export type KeepBefore = (
  before: Uint8Array,
  after: Uint8Array,
) => Promise<Kept | Extract<ChangeOutcome, { kind: 'failed' }>>;

export interface Kept {
  readonly kind: 'kept';
  /** To be called when the file is whole, before or after the change. */
  forget(): Promise<void>;
  /** To be called when it is not known what the file has now: if it is torn, the bytes from before are put back. */
  putRight(): Promise<void>;
}

/** What whoever changes files of a folder does it under. */
export interface ChangeGuard {
  /**
   * Makes a change of a file while nobody else changes that file: no other run, editor or command line of the same user,
   * whatever folder they review. What an earlier change was cut short in is put right first. `failed` when somebody else goes
   * on changing the file, or when that cannot be told.
   *
   * @param path relative to the folder, with `/`
   */
  alone(
    path: string,
    about: ChangeSubject | undefined,
    change: (keep: KeepBefore) => Promise<ChangeOutcome>,
  ): Promise<ChangeOutcome>;
}
