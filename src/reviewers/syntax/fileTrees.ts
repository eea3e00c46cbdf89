import type { Tree } from 'web-tree-sitter';
import type { FileSnapshot } from '../../core/types';
import { grammarFor } from './grammars';
import { createParser, type GrammarParser } from './treeSitter';

const parsers = new Map<string, Promise<GrammarParser>>();
const trees = new WeakMap<FileSnapshot, Promise<Tree | undefined>>();

/**
 * The syntax tree of a file, parsed once for all that look at it; undefined without a grammar for it. Nobody frees it but
 * `freeTree`. A rejection means that WebAssembly's memory cannot be trusted any more.
 */
export function treeOf(file: FileSnapshot, wasmFolder: string): Promise<Tree | undefined> {
  const tree = trees.get(file) ?? parse(file, wasmFolder);
  trees.set(file, tree);
  return tree;
}

async function parse(file: FileSnapshot, wasmFolder: string): Promise<Tree | undefined> {
  const grammar = grammarFor(file);
  if (!grammar) {
    return undefined;
  }
  const opening = parsers.get(grammar.file) ?? createParser(wasmFolder, grammar.file);
  parsers.set(grammar.file, opening);
  const { parser } = await opening;
  return parser.parse(file.text) ?? undefined;
}

/** To be called when nobody looks at the file any more: what lives in WebAssembly's memory is not collected. */
export async function freeTree(file: FileSnapshot): Promise<void> {
  // Who asked for a tree that there is not has heard why.
  const tree = await trees.get(file)?.catch(() => undefined);
  trees.delete(file);
  tree?.delete();
}
