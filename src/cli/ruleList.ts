import type { RuleInfo } from '../reviewers/analyzers/analyzer';

/** What is known of a rule from public code. */
export interface RuleFigures {
  /** Places where it reports, in the lines of all the files that its analyzer looked at. */
  readonly hits: number;
  readonly lines: number;
  /** Of those that were judged: worth a reviewer's time; true, but nobody would act on them; not true. */
  readonly worth: number;
  readonly noise: number;
  readonly false: number;
}

/** A rule of one of the bundled analyzers. Without figures nobody has counted its hits. */
export type ListedRule = RuleInfo & { readonly analyzer: string; readonly figures?: RuleFigures };

/** `rules.json`, which the build makes from the analyzers and the ledger of judged samples. */
export interface RuleList {
  readonly version: 1;
  /** The bundled analyzers in the order of the report, with VS Code's identifiers of the languages they look at. */
  readonly analyzers: readonly { readonly name: string; readonly languages: readonly string[] }[];
  readonly rules: readonly ListedRule[];
}
