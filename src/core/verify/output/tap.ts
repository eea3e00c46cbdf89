import type { CheckFailure } from '../../proof';
import { errorAbove, type OutputReader, reportOf, sumOf, toldFailure } from './report';

const result = /^(?<indent> *)(?<not>not )?ok \d+(?: - | |$)(?<name>.*)/;
const directive = /(?:^|\s)#\s*(?:SKIP|TODO)\b.*/i;
const subtest = /^(?<indent> *)# Subtest: (?<name>.*)/;

/** The name of a test as tape has it: above what it asserts, each of which is a result of its own. */
const heading = /^# (?!(?:tests|pass|fail|skip|todo|ok)\b)(?<name>\S.*)/;

interface TapResult {
  readonly failure: CheckFailure;
  /** Only because of those below it, which are told, too. */
  readonly isParent: boolean;
  readonly isSuite: boolean;
}

/** The Test Anything Protocol (https://testanything.org), with the nesting and the diagnostics that Node.js prints. */
export const readTap: OutputReader = ({ lines }) => {
  const names: string[] = [];
  const failed: TapResult[] = [];
  let count = 0;
  let headed = '';
  for (const [index, line] of lines.entries()) {
    const named = subtest.exec(line)?.groups;
    headed = heading.exec(line)?.groups?.name ?? headed;
    const told = named ? undefined : result.exec(line)?.groups;
    const depth = Math.floor(((named ?? told)?.indent?.length ?? 0) / 4);
    if (named) {
      names[depth] = named.name ?? '';
    } else if (told && !directive.test(told.name ?? '')) {
      count += depth === 0 ? 1 : 0;
      if (told.not) {
        failed.push(failureAt(lines, index, [...names.slice(0, depth), told.name ?? ''], headed));
      }
    }
  }
  const passed = sumOf(lines, /^# pass +(\d+)/);
  const failures = sumOf(lines, /^# fail +(\d+)/);
  if (count === 0 && passed === undefined && !lines.includes('1..0')) {
    return undefined;
  }
  const leaves = failed.filter(({ isParent }) => !isParent).map(({ failure }) => failure);
  const parents = failed.filter(({ isParent, isSuite }) => isParent && !isSuite).length;
  return reportOf('tap', leaves, {
    ran: passed === undefined ? count : passed + (failures ?? 0),
    failed: failures === undefined ? leaves.length : failures - parents,
  });
};

/** So many lines below a result have its diagnostics, at most. */
const longestBlock = 60;

/** @param headed what the last heading says */
function failureAt(lines: readonly string[], index: number, names: readonly string[], headed: string): TapResult {
  const block: string[] = [];
  for (const line of lines.slice(index + 1, index + 1 + longestBlock)) {
    if (/^ *(?:(?:not )?ok\b|# Subtest|\.\.\.$|1\.\.\d)/.test(line)) {
      break;
    }
    block.push(line);
  }
  const valueIn = (key: string) => {
    const at = block.findIndex((line) => line.trimStart().startsWith(`${key}: `));
    const value = (block[at] ?? '')
      .trim()
      .slice(key.length + 2)
      .trim();
    return /^[|>]-?$/.test(value) ? (block[at + 1]?.trim() ?? '') : value.replace(/^'(.*)'$/, '$1');
  };
  const operator = valueIn('operator');
  const at = valueIn('location') || (/\((.*)\)$/.exec(valueIn('at'))?.[1] ?? valueIn('at'));
  const place = /^(?<file>.+):(?<line>\d+):\d+$/.exec(at)?.groups;
  const said = valueIn('error') || valueIn('message');
  const compared = operator && `${operator}: expected ${valueIn('expected')}, actual ${valueIn('actual')}`;
  const thrown = said === 'test failed' ? errorAbove(lines, index) : undefined;
  const plain = block.map((line) => line.trim()).find((line) => line !== '---');
  // Node.js has an operator, too, and says more of it itself.
  const test = said === '' && operator !== '' && headed !== '' ? [headed, ...names] : names;
  return {
    failure: toldFailure('tap', { ...place, test: test.join(' › '), message: thrown || said || compared || plain }),
    isParent: valueIn('failureType') === 'subtestsFailed',
    isSuite: valueIn('type') === 'suite',
  };
}
