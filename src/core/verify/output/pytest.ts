import { type OutputReader, reportOf, toldFailure } from './report';

const summary =
  /^(?:=+ )?(?<counts>(?:\d+ [a-z]+(?: [a-z]+)?(?:, )?)+|no tests ran) in [\d.]+s(?: \([\d:]+\))?(?: =+)?$/;
const failed = /^(?<how>FAILED|ERROR|SUBFAIL(?:ED)?(?:\([^)]*\)|\[[^\]]*\])*) (?<id>\S.*?)(?: - (?<message>.*))?$/;

/** pytest: what it lists in its short summary, and the counts on its last line. */
export const readPytest: OutputReader = ({ lines }) => {
  const ends = lines.flatMap((line) => summary.exec(line)?.groups?.counts ?? []);
  if (ends.length === 0) {
    return undefined;
  }
  const start = lines.findIndex((line) => /^=+ short test summary info =+$/.test(line));
  const failures = (start === -1 ? [] : lines.slice(start)).flatMap((line) => {
    const said = failed.exec(line)?.groups;
    if (!said) {
      return [];
    }
    const [file = '', ...names] = (said.id ?? '').split('::');
    const part = /[([].*/.exec(said.how ?? '')?.[0] ?? '';
    const test = names.length > 0 ? `${names.join('::')}${part}` : 'the file itself';
    return [toldFailure('pytest', { file, test, message: said.message })];
  });
  const count = (...words: readonly string[]) =>
    words.flatMap((word) => ends.map((end) => countOf(end, word))).reduce((sum, one) => sum + one, 0);
  return reportOf('pytest', failures, {
    ran: count('passed', 'failed', 'xfailed', 'xpassed'),
    failed: count('failed', 'error', 'errors'),
  });
};

function countOf(counts: string, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}(?:,|$)`).exec(counts)?.[1] ?? 0);
}
