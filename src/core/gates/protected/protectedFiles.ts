/**
 * Files that configure or run something when they change, and so need a person's own look. What counts is that a tool
 * executes or obeys them because of where they stand or what they are called: an edit there acts later, when somebody
 * opens, builds, tests or commits the project. Ordinary source does not count, also where it is a program by itself
 * (a shell script, a Terraform module).
 */
export interface ProtectedFiles {
  /**
   * Globs, divided by blanks, all lower case; each is looked for in every folder. `*` stays within a name, a final
   * `/**` is the folder and all that is in it.
   */
  readonly globs: string;
  /** Who reads them, and what that makes of them. */
  readonly why: string;
  /** Where their makers document it. */
  readonly source: string;
}

/** The endings under which Node.js and what stands before it load code. */
export const code = '{js,cjs,mjs,ts,cts,mts}';
