import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentationOf } from '../core/strategy/rules';

/** `rules.json`, as far as it is about documentation. The build puts it beside the program. */
interface LinkedRules {
  readonly rules: readonly { readonly analyzer: string; readonly id: string; readonly link?: string }[];
}

let links: ReadonlyMap<string, string> | undefined;

/** The documentation of the rules of the bundled analyzers, read when first asked for. What a model says has none. */
export const documentationOf: DocumentationOf = ({ reviewer, source, rule }) => {
  if (reviewer !== 'local' || rule === undefined) {
    return undefined;
  }
  links ??= readLinks();
  return links.get(`${source}/${rule}`);
};

function readLinks(): ReadonlyMap<string, string> {
  const { rules } = JSON.parse(readFileSync(join(__dirname, 'rules.json'), 'utf8')) as LinkedRules;
  return new Map(rules.flatMap(({ analyzer, id, link }) => (link ? [[`${analyzer}/${id}`, link] as const] : [])));
}
