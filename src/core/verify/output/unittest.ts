import { type OutputReader, reportOf, sumOf, toldFailure } from './report';

const failed = /^(?:FAIL|ERROR): (?<name>\S+)(?: \((?<place>[^)]*)\))?(?<part>.*)/;

/** Python's own unittest. */
export const readUnittest: OutputReader = ({ lines }) => {
  const ran = sumOf(lines, /^Ran (\d+) tests? in [\d.]+s$/);
  if (ran === undefined) {
    return undefined;
  }
  const failures = lines.flatMap((line, index) => {
    const said = /^=+$/.test(lines[index - 1] ?? '') ? failed.exec(line)?.groups : undefined;
    return said ? [toldFailure('unittest', { test: nameOf(said), ...toldBelow(lines, index) })] : [];
  });
  const counts = (word: string) => sumOf(lines, new RegExp(`^(?:FAILED|OK) \\(.*?\\b${word}=(\\d+)`)) ?? 0;
  return reportOf('unittest', failures, {
    ran: ran - counts('skipped'),
    failed: counts('failures') + counts('errors'),
  });
};

/** From Python 3.11 on the name of the test is in that of its place, too. */
function nameOf({ name = '', place, part = '' }: Partial<Record<string, string>>): string {
  const full = place === undefined || place.endsWith(`.${name}`) ? (place ?? name) : `${place}.${name}`;
  return `${full}${part}`;
}

const longestBlock = 200;

/** A frame of a traceback; those of Python's own modules are at absolute paths. */
const frame = /^ {2}File "(?<file>[^"/][^":]*)", line (?<line>\d+), in /;

/** The exception, and where the test was then: the first frame that is in the project, as tests call what they test. */
function toldBelow(lines: readonly string[], index: number) {
  const rest = lines.slice(index + 2, index + longestBlock);
  const end = rest.findIndex((line) => /^[=-]{70}$/.test(line));
  const block = end === -1 ? rest : rest.slice(0, end);
  const message = block.find((line) => /^\S/.test(line) && !line.startsWith('Traceback '));
  const place = block.map((line) => frame.exec(line)?.groups).find((groups) => groups !== undefined);
  return { ...place, message };
}
