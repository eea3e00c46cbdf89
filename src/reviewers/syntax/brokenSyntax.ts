import type { Span } from '../../core/types';

/** A place that no parser of its language gets past. */
export interface Break {
  readonly span: Span;
  /** What is wrong, as it follows "Syntax error: ". */
  readonly message: string;
  /**
   * Some readers of the format take it all the same, all of them skip a part of it, or nobody but our grammar of the
   * language was asked. Absent: they refuse the file.
   */
  readonly outcome?: 'tolerated' | 'skipped' | 'unconfirmed';
}

/** What can be said about the syntax of a file. */
export type SyntaxCheck =
  /** It was read to its end, or up to the places where it is certainly broken. */
  | { readonly kind: 'checked'; readonly breaks: readonly Break[] }
  /** Nobody can tell: it may be in a dialect, or its parser may not know all of the language. */
  | { readonly kind: 'unread'; readonly name: string };

/** Nothing is wrong. */
export const sound: SyntaxCheck = { kind: 'checked', breaks: [] };

/** @param name what was not read, as it follows "does not read" */
export function unread(name: string): SyntaxCheck {
  return { kind: 'unread', name };
}

export function brokenAt(start: number, end: number, message: string, outcome?: Break['outcome']): SyntaxCheck {
  const span = { start, end: Math.max(start, end) };
  return { kind: 'checked', breaks: [{ span, message, ...(outcome && { outcome }) }] };
}

/** Whether a file lies where templates lie, whose placeholders may look like anything. Relative to the reviewed folder. */
export function isAmongTemplates(path: string): boolean {
  return /(?:^|\/)_?templates?\//i.test(path);
}

/**
 * Whether a text has places that something else fills in before anybody reads it as what its name says: Jinja, Helm,
 * Handlebars, ERB, autoconf, cookiecutter. In strings they do no harm.
 */
export function isTemplate(text: string): boolean {
  const bare = text.replace(/"(?:\\.|[^"\\\n])*"|'[^'\n]*'/g, '""');
  return /(?<!\$)\{\{|\{%|<%|@[A-Z][A-Z0-9_]*@|(?<!\w)__[a-z]+__(?!\w)|<<[A-Z_]+>>/.test(bare);
}
