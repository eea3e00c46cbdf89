import type { CheckFailure, Proof, ProofResult } from '../proof';
import { counted, firstOf } from '../text/counted';
import { visible } from '../text/visible';
import type { Proposal, Repair } from '../types';
import type { CopyProgress } from './ports';

/** What a proof says, on one line that fits into a row. It begins with what `shortProofText` says. */
export function proofText(proof: Proof): string {
  const { result } = proof;
  switch (result.kind) {
    case 'verified':
      return `${verifiedText(proof, result, result.apart)}: ${commandsText(vouchersOf(proof))}${boundsText(result)}`;
    case 'failed':
      return `${shortProofText(proof)}: ${result.message}${exampleText(result.failures)}`;
    case 'unverifiable':
      return `${shortProofText(proof)}: ${result.reason}`;
    case 'flaky':
      return `${shortProofText(proof)}: ${failuresText(result)} also without the edit, now and then`;
  }
}

/** The same in a few words, for a title. */
export function shortProofText(proof: Proof): string {
  const { result, commands } = proof;
  switch (result.kind) {
    case 'verified':
      return verifiedText(proof, result);
    case 'failed':
      return `Fails ${commandsText(commands.slice(-1))}`;
    case 'unverifiable':
      return 'Not verifiable';
    case 'flaky':
      return 'Flaky';
  }
}

type Verified = Extract<ProofResult, { kind: 'verified' }>;

/** Those of the commands that look at the file, and so are all that a proof rests on. */
export function vouchersOf({ result, commands }: Proof): readonly string[] {
  const { blind = [] } = result.kind === 'verified' ? result : {};
  return commands.filter((command) => !blind.includes(command));
}

/** What a proof does not cover, behind the commands by which it is one. */
function boundsText({ blind = [], lacks = [] }: Verified): string {
  const looks = blind.length > 1 ? 'do not look' : 'does not look';
  const unseen = blind.length > 0 ? `; ${commandsText(blind)} ${looks} at it` : '';
  const [first = '', ...more] = lacks;
  const others = more.length > 0 ? ` and ${counted(more.length, 'other')}` : '';
  return lacks.length > 0 ? `${unseen}; in a copy that lacks ${shortened(first, longestExample)}${others}` : unseen;
}

function verifiedText(proof: Proof, { together, apart, nothingNew, blind }: Verified, reason?: string): string {
  const alone = apart === undefined ? '' : ' alone';
  const others = together > 1 ? ` with ${counted(together - 1, 'other')}` : alone;
  const why = together > 1 || reason === undefined ? '' : ` (${reason})`;
  const part = blind ? ` by ${vouchersOf(proof).length} of ${counted(proof.commands.length, 'command')}` : '';
  return `Verified${others}${part}${why}${nothingNew ? ', nothing new fails' : ''}`;
}

/** How far a copy has come: "copying the project, 300 of 1200 files". */
export function copyingText({ what, done, of }: CopyProgress): string {
  const copied = what === 'project' ? 'the project' : 'installed packages';
  return `copying ${copied}, ${done} of ${counted(of, 'file')}`;
}

/** Whether a proof of a proposal that waits was made on another text of its file (by its hash) than there is now. */
export function isProofOld({ state, proof }: Proposal, textHash: string | undefined): boolean {
  const then = proof?.result.kind === 'unverifiable' ? undefined : proof?.textHash;
  return state.kind === 'ready' && then !== undefined && textHash !== undefined && then !== textHash;
}

/** What came of giving a proposal that failed back to a model, on one line. */
export function repairText(repair: Repair): string {
  return repair.kind === 'replaced'
    ? `First edit failed: ${proofText(repair.proof)}`
    : `Given back to a model: ${repair.reason}`;
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

function commandsText(commands: readonly string[]): string {
  return firstOf(
    commands.map((command) => shortened(command, longestCommand)),
    mostCommands,
  );
}

function shortened(text: string, most: number): string {
  const plain = visible(text, '');
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

function failuresText({ failures, moreFailures = 0 }: Extract<ProofResult, { kind: 'flaky' }>): string {
  const [first] = failures;
  if (!first) {
    return 'the command fails';
  }
  const name = first.test ?? failureText(first);
  const more = failures.length - 1 + moreFailures;
  return `${name}${more > 0 ? ` and ${more} more` : ''} fail${more > 0 ? '' : 's'}`;
}
