import * as vscode from 'vscode';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, contextKeys } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { countedFiles } from '../names';
import { joinParts } from '../plainText';
import { type Sessions, storeOf } from '../sessions';
import { editorUi, type Ui } from '../ui';
import { isTreeFilter, type TreeFilter, treeFilters } from './rows/filter';
import { groupings, isGrouping } from './rows/grouping';
import type { TreeShape } from './rows/runRows';

/** A tree that leaves files out, and groups what it shows. */
interface Shaped {
  shape: TreeShape;
}

/** What filtering and grouping need from the world. */
export interface ShapeDependencies {
  /** Keeps what was chosen for the folder that is open. */
  readonly memory: vscode.Memento;
  readonly sessions: Pick<Sessions, 'shown'>;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'pick'>;
}

const plain: TreeShape = { filter: 'all', grouping: 'folder' };

/** The commands that choose what the tree shows, and by what it is grouped. It begins with what was chosen last. */
export function registerShape(
  tree: Shaped,
  didChange: () => void,
  { memory, sessions, log, ui = editorUi }: ShapeDependencies,
): vscode.Disposable {
  const use = async (change: Partial<TreeShape>) => {
    tree.shape = { ...tree.shape, ...change };
    didChange();
    // At once: the window may be reloaded in the next moment.
    const kept = (['filter', 'grouping'] as const).map((key) =>
      memory.update(key, tree.shape[key] === plain[key] ? undefined : tree.shape[key]),
    );
    await vscode.commands.executeCommand('setContext', contextKeys.filtered, tree.shape.filter !== plain.filter);
    await Promise.all(kept);
  };
  const kept: { readonly filter: unknown; readonly grouping: unknown } = {
    filter: memory.get('filter'),
    grouping: memory.get('grouping'),
  };
  if (kept.filter !== undefined || kept.grouping !== undefined) {
    void use({
      filter: isTreeFilter(kept.filter) ? kept.filter : plain.filter,
      grouping: isGrouping(kept.grouping) ? kept.grouping : plain.grouping,
    });
  }
  return vscode.Disposable.from(
    registerGuardedCommand(commandIds.filter, log, async () => {
      const items = Object.keys(treeFilters)
        .filter(isTreeFilter)
        .map((filter) => ({
          filter,
          label: treeFilters[filter].name,
          description: described(filter === tree.shape.filter, countedFiles(countWith(filter, sessions))),
        }));
      const picked = await ui.pick(items, t('Show which files?'));
      await (picked && use({ filter: picked.filter }));
    }),
    registerGuardedCommand(commandIds.clearFilter, log, () => use({ filter: plain.filter })),
    registerGuardedCommand(commandIds.group, log, async () => {
      const items = Object.keys(groupings)
        .filter(isGrouping)
        .map((grouping) => ({
          grouping,
          label: groupings[grouping],
          description: described(grouping === tree.shape.grouping),
        }));
      const picked = await ui.pick(items, t('Group findings by what?'));
      await (picked && use({ grouping: picked.grouping }));
    }),
  );
}

function described(isShown: boolean, text?: string): string {
  return joinParts([text, isShown ? t('shown now') : undefined], ', ');
}

/** How many files of all runs in the view a filter would let through. */
function countWith(filter: TreeFilter, sessions: Pick<Sessions, 'shown'>): number {
  const { file: passes } = treeFilters[filter];
  let count = 0;
  for (const shown of sessions.shown()) {
    for (const file of storeOf(shown).files()) {
      count += Number(passes(file));
    }
  }
  return count;
}
