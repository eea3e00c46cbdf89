/** Tags between which models think, where a server leaves that in the text. */
const thinking = /^<(think|thinking|thought|thoughts|reasoning|reflection|seed:think)>|^\[(THINK)\]/i;
/** Some prompt templates open the thinking themselves, so the reply starts inside it. */
const endOfThinking = /<\/(?:think|thinking|thought|thoughts|reasoning|seed:think)>|\[\/THINK\]/i;
/** What a model says in the end, where it has channels (OpenAI's Harmony format). */
const lastChannel = /^<\|[\s\S]*?<\|channel\|>\s*final[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>/;

/** The part of a reply behind the model's thinking. */
export function stripThinking(reply: string): string {
  const start = reply.trimStart();
  const channel = start.startsWith('<|') ? lastChannel.exec(start)?.[0].length : undefined;
  if (channel !== undefined) {
    return start.slice(channel);
  }
  const opened = thinking.exec(start);
  const end = opened ? new RegExp(endOf(opened), 'i').exec(start) : endOfThinking.exec(start);
  if (opened && !end) {
    return '';
  }
  return end && (opened || !/^[{[`"']/.test(start)) ? start.slice(end.index + end[0].length) : reply;
}

function endOf([, tag, square]: RegExpExecArray): string {
  return square === undefined ? `</${tag}>` : '\\[/THINK\\]';
}
