import * as vscode from 'vscode';
import { counted } from '../../core/text/counted';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, contextKeys } from '../ids';
import type { Log } from '../log';
import { editorUi, type Ui } from '../ui';
import { isTreeFilter, type TreeFilter, treeFilters } from './rows/filter';

/** A tree that leaves files out. */
interface Filtered {
  filter: TreeFilter;
  /** How many files a filter would let through. */
  countWith(filter: TreeFilter): number;
}

/** What filtering needs from the world. */
export interface FilterDependencies {
  /** Keeps the filter for the folder that is open. */
  readonly memory: vscode.Memento;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'pick'>;
}

const key = 'filter';

/** The commands that choose what the tree shows. It begins with what was chosen last. */
export function registerFilter(
  tree: Filtered,
  didChange: () => void,
  { memory, log, ui = editorUi }: FilterDependencies,
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
          ? [{ label: name, description: describe(filter, tree), filter, picked: filter === tree.filter }]
          : [],
      );
      const picked = await ui.pick(items, 'Show which files?');
      await (picked && use(picked.filter));
    }),
    registerGuardedCommand(commandIds.clearFilter, log, () => use('all')),
  );
}

function describe(filter: TreeFilter, tree: Filtered): string {
  const count = counted(tree.countWith(filter), 'file');
  return filter === tree.filter ? `${count}, shown now` : count;
}
