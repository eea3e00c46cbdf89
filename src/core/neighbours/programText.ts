import { tokensIn } from '../text/mask';

const importing = /\b(?:import|export|require)\b/;
/** What code has in it, and no path of an import. */
const noPath = /[\s(){}'"]/;

/** How to see where the last statement ends that may import: most of a text stands behind it. */
interface Imports {
  /** What every such statement begins with. Comments and strings may have it, too. */
  readonly words: RegExp;
  /** What may follow it up to the last line of its statement. It goes over comments, and never fails. */
  readonly rest: RegExp;
}

const comments = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/`;

const importsOf: Readonly<Record<'c' | 'go' | 'python' | 'typescript', Imports>> = {
  c: { words: /#[ \t]*(?:include|import)/g, rest: /[^\n]*/y },
  go: { words: /\bimport\b/g, rest: new RegExp(String.raw`\s*(?:\((?:[^)/]+|${comments})*|[^\n]*)`, 'y') },
  python: {
    words: /\bimport\b/g,
    rest: /[ \t]*(?:\((?:[^)#]+|#[^\n]*)*|(?:\\\r?\n|[^\n])*)/y,
  },
  typescript: {
    // What is exported as it is defined imports nothing.
    words:
      /\b(?:import|require)\b|\bexport\b(?!\s+(?:(?:default\s+)?(?:abstract|async|class|const|declare|enum|function|interface|let|namespace|var)\b|type\s+[\w$]+\s*[=<]))/g,
    rest: new RegExp(String.raw`(?:[^'"\x60;/]+|${comments})*`, 'y'),
  },
};

/**
 * A text up to its last statement that imports, without its comments, nor strings that look like code that imports: each
 * is a blank.
 */
export function programText(language: keyof typeof importsOf, source: string): string {
  const last = endOfImports(importsOf[language], source);
  const kept: string[] = [];
  let end = 0;
  for (const { kind, start, text } of last > 0 ? tokensIn(language, source) : []) {
    if (start >= last) {
      break;
    }
    if (kind === 'comment' || (kind === 'string' && isImporting(text.slice(1, -1)))) {
      kept.push(source.slice(end, start), ' ');
      end = start + text.length;
    }
  }
  kept.push(source.slice(end, last));
  return kept.join('');
}

function endOfImports({ words, rest }: Imports, source: string): number {
  let end = 0;
  for (const { 0: word, index } of source.matchAll(words)) {
    if (index >= end) {
      rest.lastIndex = index + word.length;
      rest.exec(source);
      end = rest.lastIndex;
    }
  }
  const lineEnd = end === 0 ? 0 : source.indexOf('\n', end);
  return lineEnd === -1 ? source.length : lineEnd;
}

function isImporting(string: string): boolean {
  return importing.test(string) && noPath.test(string);
}
