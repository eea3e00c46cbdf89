/** A branch that changes can be told against. */
export interface Branch {
  /** As git takes it: `main`, `origin/main`. */
  readonly name: string;
  /** The one that others are merged into, as far as the repository says. */
  readonly isDefault: boolean;
  /** It is checked out. */
  readonly isCurrent: boolean;
  /** When its latest commit was made, in milliseconds since 1970. */
  readonly committedAt: number;
}

/** The default branch first, here and then as it was fetched, then the others, the latest commit first. */
export function inOrder(branches: readonly Branch[]): readonly Branch[] {
  const rank = ({ name, isDefault }: Branch) => (isDefault ? (name.includes('/') ? 1 : 0) : 2);
  return branches.toSorted((a, b) => rank(a) - rank(b) || b.committedAt - a.committedAt || (a.name < b.name ? -1 : 1));
}
