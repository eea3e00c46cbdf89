import { Query, type Tree } from 'web-tree-sitter';
import type { Outline } from '../core/ports';
import type { FileSnapshot } from '../core/types';
import type { AnalyzerEnvironment } from './analyzer';
import { type AstGrep, startAstGrep } from './astGrepRuntime';
import { type Grammar, grammarFor } from './grammars';
import { outlineOf } from './outline';
import { outlineQueries } from './outlineQueries';

/** What can be asked of a file's syntax tree. A throw means that WebAssembly's memory cannot be trusted any more. */
export interface Syntax {
  /** Errors and missing nodes; undefined without a grammar for the file. */
  countErrors(file: FileSnapshot): Promise<number | undefined>;
  outline(file: FileSnapshot): Promise<Outline | undefined>;
}

/** Loads each grammar when it is first needed. */
export function createSyntax({ wasmFolder }: AnalyzerEnvironment): Syntax {
  const queries = new Map<string, Query>();

  function queryFor({ file }: Grammar, { language }: Tree): Query {
    const query = queries.get(file) ?? new Query(language, outlineQueries[file] ?? '');
    queries.set(file, query);
    return query;
  }

  async function read<Result>(
    file: FileSnapshot,
    use: (tree: Tree, grammar: Grammar) => Result,
  ): Promise<Result | undefined> {
    const grammar = grammarFor(file);
    return grammar && withTree(await startAstGrep(wasmFolder), grammar, file.text, (tree) => use(tree, grammar));
  }

  return {
    countErrors: (file) => read(file, errorsIn),
    outline: (file) => read(file, (tree, grammar) => outlineOf(tree, queryFor(grammar, tree), file.text)),
  };
}

/** What lives in WebAssembly's memory is not collected. */
async function withTree<Result>(
  runtime: AstGrep,
  grammar: Grammar,
  text: string,
  use: (tree: Tree) => Result,
): Promise<Result> {
  const parsed = await runtime.parse(grammar, text);
  const tree: Tree = parsed.getInnerTree();
  try {
    return use(tree);
  } finally {
    tree.delete();
    parsed.free();
  }
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
