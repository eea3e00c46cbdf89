import { groupBy } from '../../groupBy';
import { placeSaid, withoutParents } from './goTest';
import { type OutputReader, reportOf, toldFailure } from './report';

interface TestEvent {
  readonly Action: string;
  readonly Package: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** `go test -json` (https://pkg.go.dev/cmd/test2json): one event on each line. */
export const readGoTestJson: OutputReader = ({ text }) => {
  const events = text.split('\n').flatMap((line) => (line.startsWith('{"') ? (eventIn(line) ?? []) : []));
  if (events.length === 0) {
    return undefined;
  }
  const failures = [...groupBy(events, (event) => event.Package)].flatMap(([name, ofPackage]) => {
    const failed = ofPackage.filter(({ Action }) => Action === 'fail').map(({ Test }) => Test);
    const leaves = withoutParents(failed.filter((test) => test !== undefined));
    const tests = leaves.size === 0 && failed.length > 0 ? [undefined] : [...leaves];
    return tests.map((test) => {
      const place = ofPackage
        .filter((event) => event.Test === test)
        .flatMap(({ Output = '' }) => placeSaid(Output.trimEnd()) ?? [])[0];
      return toldFailure('go test', {
        test: test === undefined ? name : `${name} ${test}`,
        ...(place ?? { message: 'failed' }),
      });
    });
  });
  const ran = events.filter(
    ({ Action, Test }) => Test !== undefined && (Action === 'pass' || Action === 'fail'),
  ).length;
  return reportOf('go test', failures, { ran });
};

function eventIn(line: string): TestEvent | undefined {
  try {
    const event: Partial<TestEvent> = JSON.parse(line);
    return typeof event.Action === 'string' && typeof event.Package === 'string' ? (event as TestEvent) : undefined;
  } catch {
    // Something else that begins like it, or cut off.
    return undefined;
  }
}
