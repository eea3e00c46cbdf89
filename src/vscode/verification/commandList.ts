import type { CommandRole, CommandWish } from '../../core/verify/approval';
import type { SuggestedCommand } from '../../core/verify/folderCommands';

export type Command = Pick<CommandWish, 'command' | 'role'>;

/** A command that a person may tick, in the order in which they would run. */
export interface ListedCommand extends Command {
  /** What in the folder speaks for it; absent for one that the person has entered. */
  readonly from?: string;
  readonly isTicked: boolean;
}

/** What a person does to a list of commands beside ticking. */
export type ListAction =
  | { readonly kind: 'move'; readonly command: Command; readonly by: -1 | 1 }
  | { readonly kind: 'edit' | 'remove'; readonly command: Command }
  | { readonly kind: 'enter'; readonly role: CommandRole }
  | { readonly kind: 'folder' };

/** What was chosen before, in its order, then what the folder speaks for. */
export function listOf(chosen: readonly Command[], suggestions: readonly SuggestedCommand[]): readonly ListedCommand[] {
  return [
    ...chosen.map(({ command, role }) => {
      const from = suggestions.find((other) => isSame(other, { command, role }))?.from;
      return { command, role, isTicked: true, ...(from !== undefined && { from }) };
    }),
    ...suggestions
      .filter((suggestion) => !chosen.some((command) => isSame(command, suggestion)))
      .map(({ command, role, from }) => ({ command, role, from, isTicked: false })),
  ];
}

/** Past its neighbour among those of its role, if there is one. */
export function moved(list: readonly ListedCommand[], wanted: Command, by: -1 | 1): readonly ListedCommand[] {
  const ofRole = list.filter(({ role }) => role === wanted.role);
  const other = ofRole[ofRole.findIndex((command) => isSame(command, wanted)) + by];
  const own = list.find((command) => isSame(command, wanted));
  if (!own || !other) {
    return list;
  }
  return list.map((command) => (command === own ? other : command === other ? own : command));
}

/** A command in the place of another, or at the end if that is not there. One that is there already is not doubled. */
export function entered(
  list: readonly ListedCommand[],
  command: Command,
  inPlaceOf: Command,
): readonly ListedCommand[] {
  const written = { ...command, isTicked: true };
  if (isSame(command, inPlaceOf)) {
    return list;
  }
  const others = without(list, command);
  return others.some((other) => isSame(other, inPlaceOf))
    ? others.map((other) => (isSame(other, inPlaceOf) ? written : other))
    : [...others, written];
}

export function without(list: readonly ListedCommand[], command: Command): readonly ListedCommand[] {
  return list.filter((other) => !isSame(other, command));
}

export function isSame(a: Command, b: Command): boolean {
  return a.command === b.command && a.role === b.role;
}

/** What is ticked, set-up first, each in its order. */
export function tickedOf(list: readonly ListedCommand[]): readonly Command[] {
  const ofRole = (wanted: CommandWish['role']) =>
    list.flatMap(({ command, role, isTicked }) => (isTicked && role === wanted ? [{ command, role }] : []));
  return [...ofRole('set-up'), ...ofRole('check')];
}
