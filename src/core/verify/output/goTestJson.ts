import { groupBy } from '../../groupBy';
import { compiled, placeSaid, withoutParents } from './goTest';
import { type OutputReader, reportOf, toldFailure } from './report';

/** https://pkg.go.dev/cmd/test2json */
interface TestEvent {
  readonly Action: string;
  readonly Package: string;
  readonly Test?: string;
  readonly Output?: string;
  /** What could not be built, so that the package failed: the `ImportPath` of events of the build. */
  readonly FailedBuild?: string;
}

/** https://pkg.go.dev/cmd/go#hdr-Build__json_encoding, from Go 1.24 on; before, what compilers say is no event. */
interface BuildEvent {
  readonly Action: 'build-output';
  readonly ImportPath: string;
  readonly Output: string;
}

/** `go test -json`: one event on each line. */
export const readGoTestJson: OutputReader = ({ lines, text }) => {
  const events = text.split('\n').flatMap((line) => eventIn(line) ?? []);
  const tests = events.filter(isOfTest);
  if (tests.length === 0) {
    return undefined;
  }
  const said = groupBy(events.filter(isOfBuild), ({ ImportPath }) => ImportPath);
  const isCompilerTold = lines.some((line) => compiled.test(line));
  const failures = [...groupBy(tests, (event) => event.Package)].flatMap(([name, ofPackage]) => {
    const failed = ofPackage.filter(({ Action }) => Action === 'fail');
    const leaves = withoutParents(failed.flatMap(({ Test = [] }) => Test));
    const [first] = failed;
    if (leaves.size === 0 && first) {
      const built = said.get(first.FailedBuild ?? '')?.flatMap(({ Output }) => Output.trimEnd().split('\n')) ?? [];
      const isUnbuilt = ofPackage.some(({ Output = '' }) => /\[(?:build|setup) failed\]/.test(Output));
      // What the compiler says is read by itself: it says more than that a package was not built.
      const isTold = built.some((line) => compiled.test(line)) || (built.length === 0 && isUnbuilt && isCompilerTold);
      const message = built.find((line) => !/^(?:#|\s*$)/.test(line)) ?? placeOf(ofPackage, undefined)?.message;
      return isTold ? [] : [toldFailure('go test', { test: name, message: message ?? 'failed' })];
    }
    return [...leaves].map((test) =>
      toldFailure('go test', { test: `${name} ${test}`, ...(placeOf(ofPackage, test) ?? { message: 'failed' }) }),
    );
  });
  const ran = tests.filter(({ Action, Test }) => Test !== undefined && (Action === 'pass' || Action === 'fail')).length;
  return reportOf('go test', failures, { ran });
};

/** The lines of an output, those of compilers as they have them, not as events. Undefined where there are no such events. */
export function withoutBuildEvents(text: string): readonly string[] | undefined {
  if (!text.includes('"build-output"')) {
    return undefined;
  }
  return text.split('\n').flatMap((line) => {
    const event = line.includes('"build-output"') ? eventIn(line) : undefined;
    return event && isOfBuild(event) ? event.Output.trimEnd().split('\n') : [line];
  });
}

function placeOf(events: readonly TestEvent[], test: string | undefined) {
  return events
    .filter((event) => event.Test === test)
    .flatMap(({ Output = '' }) => placeSaid(Output.trimEnd()) ?? [])[0];
}

function isOfTest(event: Partial<TestEvent>): event is TestEvent {
  return typeof event.Package === 'string';
}

function isOfBuild(event: Partial<TestEvent> | BuildEvent): event is BuildEvent {
  return event.Action === 'build-output' && 'ImportPath' in event && typeof event.Output === 'string';
}

function eventIn(line: string): Partial<TestEvent> | BuildEvent | undefined {
  if (!line.startsWith('{"')) {
    return undefined;
  }
  try {
    const event: Partial<TestEvent> | BuildEvent = JSON.parse(line);
    return typeof event.Action === 'string' ? event : undefined;
  } catch {
    // Something else that begins like it, or cut off.
    return undefined;
  }
}
