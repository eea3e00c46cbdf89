import type { FileSnapshot } from './types';

/** A definition as those see it who use it: on one line, without what makes it work. */
export interface Signature {
  /** What it is called in its own file; empty where it has no name. */
  readonly name: string;
  /** Its header, with a short value. */
  readonly text: string;
  /** The first line of its documentation. */
  readonly doc?: string;
  readonly members?: readonly Signature[];
  /** It is what its file offers to who imports it without a name. */
  readonly isDefault?: true;
  /** Whoever uses what it is in uses it, too, without naming it, such as a constructor. */
  readonly isImplied?: true;
  /** Its members are used without naming it, as those of an enumeration in C. */
  readonly isOpen?: true;
}

/** Reads the definitions at the top of a file, off the main thread. */
export interface SignatureReader {
  /** In the order of the lines; undefined where there are none to read, or the file holds a secret. Never rejects. */
  signatures(file: FileSnapshot, signal: AbortSignal): Promise<readonly Signature[] | undefined>;
}
