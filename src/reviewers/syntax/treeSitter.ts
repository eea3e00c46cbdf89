import { join } from 'node:path';
import { Parser } from 'web-tree-sitter';

const init = Parser.init.bind(Parser);
let started: Promise<void> | undefined;

/** Starts tree-sitter, once per thread, whoever asks for it first. */
export function startTreeSitter(wasmFolder: string): Promise<void> {
  started ??= init({ locateFile: (file: string) => join(wasmFolder, file) });
  return started;
}
