import type { QueueEntry } from '../../core/queue/queueEntry';
import type { Finding } from '../../core/types';
import { isIn, lowestRows, rowsMeant, type TreeElement } from '../elements';
import { t } from '../l10n';
import type { ReviewSession, Sessions } from '../sessions';
import type { Previews } from './preview';
import { type Subject, subjectOf } from './queueTarget';

/** A part of a review that a command works on as a whole. */
export interface Scope {
  readonly kind: 'scope';
  readonly session: ReviewSession;
  has(path: string, finding: Pick<Finding, 'id' | 'reviewer' | 'source' | 'rule'>): boolean;
}

type Nothing = Extract<Subject, { kind: 'none' }>;

/** What a command was called on. */
export interface Meaning {
  readonly argument?: unknown;
  /** All rows that are selected, if it was called on one of several. */
  readonly selected?: unknown;
  /** Whether all is meant that the rules have found which are behind that. */
  readonly ofRule?: boolean;
}

/**
 * What is meant: rows of a review with all that is below them, the rule behind them or behind the preview in front, or else
 * all of the review. Undefined where the arguments say nothing.
 */
export function scopeOf(
  { argument, selected, ofRule = false }: Meaning,
  sessions: Sessions,
  previews: Previews,
): Scope | Nothing | undefined {
  const rows = rowsMeant(argument, selected);
  const [first] = rows;
  const session = sessions.byRun(first?.run ?? '');
  if (session) {
    const { store } = session.run;
    const isThere = (row: TreeElement) => row.kind !== 'finding' || store.finding(row.finding) !== undefined;
    const ofRun = lowestRows(
      rows.filter((row) => row.run === first?.run && isThere(row)),
      (finding) => store.finding(finding)?.file.path,
    );
    if (ofRun.length === 0) {
      return { kind: 'none', message: t('This finding is no longer part of the review.') };
    }
    const scope: Scope = { kind: 'scope', session, has: (path, { id }) => ofRun.some((row) => isIn(row, path, id)) };
    return ofRule ? ofSameRules(scope) : scope;
  }
  const subject = subjectOf(argument, sessions, previews);
  if (subject?.kind === 'proposal' && ofRule) {
    const { session, entry } = subject;
    return ofSameRules({ kind: 'scope', session, has: (_, { id }) => id === entry.finding.id });
  }
  if (ofRule) {
    return subject?.kind === 'none' ? subject : { kind: 'none', message: t('Go to the row of a finding first.') };
  }
  return subject && subject.kind !== 'none' ? { kind: 'scope', session: subject.session, has: () => true } : subject;
}

/** All that the rules have found which found something in a part of a review. A model's findings come from no rule. */
function ofSameRules({ session, has }: Scope): Scope | Nothing {
  const rules = new Set(
    [...session.run.store.files()].flatMap(({ path, findings }) =>
      findings.filter((finding) => has(path, finding)).flatMap((finding) => ruleKey(finding) ?? []),
    ),
  );
  return rules.size === 0
    ? { kind: 'none', message: t('No rule is behind this finding.') }
    : { kind: 'scope', session, has: (_, finding) => rules.has(ruleKey(finding) ?? '') };
}

function ruleKey({ reviewer, source, rule }: Pick<Finding, 'reviewer' | 'source' | 'rule'>): string | undefined {
  return reviewer === 'model' || rule === undefined ? undefined : JSON.stringify([reviewer, source, rule]);
}

/** The proposals that wait there, in the order of the queue. */
export function waitingIn({ session, has }: Scope): QueueEntry[] {
  return session.queue.waiting().filter(({ file, finding }) => has(file.path, finding));
}
