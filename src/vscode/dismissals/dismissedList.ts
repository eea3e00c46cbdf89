import * as vscode from 'vscode';
import { type FolderDismissals, type ListedDismissal, sharedDismissals } from '../../core/dismissals/dismissals';
import { dismissalText } from '../../core/run/hiding';
import { errorMessage } from '../../core/text/errorMessage';
import { folderName } from '../folders';
import { t } from '../l10n';
import { countedFindings } from '../names';
import { joinParts, oneLine } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import type { Ui } from '../ui';
import { asDismissal, type ReasonItem, reasonItems } from './reasons';

/** What the list of what is dismissed works with. */
export interface DismissedListDependencies {
  readonly sessions: Sessions;
  readonly ui: Pick<Ui, 'status' | 'problem' | 'confirm' | 'pick' | 'pickMany' | 'text'>;
  /** Of a folder without a review in the view. */
  readonly dismissalsOf: (folder: vscode.Uri) => Promise<FolderDismissals>;
}

interface Opened {
  readonly name: string;
  readonly dismissals: FolderDismissals;
  /** The review of the folder, if the view has one. */
  readonly session: ReviewSession | undefined;
  /** What there is to choose from; at least one. */
  readonly list: readonly ListedDismissal[];
}

/** Lists what is dismissed in a folder: some of it can be shown again, or be given another reason. */
export async function showDismissed(dependencies: DismissedListDependencies): Promise<void> {
  const { ui } = dependencies;
  const choice = {
    question: t('Dismissed findings of which folder?'),
    nothing: t('No finding is dismissed.'),
    isListed: () => true,
  };
  await withFolder(dependencies, choice, async ({ name, dismissals, session, list }) => {
    const picked = await ui.pickMany(
      list.map(itemOf),
      t('Dismissed in “{0}”: choose findings, and then what to do', name),
    );
    if (!picked || picked.length === 0) {
      return;
    }
    const ids = picked.map(({ id }) => id);
    const actions: readonly (ReasonItem & { readonly isUndo?: true })[] = [
      { label: t('Show Again'), description: t('also in this review'), reason: undefined, isUndo: true },
      ...reasonItems.map(({ label, ...item }) => ({ label: t('Reason: {0}', label), ...item })),
    ];
    const action = await ui.pick(
      actions,
      t('What about {0, plural, one {# dismissed finding} other {# dismissed findings}}?', ids.length),
    );
    if (action?.isUndo) {
      const undone = await dismissals.undo(ids);
      await follow(
        session,
        undone.map(({ path }) => path),
      );
      ui.status(t('Shown again: {0, plural, one {# finding} other {# findings}}.', undone.length));
      return;
    }
    const why = action && (await asDismissal(action, ui));
    if (why) {
      await dismissals.explain(ids, why);
      await follow(session, []);
      ui.status(
        t(
          'Noted for {0, plural, one {# dismissed finding} other {# dismissed findings}}: {1}.',
          ids.length,
          oneLine(dismissalText(why)),
        ),
      );
    }
  });
}

/** Moves a person's own dismissals of a folder into its file, after one question. */
export async function shareDismissed(dependencies: DismissedListDependencies): Promise<void> {
  const { ui } = dependencies;
  const choice = {
    question: t('Share the dismissed findings of which folder?'),
    nothing: t('You have dismissed nothing that is not shared.'),
    isListed: ({ isShared }: ListedDismissal) => !isShared,
  };
  await withFolder(dependencies, choice, async ({ name, dismissals, session, list }) => {
    const question = t(
      'Move your {0, plural, one {# dismissed finding} other {# dismissed findings}} of “{1}” to {2} in the folder? Anyone who reviews the folder with that file will not see them.',
      list.length,
      name,
      sharedDismissals,
    );
    if (await ui.confirm(question, t('Share'))) {
      const moved = await dismissals.share();
      await follow(session, []);
      ui.status(
        t('{0, plural, one {# dismissed finding} other {# dismissed findings}} moved to {1}.', moved, sharedDismissals),
      );
    }
  });
}

/** Brings a review in line with what others have dismissed, or taken back, since it was looked at. Rejects when it cannot. */
export async function followOthers({ dismissals, queue }: ReviewSession): Promise<void> {
  if (await dismissals.load()) {
    await queue.followDismissals();
  }
}

async function follow(session: ReviewSession | undefined, paths: readonly string[]): Promise<void> {
  await session?.queue.followDismissals();
  // Their proposals were not followed while nobody saw them.
  for (const path of new Set(paths)) {
    await session?.look(path);
  }
}

/** Uses the only folder with something to choose from, or else the one that is picked. */
async function withFolder(
  { sessions, ui, dismissalsOf }: DismissedListDependencies,
  { question, nothing, isListed }: { question: string; nothing: string; isListed: (one: ListedDismissal) => boolean },
  use: (opened: Opened) => Promise<void>,
): Promise<void> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const folders = new Map(
    [...sessions.all().map(({ folder }) => folder), ...roots].map((uri) => [uri.toString(), uri]),
  );
  const found: (Opened & vscode.QuickPickItem)[] = [];
  const problems: string[] = [];
  for (const folder of folders.values()) {
    const session = sessions.of(folder);
    const name = oneLine(folderName(folder));
    try {
      const dismissals = session?.dismissals ?? (await dismissalsOf(folder));
      await dismissals.load();
      const list = dismissals.list().filter(isListed);
      if (list.length > 0) {
        found.push({ label: name, description: countedFindings(list.length), name, dismissals, session, list });
      }
    } catch (error) {
      problems.push(t('The dismissed findings of “{0}” cannot be read: {1}', name, oneLine(errorMessage(error))));
    }
  }
  const opened = found.length > 1 ? await ui.pick(found, question) : found[0];
  if (opened) {
    await use(opened).catch((error: unknown) => {
      ui.problem(t("Couldn't change the dismissed findings of “{0}”: {1}", opened.name, oneLine(errorMessage(error))));
    });
  } else if (problems[0] !== undefined) {
    ui.problem(problems[0]);
  } else if (found.length === 0) {
    ui.status(nothing);
  }
}

function itemOf({ id, path, from, source, rule, title, at, isShared, reason, note }: ListedDismissal) {
  const why = dismissalText({ ...(reason && { reason }), ...(note !== undefined && { note }) });
  const name = rule === undefined ? source : `${source}/${rule}`;
  const detail = joinParts([
    why,
    at?.slice(0, 10),
    from && t('in {0}', from),
    isShared ? t('shared in {0}', sharedDismissals) : undefined,
  ]);
  return { id, label: oneLine(title), description: oneLine(`${path} · ${name}`), detail: oneLine(detail) };
}
