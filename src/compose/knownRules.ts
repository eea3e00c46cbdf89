import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationRule, syntaxRule } from '../core/findings/readingRules';
import type { RuleTable } from '../core/options';
import type { KnownRules } from '../core/strategy/rules';

/** `rules.json`, as far as it is about names. The build puts it beside the program. */
interface NamedRules {
  readonly analyzers: readonly { readonly name: string }[];
  readonly rules: readonly { readonly analyzer: string; readonly id: string; readonly languages?: readonly string[] }[];
}

/**
 * Rules of which nobody keeps a list: those that only a project's own configuration selects, and those of Ruff's that are
 * not among ours, so that nobody has to take out of a file what no longer is.
 */
const selectable: Readonly<Record<string, RegExp>> = { ruff: /^[A-Z]{1,6}\d{1,5}$/, markdownlint: /^MD\d{3}$/ };
/** What an analyzer says of files that it cannot read, as opposed to its rules. */
const aboutReading = [configurationRule, syntaxRule];

/** The rules of the bundled analyzers, for whoever checks what is said about them. */
export async function knownRules(): Promise<readonly KnownRules[]> {
  const { analyzers, rules } = await readRules();
  return analyzers.map(({ name: analyzer }) => {
    const ids = rules.filter((rule) => rule.analyzer === analyzer).map(({ id }) => id);
    const others = selectable[analyzer];
    return { analyzer, ids: [...ids, ...aboutReading], ...(others && { others }) };
  });
}

/** The same as a run records them. */
export async function ruleTable(): Promise<RuleTable> {
  const table: Record<string, Record<string, readonly string[] | 'all'>> = {};
  for (const { analyzer, id, languages } of (await readRules()).rules) {
    const own = table[analyzer] ?? {};
    const known = own[id] ?? [];
    own[id] = known === 'all' || !languages ? 'all' : [...known, ...languages];
    table[analyzer] = own;
  }
  return table;
}

async function readRules(): Promise<NamedRules> {
  return JSON.parse(await readFile(join(__dirname, 'rules.json'), 'utf8')) as NamedRules;
}
