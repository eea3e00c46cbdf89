import { visible } from '../../text/visible';
import type { CapturedOutput } from '../ports';

/** "12 s", "10 minutes". */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const minutes = Math.round(seconds / 60);
  return seconds < 120 ? `${seconds} s` : `${minutes} minutes`;
}

const longestLine = 200;

/** How lines begin in which a program says what went wrong, behind its own name. */
const saysWhy =
  /^(?:npm (?:ERR!|error)\s+)?(?:[\w./-]+: )*(?:Uncaught )?(?:[\w.]*(?:Error|Exception)\b(?! \d)|(?:un(?:known|recogni[sz]ed|expected)|missing|invalid|error|fatal|fail(?:ed|ure)?|cannot|can't|could not|no such|not found|usage error)\b(?!:? *\d))/i;
/** Of a stack, or of what make says when something that it has called fails. */
const saysNothing = /^\s*at \S|^\s*$|^\S*make(?:\.exe)?(?:\[\d+\])?: /;

/** The line of an output that says the most about why a command failed: one that begins like it, else the last with words. */
export function tellingLine({ head, tail }: CapturedOutput): string {
  const lines = `${head}\n${tail}`.split('\n').map((line) => line.slice(0, longestLine));
  const said = lines.filter((line) => !saysNothing.test(line));
  const telling = said.find((line) => saysWhy.test(line)) ?? said.at(-1) ?? lines.findLast((line) => /\S/.test(line));
  return visible((telling ?? '').trim(), '');
}

/** Why not all that fails is known from an output, and what helps. */
export function untoldText({ omittedBytes, head, tail }: CapturedOutput): string {
  const kept = Buffer.byteLength(head) + Buffer.byteLength(tail);
  return omittedBytes === 0
    ? 'its output does not tell all that fails'
    : `its output is cut: ${kept} of ${kept + omittedBytes} bytes are kept. Have it print less, with a terser reporter for instance`;
}

/** The output as it is kept and shown. */
export function outputText({ head, tail, omittedBytes }: CapturedOutput): string {
  return omittedBytes === 0 ? head + tail : `${head}\n[… ${omittedBytes} bytes are left out …]\n${tail}`;
}
