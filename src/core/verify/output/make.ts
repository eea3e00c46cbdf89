import { makeTool, type OutputReader, reportOf, toldFailure } from './report';

const stopped =
  /^(?:\S*make(?:\.exe)?)(?:\[\d+\])?: \*\*\* (?:\[(?:[^\]:]*:\d+: )?(?<target>[^\]]*)\] (?<how>.*)|(?<other>.*))/;

/** The targets that make could not make. */
export const readMake: OutputReader = ({ lines }) => {
  const failures = lines.flatMap((line) => {
    const said = stopped.exec(line)?.groups;
    return said ? [toldFailure(makeTool, { message: said.other ?? `${said.target}: ${said.how}` })] : [];
  });
  return failures.length > 0 ? reportOf(makeTool, failures) : undefined;
};
