import { CST, Lexer } from 'yaml';

/** Far more than anybody writes, and far less than a parser that calls itself for each level can follow. */
const deepest = 300;

type TokenType = ReturnType<typeof CST.tokenType>;

/**
 * Whether a YAML text is nested so deeply that parsing it could use up the stack, which can end the whole process. It
 * judges by the tokens without following the nesting itself, and rather says yes once too often.
 */
export function isNestedTooDeeply(yaml: string): boolean {
  let brackets = 0;
  /** Indentation and nested items of the present line. */
  let line = 0;
  let previous: TokenType = 'newline';
  for (const token of new Lexer().lex(yaml)) {
    // The text of a scalar is whatever follows its mark, and only looks like another token.
    const type: TokenType = previous === 'scalar' ? null : CST.tokenType(token);
    if (type === 'flow-seq-start' || type === 'flow-map-start') {
      brackets++;
    } else if (type === 'flow-seq-end' || type === 'flow-map-end') {
      brackets = Math.max(0, brackets - 1);
    } else if (type === 'newline') {
      line = 0;
    } else if (type === 'space' && previous === 'newline') {
      line = token.length;
    } else if (type === 'seq-item-ind' || type === 'explicit-key-ind') {
      line++;
    }
    if (brackets + line > deepest) {
      return true;
    }
    previous = type;
  }
  return false;
}
