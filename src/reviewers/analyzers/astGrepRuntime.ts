import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SgNode } from '@ast-grep/wasm';
import * as bindings from '@ast-grep/wasm/wasm_bg.js';
import { Language, type Node, Parser, type Tree } from 'web-tree-sitter';
import type { Grammar } from '../syntax/grammars';
import { loadLanguage, startTreeSitter } from '../syntax/treeSitter';
import type { ParsePattern, PatternTree } from './neededTexts';

/** The ast-grep library, started, with grammars on demand. */
export interface AstGrep {
  /** Reads a tree, which stays its owner's. Throws when WebAssembly's memory is damaged. */
  read(grammar: Grammar, text: string, tree: Tree): Promise<ReadTree>;
  /** Reads patterns of rules as those of a grammar. */
  patternParser(grammar: Grammar): Promise<ParsePattern>;
}

/** A tree as ast-grep reads it. It and its nodes live in WebAssembly's memory and must be freed. */
export interface ReadTree {
  /** A node of the tree, as ast-grep has it. */
  nodeOf(node: Node): SgNode;
  free(): void;
}

let started: Promise<AstGrep> | undefined;

/** Starts ast-grep, once per thread: its bindings hold one instance, and a second would mix up the memory of both. */
export function startAstGrep(wasmFolder: string): Promise<AstGrep> {
  started ??= start(wasmFolder);
  return started;
}

/**
 * The package expects a bundler that can import WebAssembly, and a web page that serves the parser's; here both are files
 * in one folder. It would load each grammar and parse each file once more, by itself.
 */
async function start(wasmFolder: string): Promise<AstGrep> {
  Parser.init = () => startTreeSitter(wasmFolder);
  Language.load = (path) => loadLanguage(String(path));
  await startTreeSitter(wasmFolder);
  const parsers = parsersOfGivenTrees();
  const module = new WebAssembly.Module(readFileSync(join(wasmFolder, 'ast-grep.wasm')));
  const declared = WebAssembly.Module.imports(module);
  const newParser = declared.filter(({ name }) => newParserImport.test(name)).map(({ name }) => [name, parsers.create]);
  if (newParser.length !== 1) {
    throw new Error('This version of ast-grep makes its parsers in another way.');
  }
  const provided = { ...bindings, ...Object.fromEntries(newParser) };
  const imports = Object.fromEntries(declared.map((entry) => [entry.module, provided]));
  const { exports } = new WebAssembly.Instance(module, imports);
  bindings.__wbg_set_wasm(exports);
  const { __wbindgen_start: begin } = exports;
  if (typeof begin === 'function') {
    begin();
  }
  await bindings.initializeTreeSitter();
  const registered = new Set<string>();
  async function register({ file, expandoChar }: Grammar): Promise<void> {
    if (!registered.has(file)) {
      const libraryPath = join(wasmFolder, `${file}.wasm`);
      await bindings.registerDynamicLanguage({ [file]: { libraryPath, ...(expandoChar && { expandoChar }) } });
      registered.add(file);
    }
  }

  return {
    async read(grammar, text, tree) {
      await register(grammar);
      let shown = tree.rootNode;
      // ast-grep asks for the root each time that it is asked for it, and has no other way from a place to a node.
      parsers.give(Object.create(tree, { rootNode: { get: () => shown } }));
      const read = bindings.parse(grammar.file, text);
      return {
        nodeOf(node) {
          shown = node;
          return read.root();
        },
        free: () => read.free(),
      };
    },
    async patternParser(grammar) {
      await register(grammar);
      return (pattern) => {
        const { context, selector, strictness } = typeof pattern === 'string' ? { context: pattern } : pattern;
        return bindings.dumpPattern(grammar.file, context, selector, strictness) as PatternTree;
      };
    },
  };
}

/** What ast-grep calls for `new Parser()`. */
const newParserImport = /^__wbg___new_[\da-f]+$/;

/** Makes parsers whose next parse comes to the tree that they are given; for all others, patterns of rules, they parse. */
function parsersOfGivenTrees() {
  let given: Tree | undefined;
  return {
    create(): Parser {
      const parser = new Parser();
      const parse = parser.parse.bind(parser);
      parser.parse = (...asked) => {
        const tree = given ?? parse(...asked);
        given = undefined;
        return tree;
      };
      return parser;
    },
    give(tree: Tree): void {
      given = tree;
    },
  };
}
