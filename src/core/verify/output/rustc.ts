import { distinctFailures, type OutputReader, toldFailure } from './report';

const place = /^ *--> (?<file>.+?):(?<line>\d+):\d+$/;

/** The compiler of Rust, and cargo's lints: what is wrong, and on the next line where. */
export const readRustc: OutputReader = ({ lines }) =>
  placed('rustc', lines, /^(?<level>error|warning)(?:\[\w+\])?: (?<message>.*)/);

/** Ruff's own format from 0.9 on: the rule and what is wrong, and on the next line where. */
export const readRuff: OutputReader = ({ lines }) =>
  placed('ruff', lines, /^(?:[A-Z]{1,6}\d{2,4}|invalid-syntax:?) (?<message>.*)/);

function placed(tool: string, lines: readonly string[], pattern: RegExp) {
  const found = lines.flatMap((line, index) => {
    const at = place.exec(line)?.groups;
    const before = lines[index - 1] ?? '';
    const said = at && pattern.exec(before)?.groups;
    return at && said
      ? [{ isWarning: said.level === 'warning', failure: toldFailure(tool, { ...at, message: before }) }]
      : [];
  });
  const those = (wanted: boolean) =>
    distinctFailures(found.flatMap(({ failure, isWarning }) => (isWarning === wanted ? [failure] : [])));
  return found.length > 0 ? { tool, failures: those(false), warnings: those(true) } : undefined;
}
