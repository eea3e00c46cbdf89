import { groupBy } from '../../core/groupBy';
import type { QueueEntry } from '../../core/queue/queueEntry';
import { hasProposal } from '../../core/queue/queueEntry';
import type { Dismissal } from '../../core/types';
import { asDismissal, reasonItems } from '../dismissals/reasons';
import { rowsMeant } from '../elements';
import { commandIds } from '../ids';
import { t } from '../l10n';
import { countedFindings } from '../names';
import type { Once } from '../once';
import { oneLine } from '../plainText';
import type { ReviewSession } from '../sessions';
import type { Ui } from '../ui';
import { type DismissMeaning, type Meant, meantBy, meantIn } from './dismissTarget';
import type { Target } from './preview';
import type { PreviewWalk } from './previewWalk';
import { type Meaning, scopeOf } from './scope';

/** What dismissing works with. */
export interface DismissWalkDependencies extends Pick<DismissMeaning, 'sessions' | 'previews'> {
  readonly ui: Ui;
  readonly walk: PreviewWalk;
  readonly once: Once;
}

/** The commands that dismiss findings: rows, the preview in front, or several rows that are selected. */
export class DismissWalk {
  readonly #dependencies: DismissWalkDependencies;
  /** What was dismissed in this window and not taken back, the last at the end. */
  readonly #dismissed: Meant[] = [];

  constructor(dependencies: DismissWalkDependencies) {
    this.#dependencies = dependencies;
  }

  /** Takes findings out of the list and the queue without a question. @param selected all rows, if several are */
  async dismiss(argument?: unknown, selected?: unknown): Promise<void> {
    const meant = this.#meant(argument, selected, false);
    if (meant) {
      await this.#dismiss(meant, {});
    }
  }

  /** The same with all that rows, or their rules, have found. */
  async dismissAll(meaning: Meaning): Promise<void> {
    const { sessions, previews, ui } = this.#dependencies;
    const isMeant = meaning.ofRule || rowsMeant(meaning.argument, meaning.selected).length > 0;
    const scope = isMeant ? scopeOf(meaning, sessions, previews) : undefined;
    const meant = scope?.kind === 'scope' ? meantIn(scope) : scope;
    if (meant?.kind === 'findings') {
      await this.#dismiss(meant, {});
    } else {
      ui.problem(meant?.message ?? t('Go to a row of the Folder Review view first.'));
    }
  }

  /** The same, after the person has said why; of a file's row all that it shows. */
  async dismissWithReason(argument?: unknown, selected?: unknown): Promise<void> {
    const { ui } = this.#dependencies;
    const meant = this.#meant(argument, selected, true);
    if (!meant) {
      return;
    }
    const picked = await ui.pick(reasonItems, t('Why dismiss {0}?', subjectText(meant)));
    const why = picked && (await asDismissal(picked, ui));
    if (why) {
      await this.#dismiss(meant, why);
    }
  }

  /** Shows again what was dismissed last in this window. */
  async undo(): Promise<void> {
    const { ui } = this.#dependencies;
    const last = this.#dismissed.pop();
    if (!last) {
      ui.status(t('Nothing that was dismissed in this window is left to undo.'));
      return;
    }
    for (const [path, some] of groupBy(last.findings, ({ file }) => file.path)) {
      const outcome = await last.session.queue.restore(
        path,
        some.map(({ finding }) => finding.id),
      );
      if (outcome.kind === 'failed') {
        this.#dismissed.push(last);
        ui.problem(t("Couldn't show {0} again: {1}", subjectText(last), oneLine(outcome.message)));
        return;
      }
    }
    ui.status(t('Shown again: {0}', subjectText(last)));
  }

  #meant(argument: unknown, selected: unknown, withFiles: boolean): Meant | undefined {
    const { sessions, previews, ui } = this.#dependencies;
    const meant = meantBy(argument, selected, { sessions, previews, withFiles });
    if (meant.kind === 'none') {
      ui.problem(meant.message);
      return undefined;
    }
    return meant;
  }

  async #dismiss(meant: Meant, why: Dismissal): Promise<void> {
    const { previews, ui, walk, once } = this.#dependencies;
    const { session, findings } = meant;
    const ids = findings.map(({ finding }) => finding.id);
    await once.run(ids.length === 1 ? (ids[0] ?? '') : session.run.store.header.id, async () => {
      const open = findings.flatMap((one) => targetOf(session, one)).filter((target) => previews.isOpen(target));
      const outcome = await session.queue.dismiss(ids, why);
      if (outcome.kind === 'failed') {
        ui.problem(t("Couldn't dismiss {0}: {1}", subjectText(meant), oneLine(outcome.message)));
        return;
      }
      this.#dismissed.push(meant);
      const what =
        findings.length === 1 ? oneLine(findings[0]?.finding.title ?? '') : countedFindings(outcome.findings);
      ui.status(t('Dismissed: {0}', what), commandIds.undoDismiss);
      for (const target of open) {
        await walk.goOn(target, true);
      }
    });
  }
}

function subjectText({ findings }: Meant): string {
  const [first] = findings;
  return first && findings.length === 1 ? t('“{0}”', oneLine(first.finding.title)) : countedFindings(findings.length);
}

function targetOf(session: ReviewSession, { file, finding }: Meant['findings'][number]): Target[] {
  return hasProposal(finding) ? [{ session, entry: { file, finding } satisfies QueueEntry }] : [];
}
