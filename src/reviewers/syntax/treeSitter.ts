import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';

const init = Parser.init.bind(Parser);
const load = Language.load.bind(Language);
let started: Promise<void> | undefined;
const languages = new Map<string, Promise<Language>>();

/** Starts tree-sitter, once per thread, whoever asks for it first. */
export function startTreeSitter(wasmFolder: string): Promise<void> {
  started ??= init({ locateFile: (file: string) => join(wasmFolder, file) });
  return started;
}

/** Loads a grammar from its `.wasm` file, once per thread. tree-sitter must have been started. */
export function loadLanguage(path: string): Promise<Language> {
  const language = languages.get(path) ?? load(path);
  languages.set(path, language);
  return language;
}

/** A grammar that is loaded, and a parser for it. */
export interface GrammarParser {
  readonly language: Language;
  readonly parser: Parser;
}

/** @param file the name of its `.wasm` file, without extension */
export async function createParser(wasmFolder: string, file: string): Promise<GrammarParser> {
  await startTreeSitter(wasmFolder);
  const language = await loadLanguage(join(wasmFolder, `${file}.wasm`));
  return { language, parser: new Parser().setLanguage(language) };
}
