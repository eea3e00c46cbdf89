import type { FileSnapshot } from './types';

/** A file that has more definitions can be used in so many ways that nobody looks at all of them. */
export const mostSignatures = 5_000;
/** And so many of what is in one of them. */
export const mostMembers = 1_000;

/** A definition as those see it who use it: on one line, without what makes it work. */
export interface Signature {
  /** What it is called in its own file; empty where it has no name. */
  readonly name: string;
  /** Its header, with a short value. */
  readonly text: string;
  /** The first line of its documentation. */
  readonly doc?: string;
  readonly members?: readonly Signature[];
  /** What one may be built from in this order, without naming it; the last one may say that there are more. */
  readonly fields?: readonly string[];
  /** It is what its file offers to who imports it without a name. */
  readonly isDefault?: true;
  /** Its file exports it where it is defined. Told for languages that have a word for that. */
  readonly isExported?: true;
  /** This is no definition: under this name its file exports what it calls so itself. */
  readonly exportOf?: string;
  /** Whoever uses what it is in uses it, too, without naming it, such as a constructor. */
  readonly isImplied?: true;
  /** Its members are used without naming it, as those of an enumeration in C. */
  readonly isOpen?: true;
}

/** With the condition under which a program has it. */
export function onlyIf(signature: Signature, condition: string): Signature {
  const { doc } = signature;
  return { ...signature, doc: `only if ${condition}${doc === undefined ? '' : `: ${doc}`}` };
}

/** Reads the definitions at the top of a file, off the main thread. */
export interface SignatureReader {
  /** In the order of the lines, the first `mostSignatures`; undefined where there are none to read, or the file holds a secret. Never rejects. */
  signatures(file: FileSnapshot, signal: AbortSignal): Promise<readonly Signature[] | undefined>;
}
