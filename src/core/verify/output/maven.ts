import { type OutputReader, reportOf, toldFailure } from './report';

const failed =
  /^(?:\[ERROR\] +)?(?:(?<test>[\w.$]+)\((?<place>[\w.$]+)\)|(?<full>[\w.$]+)) +(?:-- +)?Time elapsed: [\d.,]+ s(?:ec)? +<<< (?:FAILURE|ERROR)!/;
const total =
  /^(?:\[\w+\] +)?Tests run: (?<ran>\d+), Failures: (?<failures>\d+), Errors: (?<errors>\d+), Skipped: (?<skipped>\d+)$/;

/** Maven's Surefire and Failsafe: each test that failed, and of each module how many ran. */
export const readMaven: OutputReader = ({ lines }) => {
  const totals = lines.map((line) => total.exec(line)?.groups).filter((counts) => counts !== undefined);
  const failures = lines.flatMap((line, index) => {
    const said = failed.exec(line)?.groups;
    const test = said && (said.full ?? `${said.place}.${said.test}`);
    return test === undefined ? [] : [toldFailure('maven', { test, message: lines[index + 1] })];
  });
  if (totals.length === 0 && failures.length === 0) {
    return undefined;
  }
  const sum = (name: string) => totals.reduce((all, counts) => all + Number(counts[name] ?? 0), 0);
  const [ran, failedCount] = [sum('ran') - sum('skipped'), sum('failures') + sum('errors')];
  return reportOf('maven', failures, totals.length > 0 ? { ran, failed: failedCount } : {});
};
