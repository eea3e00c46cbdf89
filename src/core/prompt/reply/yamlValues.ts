import { type Document, isNode, isScalar, parseDocument, visit } from 'yaml';
import { isNestedTooDeeply } from '../../text/yamlNesting';
import type { LooseValue } from './looseJson';
import { folded, names } from './names';

/** Only in a fence that is closed: YAML that was cut looks whole. */
const fencedYaml = /(?<![`~])```ya?ml[ \t]*\r?\n([\s\S]*?)\r?\n```/;
const explicitKey = /^[ \t]*(?:-[ \t]+)*\?[ \t]/m;
/** In UTF-16 code units. */
const longest = 64 * 1024;

/** What a reply in YAML says; nothing where it is none, is too long, or says a key twice. */
export function yamlValues(body: string): LooseValue[] {
  const yaml = fencedYaml.exec(body)?.[1];
  if (yaml === undefined || yaml.length > longest || explicitKey.test(yaml) || isNestedTooDeeply(yaml)) {
    return [];
  }
  const document = parseDocument(yaml, { uniqueKeys: true, schema: 'core' });
  if (document.errors.length > 0 || losesCode(document) || isParted(document)) {
    return [];
  }
  const value: unknown = document.toJS();
  const nothing = { open: new Set(), unclear: new Map(), doubtful: new Set() };
  return [{ value, source: yaml, end: body.length, ended: 'whole', ...nothing }];
}

interface Commented {
  readonly tag?: string | undefined;
  readonly anchor?: string;
  readonly commentBefore?: string | null;
}

/** Whether a tag, an anchor or a comment stands between a key and its value: it would part the two for who looks for copies of the file. */
function isParted(document: Document): boolean {
  let parted = false;
  visit(document, {
    Node: (_, { tag, anchor, commentBefore }: Commented) => {
      parted ||= tag !== undefined || anchor !== undefined || commentBefore != null;
    },
    Pair: (_, { key }) => {
      parted ||= isNode(key) && key.comment != null;
    },
  });
  return parted;
}

const codeNames: readonly string[] = [...names.oldText, ...names.newText];

/** Whether code in it is not what stands there: plain texts end at a `#`, folded ones lose line breaks. Or by aliases. */
function losesCode(document: Document): boolean {
  let loses = false;
  visit(document, {
    Alias: () => {
      loses = true;
      return visit.BREAK;
    },
    Pair: (_, { key, value }) => {
      const isCode = isScalar(key) && codeNames.includes(folded(String(key.value)));
      const type = isScalar(value) ? value.type : undefined;
      loses ||= isCode && type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE' && type !== 'BLOCK_LITERAL';
    },
  });
  return loses;
}
