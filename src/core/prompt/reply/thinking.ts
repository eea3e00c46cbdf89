import { replyValues } from './replyValues';

/** Tags between which models think, where a server leaves that in the text. */
const opening = /^<(think|thinking|thought|thoughts|reasoning|reflection|seed:think)>|^\[(THINK)\]/i;
/** Some prompt templates open the thinking themselves, so the reply starts inside it. */
const anyEnd = /<\/(?:think|thinking|thought|thoughts|reasoning|seed:think)>|\[\/THINK\]/gi;
/** Where a model begins to say what it says in the end, where it has channels (OpenAI's Harmony format). */
const lastChannel = /<\|channel\|>\s*final[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>/g;

/** So many of the last ends of thinking are looked at. What else is quoted so often leaves a reply unreadable. */
const maxEnds = 20;

/**
 * What may be the reply behind the thinking in a text, the longest first; at least one. What marks the end of thinking can
 * be quoted, in the thinking and in the reply: so all that follows the real end stands in values of the reply.
 */
function possibleReplies(text: string): readonly string[] {
  const start = text.trimStart();
  const { end, isOpen } = endOfThinking(start);
  const ends = [...start.matchAll(end)].map(({ index, 0: mark }) => index + mark.length);
  if (isOpen && ends.length === 0) {
    return [''];
  }
  if (!isOpen && /^["']/.test(start)) {
    // Within a string, what follows the thinking is escaped like all of it.
    return [text];
  }
  const [first = 0, ...others] = isOpen ? ends : [0, ...ends];
  return [first, ...others.slice(-maxEnds)]
    .map((from) => (from === 0 ? text : start.slice(from)))
    .filter((reply) => holdsItsMarks(reply.trim(), end));
}

function endOfThinking(start: string): { readonly end: RegExp; readonly isOpen: boolean } {
  if (start.startsWith('<|') && start.search(lastChannel) !== -1) {
    return { end: lastChannel, isOpen: true };
  }
  const [opened, tag] = opening.exec(start) ?? [];
  if (opened === undefined) {
    return { end: anyEnd, isOpen: false };
  }
  return { end: tag === undefined ? /\[\/THINK\]/gi : new RegExp(`</${tag}>`, 'gi'), isOpen: true };
}

/** Whether all marks in a reply stand in its values. */
function holdsItsMarks(reply: string, mark: RegExp): boolean {
  const marks = countOf(mark, reply);
  return marks === 0 || replyValues(reply).reduce((sum, { source }) => sum + countOf(mark, source), 0) >= marks;
}

function countOf(mark: RegExp, text: string): number {
  return text.match(mark)?.length ?? 0;
}

/** The part of a reply behind the model's thinking, with something of that where it is not known where it ends. */
export function stripThinking(reply: string): string {
  return possibleReplies(reply)[0] ?? '';
}

/**
 * What a reply says behind the model's thinking; undefined where that is one thing or another by where the thinking ends.
 * A shorter reading that says nothing only begins within a text of a longer one.
 *
 * @param read gives what a reply says
 */
export function readBehindThinking<T extends { readonly kind: string }>(
  reply: string,
  read: (reply: string) => T,
): T | undefined {
  const [first, ...others] = possibleReplies(reply).map((possible) => read(possible.trim()));
  const said = others.filter(({ kind }) => kind !== 'unreadable' && kind !== 'empty');
  return said.some((other) => JSON.stringify(other) !== JSON.stringify(first)) ? undefined : first;
}
