import * as vscode from 'vscode';
import { counted } from '../../core/text/counted';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, contextKeys } from '../ids';
import type { Log } from '../log';
import { type Sessions, storeOf } from '../sessions';
import { editorUi, type Ui } from '../ui';
import { isTreeFilter, type TreeFilter, treeFilters } from './rows/filter';

/** A tree that leaves files out. */
interface Filtered {
  filter: TreeFilter;
}

/** What filtering needs from the world. */
export interface FilterDependencies {
  /** Keeps the filter for the folder that is open. */
  readonly memory: vscode.Memento;
  readonly sessions: Pick<Sessions, 'shown'>;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'pick'>;
}

const key = 'filter';

/** The commands that choose what the tree shows. It begins with what was chosen last. */
export function registerFilter(
  tree: Filtered,
  didChange: () => void,
  { memory, sessions, log, ui = editorUi }: FilterDependencies,
): vscode.Disposable {
  const use = async (filter: TreeFilter) => {
    tree.filter = filter;
    didChange();
    await vscode.commands.executeCommand('setContext', contextKeys.filtered, filter !== 'all');
    await memory.update(key, filter === 'all' ? undefined : filter);
  };
  const kept: unknown = memory.get(key);
  if (isTreeFilter(kept)) {
    void use(kept);
  }
  return vscode.Disposable.from(
    registerGuardedCommand(commandIds.filter, log, async () => {
      const items = Object.entries(treeFilters).flatMap(([filter, { name }]) =>
        isTreeFilter(filter)
          ? [
              {
                label: name,
                description: describe(countWith(filter, sessions), filter === tree.filter),
                filter,
                picked: filter === tree.filter,
              },
            ]
          : [],
      );
      const picked = await ui.pick(items, 'Show which files?');
      await (picked && use(picked.filter));
    }),
    registerGuardedCommand(commandIds.clearFilter, log, () => use('all')),
  );
}

function describe(files: number, isShown: boolean): string {
  return isShown ? `${counted(files, 'file')}, shown now` : counted(files, 'file');
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
