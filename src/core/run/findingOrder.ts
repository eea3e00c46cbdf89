import { byPlace } from '../gates/proposal';
import type { Profile } from '../options';
import type { Finding, ReviewerKind } from '../types';

/** An applied finding that was kept from before a retry may share its id with a new one elsewhere in the file. */
export function withNewIds(before: readonly Finding[], added: readonly Finding[]): readonly Finding[] {
  const ids = new Set(before.map(({ id }) => id));
  return added.map((finding) => {
    let id = finding.id;
    for (let again = 2; ids.has(id); again++) {
      id = `${finding.id}-${again}`;
    }
    ids.add(id);
    return id === finding.id ? finding : { ...finding, id };
  });
}

/** Where the place is the same, those of earlier stages first, then in the order in which the passes are listed. */
export function inPlaceOrder(findings: readonly Finding[], { passes }: Profile): readonly Finding[] {
  const start = ({ place }: Finding) => place?.start ?? -1;
  const pass = ({ reviewer, rule }: Finding) =>
    reviewer === 'model' ? passes.findIndex(({ name }) => name === rule) : -1;
  return [...findings].sort((a, b) => start(a) - start(b) || pass(a) - pass(b));
}

const stages: readonly ReviewerKind[] = ['local', 'editor', 'model'];

/** The order in which the stages of a run have found what stands in different lists now: that of one list. */
export function inFoundOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) =>
      (a.place?.start ?? -1) - (b.place?.start ?? -1) ||
      stages.indexOf(a.reviewer) - stages.indexOf(b.reviewer) ||
      byPlace(a, b),
  );
}
