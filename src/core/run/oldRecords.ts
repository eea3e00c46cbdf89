import type { FileReview } from '../fileReview';
import { maskSecrets } from '../text/secrets';
import type { Edit, Finding, HiddenFinding } from '../types';

/** An edit as earlier versions recorded it: with a mark for each kind of secret, and none yet for most before that. */
type RecordedEdit = Omit<Edit, 'secret'> & { readonly secret?: Edit['secret'] | true; readonly holdsSecret?: true };

/** A file as it is recorded today, from a record of whatever version. */
export function upToDate(file: FileReview): FileReview {
  const findings = file.findings.map(withSecretsMarked);
  const hidden = file.hidden?.map((finding) => withReason(withSecretsMarked(finding)));
  return { ...file, findings, ...(hidden && { hidden }) };
}

/** At first nothing but a profile hid findings, and nobody wrote that down. */
function withReason(finding: Finding): HiddenFinding {
  return { ...finding, hiddenBy: finding.hiddenBy ?? { kind: 'bounds' } };
}

function withSecretsMarked<Kept extends Finding>(finding: Kept): Kept {
  const { proposal } = finding;
  return proposal ? { ...finding, proposal: { ...proposal, edits: proposal.edits.map(marked) } } : finding;
}

function marked({ secret, holdsSecret, ...edit }: RecordedEdit): Edit {
  if (secret !== undefined) {
    return { ...edit, secret: secret === true ? 'hidden' : secret };
  }
  return holdsSecret || maskSecrets(edit.newText) !== edit.newText ? { ...edit, secret: 'held' } : edit;
}
