import type { FileSnapshot } from '../../core/types';
import { isSettingsFile, otherInterpreter, startsWithPlaceholder } from './misnamed';

/** A tree-sitter grammar by the name of its `.wasm` file, without extension. */
export interface Grammar {
  readonly file: string;
  /** A letter of the language that stands for the `$` of a rule's pattern where `$` is no letter of names. */
  readonly expandoChar?: string;
}

const cpp: Grammar = { file: 'tree-sitter-cpp', expandoChar: 'µ' };
const javascript: Grammar = { file: 'tree-sitter-javascript' };
const json: Grammar = { file: 'tree-sitter-json' };
const yaml: Grammar = { file: 'tree-sitter-yaml' };

/** Every grammar that comes along, by VS Code's language identifier. */
export const grammars = {
  c: { file: 'tree-sitter-c', expandoChar: 'µ' },
  cpp,
  csharp: { file: 'tree-sitter-c_sharp' },
  css: { file: 'tree-sitter-css' },
  dockercompose: yaml,
  go: { file: 'tree-sitter-go', expandoChar: 'µ' },
  html: { file: 'tree-sitter-html' },
  java: { file: 'tree-sitter-java' },
  javascript,
  javascriptreact: javascript,
  json,
  jsonc: json,
  jsonl: json,
  kotlin: { file: 'tree-sitter-kotlin' },
  lua: { file: 'tree-sitter-lua' },
  php: { file: 'tree-sitter-php' },
  python: { file: 'tree-sitter-python', expandoChar: 'µ' },
  ruby: { file: 'tree-sitter-ruby' },
  rust: { file: 'tree-sitter-rust' },
  shellscript: { file: 'tree-sitter-bash' },
  toml: { file: 'tree-sitter-toml' },
  typescript: { file: 'tree-sitter-typescript' },
  typescriptreact: { file: 'tree-sitter-tsx' },
  yaml,
} as const satisfies Readonly<Record<string, Grammar>>;

/** The grammars of some languages, by language. */
export function grammarsOf(...languages: readonly (keyof typeof grammars)[]): Readonly<Record<string, Grammar>> {
  return Object.fromEntries(languages.map((language) => [language, grammars[language]]));
}

/** The grammar that reads a file, or undefined when there is none for its language. */
export function grammarFor(file: Pick<FileSnapshot, 'language' | 'path' | 'text'>): Grammar | undefined {
  const language = spokenLanguage(file);
  const known: Readonly<Record<string, Grammar>> = grammars;
  return Object.hasOwn(known, language) && !otherFormat(file) ? known[language] : undefined;
}

/** What a file is written in whose name says something else, as it follows "does not read". */
export function otherFormat({
  language,
  path,
  text,
}: Pick<FileSnapshot, 'language' | 'path' | 'text'>): string | undefined {
  // Qt's translations are called `.ts`, too; PHP that is to become XML begins in the same way, and is PHP where no short tags are.
  const isXml = (language === 'typescript' || language === 'php') && /^\s*<\?xml\b/.test(text);
  return isXml ? 'XML' : isTemplate.test(path) ? 'templates' : misnamedFormat({ language, text });
}

/**
 * What a file plainly is whatever its name says, so that no analyzer of the language that it is named for reads it, as it
 * follows "does not read".
 */
export function misnamedFormat({ language, text }: Pick<FileSnapshot, 'language' | 'text'>): string | undefined {
  if (isSettingsFile(language, text)) {
    return 'INI files';
  }
  return startsWithPlaceholder(language, text) ? 'templates' : otherInterpreter(language, text);
}

/** Files that become Ruby or HTML only when their placeholders have been filled in. */
const isTemplate = /\.(?:erb|rhtml|ejs|jsp|asp|volt)$/i;

/** VS Code calls every `.h` C++; those without a trace of it are C. */
export function spokenLanguage({ language, path, text }: Pick<FileSnapshot, 'language' | 'path' | 'text'>): string {
  const isHeader = language === 'cpp' && /\.h$/i.test(path);
  return isHeader && !/\b(?:class|namespace|template|typename|public|private|using|constexpr)\b|::/.test(text)
    ? 'c'
    : language;
}
