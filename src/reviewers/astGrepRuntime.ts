import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SgRoot } from '@ast-grep/wasm';
import * as bindings from '@ast-grep/wasm/wasm_bg.js';
import { Parser } from 'web-tree-sitter';
import type { Grammar } from './rules/rule';

/** The ast-grep library, started, with grammars on demand. */
export interface AstGrep {
  /** Makes a grammar usable under a name. */
  register(name: string, grammar: Grammar): Promise<void>;
  parse(name: string, text: string): SgRoot;
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
  const init = Parser.init.bind(Parser);
  Parser.init = () => init({ locateFile: (file: string) => join(wasmFolder, file) });
  const module = new WebAssembly.Module(readFileSync(join(wasmFolder, 'ast-grep.wasm')));
  const imports = Object.fromEntries(WebAssembly.Module.imports(module).map((entry) => [entry.module, bindings]));
  const { exports } = new WebAssembly.Instance(module, imports);
  bindings.__wbg_set_wasm(exports);
  const { __wbindgen_start: begin } = exports;
  if (typeof begin === 'function') {
    begin();
  }
  await bindings.initializeTreeSitter();
  return {
    register: (name, { file, expandoChar }) =>
      bindings.registerDynamicLanguage({
        [name]: { libraryPath: join(wasmFolder, `${file}.wasm`), ...(expandoChar && { expandoChar }) },
      }),
    parse: (name, text) => bindings.parse(name, text),
  };
}
