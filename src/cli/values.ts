import { Option } from '@commander-js/extra-typings';
import { type ReportName, reportNames } from '../core/export/formats';

/** What stdout can get. */
export type Format = 'text' | ReportName;
const formats: readonly Format[] = ['text', ...reportNames];

/** `--format`, of every command that prints results. */
export function formatFlag() {
  return new Option('--format <FORMAT>', 'what to print').choices(formats).default('text' as const);
}

/** `--format`, of commands that print a list. */
export function listFormatFlag() {
  return new Option('--format <FORMAT>', 'what to print').choices(['text', 'json'] as const).default('text' as const);
}

/** What was typed makes no sense; the message says what would. Caught where the command is parsed. */
export class UsageProblem extends Error {}

/** Reads a text that must say something. */
export function nonEmpty(what: string): (text: string) => string {
  return (text) => {
    if (text === '') {
      throw new UsageProblem(`${what} must not be empty.`);
    }
    return text;
  };
}

/** The choice a text names. */
export function oneOf<const Choice extends string>(what: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw new UsageProblem(`${what} must be one of ${choices.join(', ')}, not "${text}".`);
  }
  return choice;
}

/** Reads a whole number. */
export function integer(what: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new UsageProblem(`${what} must be a whole number from ${min} to ${max}, not "${text}".`);
    }
    return value;
  };
}

/** Reads a flag that may be repeated. */
export function listOf(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
