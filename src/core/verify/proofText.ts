import type { CheckFailure, Proof, ProofResult } from '../proof';
import { firstOf } from '../text/counted';
import { english, type Say } from '../text/say';
import { visible } from '../text/visible';
import type { Proposal, Repair } from '../types';
import type { CopyProgress } from './ports';

/** What a proof says, on one line that fits into a row. It begins with what `shortProofText` says. */
export function proofText(proof: Proof, t = english): string {
  const { result } = proof;
  switch (result.kind) {
    case 'verified':
      return `${verifiedText(proof, result, t, result.apart)}: ${commandsText(vouchersOf(proof), t)}${boundsText(result, t)}`;
    case 'failed':
      return `${shortProofText(proof, t)}: ${result.message}${exampleText(result.failures)}`;
    case 'unverifiable':
      return `${shortProofText(proof, t)}: ${result.reason}`;
    case 'flaky':
      return t('Flaky: {0} also without the edit, now and then', failuresText(result, t));
  }
}

/** The same in a few words, for a title. */
export function shortProofText(proof: Proof, t = english): string {
  const { result, commands } = proof;
  switch (result.kind) {
    case 'verified':
      return verifiedText(proof, result, t);
    case 'failed':
      return t('Fails {0}', commandsText(commands.slice(-1), t));
    case 'unverifiable':
      return t('Not verifiable');
    case 'flaky':
      return t('Flaky');
  }
}

type Verified = Extract<ProofResult, { kind: 'verified' }>;

/** Those of the commands that look at the file, and so are all that a proof rests on. */
export function vouchersOf({ result, commands }: Proof): readonly string[] {
  const { blind = [] } = result.kind === 'verified' ? result : {};
  return commands.filter((command) => !blind.includes(command));
}

/** What a proof does not cover, behind the commands by which it is one. */
function boundsText({ blind = [], lacks = [] }: Verified, t: Say): string {
  const [first = '', ...more] = lacks;
  const lacking = shortened(first, longestExample);
  const bounds = [
    blind.length > 0
      ? t(
          '{0, plural, one {{1} does not look at it} other {{1} do not look at it}}',
          blind.length,
          commandsText(blind, t),
        )
      : '',
    lacks.length === 1 ? t('in a copy that lacks {0}', lacking) : '',
    lacks.length > 1
      ? t('in a copy that lacks {0} and {1, plural, one {# other} other {# others}}', lacking, more.length)
      : '',
  ];
  return bounds.map((bound) => (bound === '' ? '' : `; ${bound}`)).join('');
}

function verifiedText(proof: Proof, result: Verified, t: Say, reason?: string): string {
  const { together, nothingNew, blind } = result;
  const verified = blind ? partlyVerified(proof, result, t) : whollyVerified(result, t);
  const why = together > 1 || reason === undefined ? '' : ` (${reason})`;
  return nothingNew ? t('{0}, nothing new fails', `${verified}${why}`) : `${verified}${why}`;
}

type Company = Pick<Verified, 'together' | 'apart'>;

function whollyVerified({ together, apart }: Company, t: Say): string {
  if (together > 1) {
    return t('Verified with {0, plural, one {# other} other {# others}}', together - 1);
  }
  return apart === undefined ? t('Verified') : t('Verified alone');
}

function partlyVerified(proof: Proof, { together, apart }: Company, t: Say): string {
  const counts = [vouchersOf(proof).length, proof.commands.length] as const;
  if (together > 1) {
    return t(
      'Verified with {0, plural, one {# other} other {# others}} by {1} of {2, plural, one {# command} other {# commands}}',
      together - 1,
      ...counts,
    );
  }
  return apart === undefined
    ? t('Verified by {0} of {1, plural, one {# command} other {# commands}}', ...counts)
    : t('Verified alone by {0} of {1, plural, one {# command} other {# commands}}', ...counts);
}

/** How far a copy has come: "copying the project, 300 of 1200 files". */
export function copyingText({ what, done, of }: CopyProgress, t = english): string {
  return what === 'project'
    ? t('copying the project, {0} of {1, plural, one {# file} other {# files}}', done, of)
    : t('copying installed packages, {0} of {1, plural, one {# file} other {# files}}', done, of);
}

/** Whether a proof of a proposal that waits was made on another text of its file (by its hash) than there is now. */
export function isProofOld({ state, proof }: Proposal, textHash: string | undefined): boolean {
  const then = proof?.result.kind === 'unverifiable' ? undefined : proof?.textHash;
  return state.kind === 'ready' && then !== undefined && textHash !== undefined && then !== textHash;
}

/** What came of giving a proposal that failed back to a model, on one line. */
export function repairText(repair: Repair, t = english): string {
  return repair.kind === 'replaced'
    ? t('First edit failed: {0}', proofText(repair.proof, t))
    : t('Given back to a model: {0}', repair.reason);
}

/** Where a failure is and what it says, on one line. */
export function failureText({ file, line, test, message }: CheckFailure): string {
  const place = file === undefined ? [] : [line === undefined ? file : `${file}:${line}`];
  return [...place, test, message].filter((part) => part !== undefined && part !== '').join(': ');
}

/** The first failure in brackets: a test by its name alone. How many there are is in the message; not all are kept. */
function exampleText([first, ...others]: readonly CheckFailure[]): string {
  if (!first) {
    return '';
  }
  const said = failureText(first.test === undefined ? first : { ...first, message: '' });
  return ` (${shortened(said, longestExample)}${others.length > 0 ? ', …' : ''})`;
}

const mostCommands = 2;
const longestCommand = 40;
const longestExample = 160;

function commandsText(commands: readonly string[], t: Say): string {
  const names = commands.map((command) => shortened(command, longestCommand));
  return firstOf(names, mostCommands, undefined, t);
}

function shortened(text: string, most: number): string {
  const plain = visible(text, '');
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

function failuresText({ failures, moreFailures = 0 }: Extract<ProofResult, { kind: 'flaky' }>, t: Say): string {
  const [first] = failures;
  if (!first) {
    return t('the command fails');
  }
  const name = first.test ?? failureText(first);
  const more = failures.length - 1 + moreFailures;
  return more > 0 ? t('{0} and {1} more fail', name, more) : t('{0} fails', name);
}
