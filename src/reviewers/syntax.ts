import { join } from 'node:path';
import { Language, Parser, Query, type Tree } from 'web-tree-sitter';
import type { Outline } from '../core/ports';
import type { FileSnapshot } from '../core/types';
import type { AnalyzerEnvironment } from './analyzer';
import { type Grammar, grammarFor } from './grammars';
import { outlineOf } from './outline';
import { outlineQueries } from './outlineQueries';
import { startTreeSitter } from './treeSitter';

/** What can be asked of a file's syntax tree. A throw means that WebAssembly's memory cannot be trusted any more. */
export interface Syntax {
  /** Errors and missing nodes; undefined without a grammar for the file. */
  countErrors(file: FileSnapshot): Promise<number | undefined>;
  outline(file: FileSnapshot): Promise<Outline | undefined>;
}

/** A grammar that is loaded. */
interface Reader {
  readonly parser: Parser;
  /** Finds what makes the outline. */
  outline(): Query;
}

/**
 * Loads each grammar when it is first needed. Parses by itself and not through ast-grep, whose parsing leaves some
 * kilobytes behind in WebAssembly's memory each time.
 */
export function createSyntax({ wasmFolder }: AnalyzerEnvironment): Syntax {
  const readers = new Map<string, Promise<Reader>>();

  async function load({ file }: Grammar): Promise<Reader> {
    await startTreeSitter(wasmFolder);
    const language = await Language.load(join(wasmFolder, `${file}.wasm`));
    let outline: Query | undefined;
    return {
      parser: new Parser().setLanguage(language),
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

  async function read<Result>(
    file: FileSnapshot,
    use: (tree: Tree, reader: Reader) => Result,
  ): Promise<Result | undefined> {
    const grammar = grammarFor(file);
    const reader = grammar && (await readerFor(grammar));
    const tree = reader?.parser.parse(file.text);
    try {
      return reader && tree ? use(tree, reader) : undefined;
    } finally {
      // What lives in WebAssembly's memory is not collected.
      tree?.delete();
    }
  }

  return {
    countErrors: (file) => read(file, errorsIn),
    outline: (file) => read(file, (tree, { outline }) => outlineOf(tree, outline(), file.text)),
  };
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
