import { isNestedTooDeeply } from '../../core/text/yamlNesting';
import type { ReportedFinding, Span } from '../../core/types';
import { yamlDocuments } from '../syntax/yamlDocuments';
import { type Analyzer, notReading, type RuleInfo } from './analyzer';
import { withSuppressed } from './suppression';

const duplicateRule = {
  id: 'duplicate-key',
  title: 'Duplicate key',
  explanation: 'The object already has this key. Parsers silently keep one of the values, usually the last.',
  severity: 'warning',
  category: 'bug',
  link: 'https://cwe.mitre.org/data/definitions/694.html',
  isDefault: true,
  // What tests have of data is what they read.
  inTests: { test: 'hidden', fixture: 'hidden', example: 'shown' },
} as const satisfies RuleInfo;

/** What other linters call the same. */
const knownAs = ['no-dupe-keys', 'jsonc/no-dupe-keys', 'json/no-duplicate-keys', 'key-duplicates', 'yaml/no-dupe-keys'];

/** Says which keys of a JSON object, with comments or without, take the place of others. */
export const json: Analyzer = {
  name: 'json',
  supports: ({ language }) => language === 'json' || language === 'jsonc',
  rules: [duplicateRule],
  load: async () => (file) =>
    withSuppressed(file, duplicatesInJson(file.text).map(reporter('json', file.text)), () => knownAs),
};

/** Says which keys of a YAML mapping take the place of others. */
export const yaml: Analyzer = {
  name: 'yaml',
  supports: ({ language }) => language === 'yaml' || language === 'dockercompose',
  rules: [duplicateRule],
  async load() {
    const { isScalar, visit } = await import('yaml');

    /** Undefined where the text is no YAML. */
    function duplicates(text: string): readonly Span[] | undefined {
      const found: Span[] = [];
      for (const document of yamlDocuments(text)) {
        if (document.errors.length > 0) {
          return undefined;
        }
        visit(document, {
          Map: (_, { items }) => {
            const seen = new Set<string>();
            for (const { key } of items) {
              // Several of `<<` are all merged: https://yaml.org/type/merge.html
              if (isScalar(key) && key.range && key.value !== '<<') {
                const name = `${typeof key.value} ${key.value}`;
                found.push(...(seen.has(name) ? [{ start: key.range[0], end: key.range[1] }] : []));
                seen.add(name);
              }
            }
          },
        });
      }
      return found;
    }

    return (file) => {
      const { text } = file;
      if (isNestedTooDeeply(text)) {
        return notReading('what is nested so deeply');
      }
      const found = duplicates(text);
      return found
        ? withSuppressed(file, found.map(reporter('yaml', text)), () => knownAs)
        : notReading(/\{[{%]/.test(text) ? 'templates' : 'what is no YAML');
    };
  },
};

/** Longer keys are cut in a title. */
const longestName = 60;

function reporter(source: string, text: string): (span: Span) => ReportedFinding {
  const { id, title, explanation, severity, category } = duplicateRule;
  return (span) => {
    const name = text.slice(span.start, span.end).replace(/^["']|["']$/g, '');
    const short = name.length > longestName ? `${name.slice(0, longestName)}…` : name;
    const what = { source, rule: id, title: `${title} “${short}”`, explanation, severity, category };
    return { ...what, confidence: 'high', span };
  };
}

const token = /"(?:[^"\\\n]|\\.)*"|[{}[\],:]|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/g;
/** Keys that are used as comments, because JSON has none, and may be there any number of times. */
const isComment = /^["'](?:\/\/|#|[_$]?comment\d*["'])/;

/** The keys that their object has already, in a text that need not be whole. */
function duplicatesInJson(text: string): Span[] {
  const found: Span[] = [];
  /** The keys of each open object; undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  let last: { readonly text: string; readonly start: number } | undefined;
  for (const match of text.matchAll(token)) {
    const [word] = match;
    const keys = open.at(-1);
    if (word === '{' || word === '[') {
      open.push(word === '{' ? new Set() : undefined);
    } else if (word === '}' || word === ']') {
      open.pop();
    } else if (word === ':' && last?.text.startsWith('"') && keys) {
      const name = nameOf(last.text);
      if (keys.has(name) && !isComment.test(last.text)) {
        found.push({ start: last.start, end: last.start + last.text.length });
      }
      keys.add(name);
    }
    if (!word.startsWith('/')) {
      last = { text: word, start: match.index };
    }
  }
  return found;
}

/** The same key may be written in several ways. */
function nameOf(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
