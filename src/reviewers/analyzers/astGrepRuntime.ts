import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SgRoot } from '@ast-grep/wasm';
import * as bindings from '@ast-grep/wasm/wasm_bg.js';
import { Parser } from 'web-tree-sitter';
import type { Grammar } from '../syntax/grammars';
import { startTreeSitter } from '../syntax/treeSitter';
import type { ParsePattern, PatternTree } from './neededTexts';

/** The ast-grep library, started, with grammars on demand. */
export interface AstGrep {
  /** The result and its tree live in WebAssembly's memory and must be freed. Throws when that memory is damaged. */
  parse(grammar: Grammar, text: string): Promise<SgRoot>;
  /** Reads patterns of rules as those of a grammar. */
  patternParser(grammar: Grammar): Promise<ParsePattern>;
}

let started: Promise<AstGrep> | undefined;

/** Starts ast-grep, once per thread: its bindings hold one instance, and a second would mix up the memory of both. */
export function startAstGrep(wasmFolder: string): Promise<AstGrep> {
  started ??= start(wasmFolder);
  return started;
}

/**
 * The package expects a bundler that can import WebAssembly, and a web page that serves the parser's;
 * here both are files in one folder.
 */
async function start(wasmFolder: string): Promise<AstGrep> {
  Parser.init = () => startTreeSitter(wasmFolder);
  const module = new WebAssembly.Module(readFileSync(join(wasmFolder, 'ast-grep.wasm')));
  const imports = Object.fromEntries(WebAssembly.Module.imports(module).map((entry) => [entry.module, bindings]));
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
    async parse(grammar, text) {
      await register(grammar);
      return bindings.parse(grammar.file, text);
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
