import type { ReplyFinding } from './types';

const lineComments: Readonly<Record<string, string>> = {
  c: '//',
  cpp: '//',
  go: '//',
  java: '//',
  javascript: '//',
  python: '#',
  rust: '//',
  shellscript: '#',
  typescript: '//',
  yaml: '#',
};

/** Files with at least so many lines get two findings. */
const twoFindingsFrom = 20;

/**
 * Findings that depend on nothing but the user message: one edit puts a comment line above the first line of code (a
 * blank line, where the language has no line comments), in longer files another puts one below the last. Both leave the
 * file valid.
 */
export function defaultFindings(user: string): ReplyFinding[] {
  const language = /^Language: (.*)$/m.exec(user)?.[1] ?? '';
  const lines = numberedLines(user);
  const code = lines.filter(({ text }) => text.trim() !== '' && !text.startsWith('#!'));
  const first = code[0];
  const last = code.at(-1);
  if (!first || !last) {
    return [];
  }
  const above = insertion(first, 'above', language);
  return lines.length < twoFindingsFrom ? [above] : [above, insertion(last, 'below', language)];
}

interface Line {
  number: number;
  text: string;
}

/** The numbered text of a user message. */
export function numberedLines(user: string): Line[] {
  return [...user.matchAll(/^(\d+)\| (.*)$/gm)].map(([, number, text]) => ({
    number: Number(number),
    text: text ?? '',
  }));
}

function insertion({ number, text }: Line, where: 'above' | 'below', language: string): ReplyFinding {
  const comment = lineComments[language];
  const indentation = /^\s*/.exec(text)?.[0] ?? '';
  const added = comment === undefined ? '' : `${indentation}${comment} reviewed: line ${number}`;
  return {
    title: `Line ${number} lacks a note ${where}`,
    explanation: `The scripted reviewer puts a note ${where} line ${number}.`,
    severity: where === 'above' ? 'warning' : 'info',
    category: 'maintainability',
    confidence: 'high',
    startLine: number,
    endLine: number,
    edits: [
      {
        startLine: number,
        endLine: number,
        oldText: text,
        newText: where === 'above' ? `${added}\n${text}` : `${text}\n${added}`,
      },
    ],
  };
}
