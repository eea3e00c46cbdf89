import { groupBy } from '../../groupBy';
import type { CheckFailure } from '../../proof';
import { distinctFailures, type OutputText, type ToolReport, toldFailure } from './report';

/** One line that says where something is, how bad, and what. */
interface LineFormat {
  readonly tool: string | ((file: string) => string);
  /** With the groups `file`, `line`, `level` and `message`; without a level it is an error. */
  readonly pattern: RegExp;
}

const file = '(?<file>(?:[A-Za-z]:[\\\\/])?[^\\s:(\\[][^:(\\[]*)';

/** As the tools' manuals have them; the first that a line is like counts. */
const formats: readonly LineFormat[] = [
  {
    tool: 'tsc',
    pattern: new RegExp(`^${file}\\((?<line>\\d+),\\d+\\): (?<level>error|warning) (?<message>TS\\d+: .*)`),
  },
  { tool: 'tsc', pattern: new RegExp(`^${file}:(?<line>\\d+):\\d+ - (?<level>error|warning) (?<message>TS\\d+: .*)`) },
  {
    tool: compilerOf,
    pattern: new RegExp(`^${file}:(?<line>\\d+):(?:\\d+:)? (?:fatal )?(?<level>error|warning): (?<message>.*)`),
  },
  {
    tool: 'eslint',
    pattern: new RegExp(`^${file}:(?<line>\\d+):\\d+: (?<message>.* \\[(?<level>Error|Warning)(?:/.*)?\\])$`),
  },
  { tool: 'ruff', pattern: new RegExp(`^${file}:(?<line>\\d+):\\d+:? (?<message>[A-Z]{1,6}\\d{2,4}:? .*)`) },
  { tool: 'go', pattern: /^(?:vet: )?(?<file>[^\s:][^:]*\.go):(?<line>\d+):(?:\d+:)? (?<message>.*)/ },
  {
    tool: 'maven',
    pattern:
      /^\[(?<level>ERROR|WARNING)\] (?<file>[^\s:[][^:[]*\.(?:java|kt|scala)):\[(?<line>\d+),\d+\] (?<message>.*)/,
  },
  { tool: 'ld', pattern: /(?<message>(?:undefined reference to|multiple definition of) \S+)/ },
];

function compilerOf(path: string): string {
  return /\.java$/.test(path) ? 'javac' : /\.pyi?$/.test(path) ? 'mypy' : 'gcc';
}

/** What compilers and linters say that have one line for each thing that is wrong. */
export function readDiagnostics({ lines }: OutputText): readonly ToolReport[] {
  const found = lines.flatMap((line) => diagnosticIn(line) ?? []);
  return [...groupBy(found, ({ failure }) => failure.tool)].map(([tool, ofTool]) => ({
    tool,
    failures: distinctFailures(ofTool.flatMap(({ failure, isWarning }) => (isWarning ? [] : [failure]))),
    warnings: distinctFailures(ofTool.flatMap(({ failure, isWarning }) => (isWarning ? [failure] : []))),
  }));
}

function diagnosticIn(line: string): { readonly failure: CheckFailure; readonly isWarning: boolean } | undefined {
  for (const { tool, pattern } of formats) {
    const said = pattern.exec(line)?.groups;
    if (said) {
      const name = typeof tool === 'string' ? tool : tool(said.file ?? '');
      return { failure: toldFailure(name, said), isWarning: /^warning/i.test(said.level ?? '') };
    }
  }
  return undefined;
}
