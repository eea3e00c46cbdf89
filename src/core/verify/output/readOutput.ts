import type { CommandRun } from '../ports';
import { readCargoTest } from './cargoTest';
import { readCrashes } from './crashes';
import { readCtest } from './ctest';
import { readDiagnostics } from './diagnostics';
import { readEslint } from './eslint';
import { readGoTest } from './goTest';
import { readGoTestJson, withoutBuildEvents } from './goTestJson';
import { readJest, readVitest } from './jest';
import { readJunit } from './junit';
import { readMake } from './make';
import { readMaven } from './maven';
import { readMocha } from './mocha';
import { readNodeSpec } from './nodeSpec';
import { readPytest } from './pytest';
import type { OutputReader, OutputText, ToolReport } from './report';
import { readRuff, readRustc } from './rustc';
import { readTap } from './tap';
import { readUnittest } from './unittest';

const readers: readonly OutputReader[] = [
  readTap,
  readNodeSpec,
  readMocha,
  readJest,
  readVitest,
  readJunit,
  readGoTest,
  readGoTestJson,
  readPytest,
  readUnittest,
  readCargoTest,
  readCtest,
  readMaven,
  readRustc,
  readRuff,
  readEslint,
  readMake,
  readCrashes,
];

const longestLine = 1000;

/**
 * What the tools say in the output of a command. The formats are told by what is printed: a command may start any tool, and
 * several. Takes time in proportion to the output.
 */
export function readOutput(run: CommandRun): readonly ToolReport[] {
  const { text, lines } = textOf(run);
  const told = withoutBuildEvents(text) ?? lines;
  return [...readers.flatMap((read) => read({ text, lines }) ?? []), ...readDiagnostics({ text, lines: told })];
}

/** What a command printed, without the place of its worktree. */
export function textOf({ output: { head, tail, omittedBytes }, top }: CommandRun): OutputText {
  const whole = omittedBytes > 0 ? `${head}\n${tail}` : head + tail;
  const text =
    top === undefined
      ? whole
      : whole.replaceAll(`file://${top}/`, '').replaceAll(`${top}/`, '').replaceAll(`${top}\\`, '');
  const lines = text.split('\n').map((line) => line.slice(0, longestLine).trimEnd());
  return { text, lines, ...(omittedBytes > 0 && { isCut: true }) };
}
