import type { FileSnapshot } from '../types';
import { hasRisks } from './risks/riskCheck';

/** Prose and data: whatever reads these executes nothing that stands in them. By VS Code's identifiers. */
const harmless = new Set(
  'bibtex diff dotenv ignore ini json jsonc jsonl markdown properties restructuredtext snippets toml xml yaml'.split(
    ' ',
  ),
);
/** Known by no identifier of their own. */
const harmlessNames =
  /(?:\.(?:txt|text|csv|tsv|adoc|asciidoc|log)|^(?:readme|license|licence|copying|notice|authors|contributors|changelog|changes|news|todo|version))$/;
/** Programs, or documents that run some, in what else is data, prose or another language. */
const programs =
  /\.(?:ipynb|svg|xslt?|xaml|xul|xbl|isml|jmx|axml|mod|pt|tld|tpl|mdx|shtml|mdoc|jsp|asp|aspx|ascx|jshtm|volt|ejs|rhtml|erb)$/;

/** Whether nothing is known of what a change of the file could do: there is neither a grammar nor a table of risks. */
export function isUnchecked({ path, language }: FileSnapshot): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return programs.test(name) || !(harmless.has(language) || harmlessNames.test(name) || hasRisks(language));
}
