import type { FileReview } from '../fileReview';
import { isDismissed } from '../findings/bounds';
import type { Profile } from '../options';
import type { Dismissed, Finding, HiddenFinding } from '../types';
import { inPlaceOrder } from './findingOrder';

/** Findings of a file that a person does not want to see, by their ids. */
export type DismissedFindings = ReadonlyMap<string, Dismissed>;

/** The findings of a file, shown and hidden. */
type Listed = Pick<FileReview, 'findings' | 'hidden'>;

/** A file with findings taken out of its list; those that are dismissed already are so as it is put now. */
export function withDismissed<Kept extends Listed>(file: Kept, dismissed: DismissedFindings): Kept {
  const isAgain = (finding: Finding) => isDismissed(finding) && dismissed.has(finding.id);
  const again = (finding: HiddenFinding): HiddenFinding =>
    isAgain(finding) ? { ...finding, hiddenBy: dismissed.get(finding.id) ?? finding.hiddenBy } : finding;
  const taken = file.findings.flatMap((finding): HiddenFinding[] => {
    const hiddenBy = dismissed.get(finding.id);
    return hiddenBy ? [{ ...finding, hiddenBy }] : [];
  });
  return taken.length === 0 && !file.hidden?.some(isAgain)
    ? file
    : {
        ...file,
        findings: file.findings.filter(({ id }) => !dismissed.has(id)),
        hidden: [...(file.hidden ?? []).map(again), ...taken],
      };
}

/** A file with dismissed findings put back into its list, each in its place. */
export function withRestored<Kept extends Listed>(file: Kept, ids: ReadonlySet<string>, profile: Profile): Kept {
  const isBack = (finding: Finding) => isDismissed(finding) && ids.has(finding.id);
  const { hidden: before = [], ...rest } = file;
  const back = before.filter(isBack).map(({ hiddenBy: _, ...finding }): Finding => finding);
  if (back.length === 0) {
    return file;
  }
  const hidden = before.filter((finding) => !isBack(finding));
  const findings = inPlaceOrder([...file.findings, ...back], profile);
  return { ...rest, findings, ...(hidden.length > 0 && { hidden }) } as unknown as Kept;
}

/** The ids of the dismissed findings of a file. */
export function dismissedIn({ hidden = [] }: Listed): DismissedFindings {
  return new Map(hidden.filter(isDismissed).map(({ id, hiddenBy }) => [id, hiddenBy]));
}
