import { type Document, isNode, isScalar, parseDocument, visit } from 'yaml';
import { isNestedTooDeeply } from '../../text/yamlNesting';
import { folded, names } from './names';
import type { ReplyValue } from './replyValues';

/** Only in a fence that is closed: YAML that was cut looks whole. */
const fencedYaml = /(?<![`~])```ya?ml[ \t]*\r?\n([\s\S]*?)\r?\n```/;
const explicitKey = /^[ \t]*(?:-[ \t]+)*\?[ \t]/m;
/** In UTF-16 code units. */
const longest = 64 * 1024;

/** What a reply in YAML says; nothing where it is none, is too long, or says a key twice. */
export function yamlValues(body: string): ReplyValue[] {
  const fence = fencedYaml.exec(body);
  const yaml = fence?.[1];
  if (!fence || yaml === undefined || yaml.length > longest || explicitKey.test(yaml) || isNestedTooDeeply(yaml)) {
    return [];
  }
  const document = parseDocument(yaml, { uniqueKeys: true, schema: 'core' });
  if (document.errors.length > 0 || losesCode(document) || isParted(document)) {
    return [];
  }
  const value: unknown = document.toJS();
  const around = {
    before: body.slice(0, fence.index),
    behind: body.slice(fence.index + fence[0].length),
    isStrict: false,
  };
  const nothing = { open: new Set(), unclear: new Map(), doubtful: new Set(), remarks: remarksIn(yaml) };
  return [{ value, source: yaml, end: body.length, ended: 'whole', ...around, ...nothing }];
}

/** Its comments, and what looks like one: here that is only a reason for doubt. */
function remarksIn(yaml: string): string[] {
  return yaml.match(/(?<!\S)#[^\n]*/g) ?? [];
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
