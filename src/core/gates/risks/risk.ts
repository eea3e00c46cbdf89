import type { Flag } from '../../types';

/** What an edit can make a program do that calls for a person's own look. */
export const riskFlags = [
  'starts a process',
  'evaluates code',
  'uses the network',
  'deletes files',
  'writes files',
] as const satisfies readonly Flag[];
export type RiskFlag = (typeof riskFlags)[number];

/** How a language says one of these things: the names of functions, types and modules, as parts of an expression. */
export interface Risk {
  readonly flag: RiskFlag;
  /** Looked for in code: neither in comments nor in strings that hold no code. `^` and `$` are those of lines. */
  readonly code?: readonly string[];
  /** Looked for in strings, too: names of modules, quoted names. Not in comments. */
  readonly text?: readonly string[];
  /** Looked for everywhere: directives in comments. */
  readonly raw?: readonly string[];
  /** Where these are documented. */
  readonly source: string;
}

/** The risks of languages, which VS Code's identifiers stand for. */
export interface LanguageRisks {
  readonly languages: readonly string[];
  readonly risks: readonly Risk[];
}
