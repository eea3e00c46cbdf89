import { parseAllDocuments } from 'yaml';

type Documents = readonly ReturnType<typeof parseAllDocuments>[number][];

let last: { readonly text: string; readonly documents: Documents } | undefined;

/**
 * The documents of a YAML text, with their errors, as far as its content is ambiguous for them. To parse takes a millisecond
 * for a thousand characters and several analyzers read each file one after another, so the last text is remembered.
 */
export function yamlDocuments(text: string): Documents {
  if (last?.text !== text) {
    // Its own comparison of each key with all before takes a minute where there are 60,000.
    const options = { uniqueKeys: false, strict: false, prettyErrors: false, logLevel: 'silent' } as const;
    last = { text, documents: [...parseAllDocuments(text, options)] };
  }
  return last.documents;
}
