import { endpointProblems } from './endpointProblems';
import { limitReasons } from './limitReasons';
import { obstacles } from './obstacles';
import { reasons } from './reasons';
import { replyProblems } from './replyProblems';
import { reviewFailures } from './reviewFailures';
import { runFailures } from './runFailures';
import type { Say } from './say';
import { serverFailures } from './serverFailures';
import { skipTexts } from './skipTexts';

const messages: readonly string[] = [
  ...[serverFailures, reviewFailures, replyProblems, runFailures, endpointProblems],
  ...[skipTexts, limitReasons, reasons, obstacles],
].flatMap((texts) => Object.values(texts));

/** Those that have no values. */
const fixed: ReadonlySet<string> = new Set(messages.filter((message) => !message.includes('{')));
/** What has more words of its own first: it may be said in the place of a value of another. */
const patterns = messages
  .filter((message) => !fixed.has(message))
  .sort((a, b) => wordsOf(b).length - wordsOf(a).length)
  .map((message) => ({ message, says: patternOf(message) }));

function wordsOf(message: string): string {
  return message.replace(/\{\d\}/g, '');
}

/** A value that stands twice has to be the same. */
function patternOf(message: string): RegExp {
  const seen = new Set<string>();
  const parts = message.split(/\{(\d)\}/).map((part, at) => {
    if (at % 2 === 0) {
      return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    }
    const isNew = !seen.has(part);
    seen.add(part);
    return isNew ? `(?<v${part}>.*?)` : `\\k<v${part}>`;
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}

/**
 * What is recorded in English, in somebody's language: why a file is skipped or its review failed, why a review failed, why a
 * proposal is not applied, why a server fails or gets fewer requests. What it does not know stays as it is: texts of other
 * versions, and what systems and servers say themselves.
 */
export function recordedText(text: string, t: Say): string {
  return knownText(text, t) ?? asSentence(text, t) ?? text;
}

function knownText(text: string, t: Say): string | undefined {
  if (fixed.has(text)) {
    return t(text);
  }
  for (const { message, says } of patterns) {
    const found = says.exec(text);
    if (found) {
      return t(message, ...[0, 1, 2, 3].map((at) => valueText(found.groups?.[`v${at}`] ?? '', t)));
    }
  }
  return undefined;
}

/** What is known as a part of a sentence may be recorded as one: "It is read-only." */
function asSentence(text: string, t: Say): string | undefined {
  const said = /^\p{Lu}.*\.$/su.test(text)
    ? knownText(`${text.charAt(0).toLowerCase()}${text.slice(1, -1)}`, t)
    : undefined;
  return said && `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

/** Such texts may be in another, a line each. One word alone is somebody's name. */
function valueText(value: string, t: Say): string {
  return value
    .split('\n')
    .map((line) => (/\s/.test(line) ? recordedText(line, t) : line))
    .join('\n');
}
