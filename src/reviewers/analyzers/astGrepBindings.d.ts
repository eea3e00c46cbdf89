/** The part of `@ast-grep/wasm` below its entry point, which has no types of its own. */
declare module '@ast-grep/wasm/wasm_bg.js' {
  export * from '@ast-grep/wasm';
  export function __wbg_set_wasm(exports: Readonly<Record<string, unknown>>): void;
}

/** What is used of https://webassembly.github.io/spec/js-api; otherwise only the types of browsers have it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): { readonly module: string; readonly name: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, object>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
