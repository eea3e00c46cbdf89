/** What a command is for: to say whether the code is right, or to make a fresh copy of the project ready for that. */
export type CommandRole = 'check' | 'set-up';

/** A command that is to run, and all that a person's consent to it depends on. */
export interface CommandWish {
  /** Exact: one other byte is another command. */
  readonly command: string;
  readonly role: CommandRole;
  /** Absolute path of what reads it. */
  readonly shell: string;
  /** Where it runs, relative to the top of what is copied, with `/`; absent for the top itself. */
  readonly directory?: string;
  /** Of what the command is made of in the project. */
  readonly fingerprint: string;
}

/** Whether a person has said yes to a command. */
export type Consent =
  | 'approved'
  /** The same words were approved, but what they do in the project is something else by now. */
  | 'approved before its definition changed'
  | 'not approved';

/** @param approved what was approved for the same folder */
export function consentTo(wish: CommandWish, approved: readonly CommandWish[]): Consent {
  const same = approved.filter((other) => isSameCommand(wish, other));
  if (same.some(({ fingerprint }) => fingerprint === wish.fingerprint)) {
    return 'approved';
  }
  return same.length > 0 ? 'approved before its definition changed' : 'not approved';
}

/** Whether it is the same command whatever its words mean in the project. */
export function isSameCommand(a: Omit<CommandWish, 'fingerprint'>, b: Omit<CommandWish, 'fingerprint'>): boolean {
  return a.command === b.command && a.role === b.role && a.shell === b.shell && a.directory === b.directory;
}
