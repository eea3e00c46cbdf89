import { Edit, type Parser, Query, type Tree } from 'web-tree-sitter';
import { applyEdits } from '../../core/edits/applyEdits';
import type { Outline } from '../../core/ports';
import { mostSignatures, type Signature } from '../../core/signatures';
import { LineIndex } from '../../core/text/lines';
import { mask } from '../../core/text/mask';
import { findSecrets } from '../../core/text/secrets';
import type { FileSnapshot, TextEdit } from '../../core/types';
import { type Grammar, grammarFor } from './grammars';
import { outlineOf } from './outline';
import { outlineQueries } from './outlineQueries';
import { type SignatureShapes, signatureShapes } from './signatureShapes';
import { signaturesOf } from './signatures';
import { skeletonOf } from './skeleton';
import { createParser } from './treeSitter';

/** What can be asked of a file's syntax tree. A throw means that WebAssembly's memory cannot be trusted any more. */
export interface Syntax {
  /** Errors and missing nodes; undefined without a grammar for the file. */
  countErrors(file: FileSnapshot): Promise<number | undefined>;
  /** The same after each of some changes, made in the file alone. */
  countErrorsAfter(
    file: FileSnapshot,
    changes: readonly (readonly TextEdit[])[],
  ): Promise<readonly number[] | undefined>;
  outline(file: FileSnapshot): Promise<Outline | undefined>;
  /** Undefined where nobody knows what they look like, and of a file with a secret in it. */
  signatures(file: FileSnapshot): Promise<readonly Signature[] | undefined>;
}

/** Grammars that read no macros: what they cannot read of a skeleton, they cannot read of the whole text either. */
const macros: ReadonlySet<string> = new Set(['tree-sitter-c', 'tree-sitter-cpp']);

/** A grammar that is loaded. */
interface Reader {
  readonly parser: Parser;
  /** Finds what makes the outline. */
  outline(): Query;
}

/** Loads each grammar when it is first needed. */
export function createSyntax(wasmFolder: string): Syntax {
  const readers = new Map<string, Promise<Reader>>();

  async function load({ file }: Grammar): Promise<Reader> {
    const { parser, language } = await createParser(wasmFolder, file);
    let outline: Query | undefined;
    return {
      parser,
      outline: () => {
        outline ??= new Query(language, outlineQueries[file] ?? '');
        return outline;
      },
    };
  }

  function readerFor(grammar: Grammar): Promise<Reader> {
    const reader = readers.get(grammar.file) ?? load(grammar);
    readers.set(grammar.file, reader);
    return reader;
  }

  /** @param only `whole` gives a text up at an error that no way to read it can avoid; such a tree has errors all the same */
  async function read<Result>(
    file: FileSnapshot,
    use: (tree: Tree, reader: Reader) => Result,
    grammar: Grammar | undefined = grammarFor(file),
    only?: 'whole',
  ): Promise<Result | undefined> {
    const reader = grammar && (await readerFor(grammar));
    const tree = reader?.parser.parse(file.text, null, only && { progressCallback: ({ hasError }) => hasError });
    if (!tree) {
      // Else it would go on with this text in the next one.
      reader?.parser.reset();
    }
    try {
      return reader && tree ? use(tree, reader) : undefined;
    } finally {
      // What lives in WebAssembly's memory is not collected.
      tree?.delete();
    }
  }

  return {
    countErrors: (file) => read(file, errorsIn),
    countErrorsAfter: (file, changes) =>
      read(file, (tree, { parser }) => {
        const lines = new LineIndex(file.text);
        return changes.map((edits) => errorsAfter(parser, tree, file.text, lines, edits));
      }),
    outline: (file) => read(file, (tree, { outline }) => outlineOf(tree, outline(), file.text)),
    signatures: async (file) => {
      const grammar = grammarFor(file);
      const shapes = grammar && signatureShapes[grammar.file];
      if (!shapes || findSecrets(file.text).length > 0) {
        return undefined;
      }
      const skeleton = { ...file, text: skeletonOf(file.text, grammar.file) };
      const inAny =
        ({ text }: FileSnapshot) =>
        (tree: Tree) =>
          signaturesOf(tree, shapes, text);
      const inSound =
        ({ text }: FileSnapshot) =>
        (tree: Tree) =>
          tree.rootNode.hasError ? undefined : signaturesOf(tree, shapes, text);
      if (macros.has(grammar.file)) {
        return (await read(skeleton, inAny(skeleton), grammar)) ?? read(file, inAny(file));
      }
      // What the skeleton makes of a text that the grammar cannot read is not to be relied on.
      const inSkeleton = (skeleton: FileSnapshot) => read(skeleton, inSound(skeleton), grammar, 'whole');
      const found = await inSkeleton(skeleton);
      if (found || !shapes.statement) {
        return found ?? read(file, inAny(file));
      }
      const whole = await read(file, inSound(file), grammar, 'whole');
      const inPieces: Signature[] = [];
      for (const text of whole ? [] : piecesOf(file.text, shapes, shapes.statement)) {
        const piece = { ...file, text };
        const own = await inSkeleton({ ...piece, text: skeletonOf(text, grammar.file) });
        inPieces.push(...(own ?? (await read(piece, inAny(piece), grammar)) ?? []));
      }
      return whole ?? inPieces.slice(0, mostSignatures);
    },
  };
}

/**
 * The statements of a text that the grammar cannot read as a whole, each with the comments above it: after the first one that
 * it does not know, what follows is of no use.
 */
function piecesOf(text: string, { comments }: SignatureShapes, statement: RegExp): string[] {
  const { code } = mask(comments.language, text);
  const starts = [...code.matchAll(statement)].map(({ index }) => code.slice(0, index).trimEnd().length);
  return [0, ...starts].map((start, piece) => text.slice(start, starts[piece]));
}

/**
 * Parses anew only around the edits. What comes out without an error has none; how many there are in what has some, only
 * a parser that begins at the beginning counts the same each time.
 */
function errorsAfter(parser: Parser, before: Tree, text: string, lines: LineIndex, edits: readonly TextEdit[]): number {
  const edited = applyEdits(text, edits);
  const changed = before.copy();
  for (const edit of edits.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
    changed.edit(toTreeEdit(edit, lines));
  }
  const tree = parser.parse(edited, changed);
  changed.delete();
  const isFine = tree && !tree.rootNode.hasError;
  tree?.delete();
  if (isFine) {
    return 0;
  }
  const whole = parser.parse(edited);
  try {
    return whole ? errorsIn(whole) : 0;
  } finally {
    whole?.delete();
  }
}

/** Points are 0-based rows and columns, these in UTF-16 code units, as web-tree-sitter counts. */
function toTreeEdit({ start, end, newText }: TextEdit, lines: LineIndex): Edit {
  const pointAt = (offset: number) => ({ row: lines.lineAt(offset) - 1, column: lines.columnAt(offset) });
  const startPosition = pointAt(start);
  const added = newText.split('\n');
  const last = added.at(-1)?.length ?? 0;
  return new Edit({
    startIndex: start,
    oldEndIndex: end,
    newEndIndex: start + newText.length,
    startPosition,
    oldEndPosition: pointAt(end),
    newEndPosition: {
      row: startPosition.row + added.length - 1,
      column: added.length === 1 ? startPosition.column + last : last,
    },
  });
}

/** A walk that enters only what has an error in it: for most files one look at the root. */
function errorsIn(tree: Tree): number {
  if (!tree.rootNode.hasError) {
    return 0;
  }
  const cursor = tree.walk();
  try {
    let count = 0;
    for (let entering = true; ; ) {
      if (entering) {
        const { isError, isMissing, hasError } = cursor.currentNode;
        count += isError || isMissing ? 1 : 0;
        if (hasError && cursor.gotoFirstChild()) {
          continue;
        }
      }
      entering = cursor.gotoNextSibling();
      if (!entering && !cursor.gotoParent()) {
        return count;
      }
    }
  } finally {
    cursor.delete();
  }
}
