import type { RunStore } from '../run/store';
import { coverageSentence, finishedFiles } from '../run/summary';
import { agentText } from './page';

/** Of files that failed, which are counted beside. */
const mostNamed = 5;

/** How a review stands, as an agent is told: every file is accounted for, so that no finding is not taken for clean. */
export function runStatus(store: RunStore) {
  const { header, state, pause } = store;
  const summary = store.summary();
  const { files, reviewed, skipped, failed, cancelled, findings, hidden, proposals } = summary;
  const failures = [...store.files()].flatMap(({ path, status }) =>
    status.kind === 'failed' ? [{ path, status }] : [],
  );
  return {
    run: header.id,
    folder: header.folder,
    state: state.kind,
    ...(state.kind === 'failed' && { message: agentText(state.message, 500) }),
    ...(pause !== undefined && { pause: agentText(pause, 500) }),
    reviewers: header.options.reviewers,
    summary: coverageSentence(summary),
    files: { total: files, done: finishedFiles(summary), reviewed, skipped, failed, cancelled },
    findings: { ...findings, hidden },
    proposals,
    ...(failures.length > 0 && {
      failures: failures.slice(0, mostNamed).map(({ path, status }) => ({
        path: agentText(path, 500),
        reason: status.reason,
        message: agentText(status.message, 300),
      })),
    }),
  };
}
