/** Something in the product that keeps harm away, how to switch it off, and which tests must notice. */
export interface Defence {
  /** What it keeps from happening, in a few words; unique. */
  readonly name: string;
  /** Source file it stands in, relative to the project. */
  readonly file: string;
  /** Code that stands in the file exactly once … */
  readonly find: string;
  /** … and what takes its place when the defence is off. It must still compile where tests are run from a build. */
  readonly replace: string;
  /** Test files that must fail then, relative to the project: those of mocha, run as one. */
  readonly tests?: readonly string[];
  /** A suite of `test/host` that must fail then, with the tests whose titles hold `grep`. */
  readonly host?: { readonly suite: string; readonly grep: string };
  /** Why no test fails: another defence, which is named here, holds alone. Such a defence is not run. */
  readonly redundant?: string;
}
