import type { Proof } from '../../core/proof';
import { visible } from '../../core/text/visible';
import { failureText } from '../../core/verify/proofText';
import { advisedProofText } from '../facts/proofWords';
import { t } from '../l10n';
import { oneLine } from '../plainText';

/** What a command printed, below what it means: plain text, without characters that nobody sees. */
export function outputText(title: string, proof: Proof, output: string): string {
  const { failures, moreFailures = 0 } = 'failures' in proof.result ? proof.result : { failures: [] };
  const shown = output.split(/\r\n|\r|\n/).map((line) => visible(line, '\t'));
  return [
    oneLine(title),
    oneLine(advisedProofText(proof)),
    ...(failures.length > 0 ? ['', ...failures.map((failure) => `  ${oneLine(failureText(failure))}`)] : []),
    ...(moreFailures > 0 ? [`  ${t('… and {0} more', moreFailures)}`] : []),
    '',
    // Of another result than a failure, the output may be of any of the commands.
    proof.result.kind === 'failed' ? t('Output of {0}:', visible(proof.commands.at(-1) ?? '', '')) : t('Output:'),
    '',
    ...shown,
  ].join('\n');
}
