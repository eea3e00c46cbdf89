/** A line of a comment, without what makes it one. */
export interface CommentLine {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** A header stands on the first lines, behind a licence perhaps. */
const mostLines = 60;
/** UTF-16 code units. No header is longer. */
const mostCharacters = 400;

interface Block {
  readonly opens: RegExp;
  readonly closes: RegExp;
}

const blocks: readonly Block[] = [
  { opens: /^\/\*/, closes: /\*\// },
  { opens: /^<!--/, closes: /-->/ },
];
const codeBlocks: readonly Block[] = [
  ...blocks,
  { opens: /^[rRuU]?"""/, closes: /"""/ },
  { opens: /^[rRuU]?'''/, closes: /'''/ },
  { opens: /^\(\*/, closes: /\*\)/ },
  { opens: /^\{-/, closes: /-\}/ },
  { opens: /^--\[\[/, closes: /\]\]/ },
  { opens: /^=(begin|pod|head\d)\b/, closes: /^=(end|cut)\b/ },
];

/** In these, `#`, `*` and `-` begin what is read, not what is said beside it. */
const prose = new Set(['markdown', 'mdx', 'restructuredtext', 'juliamarkdown', 'latex', 'bibtex', 'diff']);

/** What a line of a comment begins with in one language or another. `#include` and its like are code. */
const lineComment =
  /^(?:\/\/+[!/]?|#(?!\s*(?:include|define|undef|if|ifdef|ifndef|else|elif|endif|pragma|line|import|error)\b)[#!:|]*|--+|;+|%+|'(?!use\b)|\.\\"|'?\\"|\.\.(?=\s)|dnl\b|REM\b|@REM\b|"(?=\s))/;

/** What may stand above a header, or beside it, without ending the search. */
const preamble =
  /^(?:#\s*(?:include|define|undef|if|ifdef|ifndef|else|elif|endif|pragma|line|import)\b|package\s+[\w.]+;?$|['"]use \w+['"];?$|<\?|<!doctype\b|<html\b|<head\b|<meta\b|@charset\b|@echo off$|---$|%YAML\b|'\\" t$|syntax\s*=)/i;

/**
 * The comments at the start of a file, line by line, up to the first line that is none. What only looks like a comment
 * because it stands in a string, or in the text of a document, is not among them.
 *
 * @param text line ends are `\n`
 */
export function leadingComment(text: string, language: string): readonly CommentLine[] {
  const isProse = prose.has(language);
  const known = isProse ? blocks : codeBlocks;
  const found: CommentLine[] = [];
  let open: Block | undefined;
  for (const [index, whole] of text.split('\n', mostLines).entries()) {
    const line = whole.slice(0, mostCharacters).trim();
    const add = (said: string) => found.push({ line: index + 1, text: said.replace(/^[\s*=#/!-]+|[\s*=#/-]+$/g, '') });
    if (open) {
      add(line.replace(open.closes, ''));
      open = open.closes.test(line) ? undefined : open;
      continue;
    }
    const block = known.find(({ opens }) => opens.test(line));
    if (block) {
      const rest = line.replace(block.opens, '');
      add(rest.replace(block.closes, ''));
      open = block.closes.test(rest) ? undefined : block;
    } else if (!isProse && lineComment.test(line)) {
      add(line.replace(lineComment, ''));
    } else if (line !== '' && !preamble.test(line)) {
      return found;
    }
  }
  return found;
}
