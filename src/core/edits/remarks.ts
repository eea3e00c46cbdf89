/** What begins a comment, or an example in one, at the beginning of a line … */
const leading = /^\s*(?:\*|;|%|>>>|\.\.\.\s|\$\s|REM\s|dnl\s)/i;
/** … and anywhere on it. */
const opening = /(?:^|[\s;{}()])(?:\/\/|#|--\s)|\/\*|<!--/;
const marks = ['"', "'", '`'];

/**
 * Whether a place is surely not known to be code, in whatever language: on its line something before it looks like the
 * beginning of a comment or of a string, or a block comment is open. A place of code may be taken for a remark, where that
 * only costs an edit; lines of a string or a comment without such a sign are taken for code.
 */
export function isInRemark(text: string, offset: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).replace(/\/\*.*?\*\//g, '');
  return (
    leading.test(before) ||
    opening.test(before) ||
    marks.some((mark) => before.split(mark).length % 2 === 0) ||
    isOpen(text, offset, '/*', '*/') ||
    isOpen(text, offset, '<!--', '-->')
  );
}

/** A comment is not looked for further back. In UTF-16 code units. */
const longestComment = 1_000;

function isOpen(text: string, offset: number, start: string, end: string): boolean {
  const before = text.slice(Math.max(0, offset - longestComment), offset);
  return before.lastIndexOf(start) > before.lastIndexOf(end);
}
