import { QuickPickItemKind } from 'vscode';
import { visible } from '../../core/text/visible';
import type { CommandRole } from '../../core/verify/approval';
import type { FolderCommands, SuggestedCommand, WantedCommand } from '../../core/verify/folderCommands';
import { t } from '../l10n';
import { oneLine, withoutFullStop } from '../plainText';
import type { ListItem } from './arrange';
import {
  type Command,
  entered,
  isSame,
  type ListAction,
  type ListedCommand,
  listOf,
  moved,
  tickedOf,
  without,
} from './commandList';
import { consentText, filesText, whereText } from './consentText';
import { longestCommand, type VerificationUi } from './verificationUi';

/** The commands of a folder with the name that it is asked about by. */
export interface SetUp {
  readonly commands: FolderCommands;
  /** Of the folder. */
  readonly name: string;
  readonly ui: VerificationUi;
}

/** What a person has agreed to. */
export interface Agreed {
  readonly commands: readonly WantedCommand[];
  /** Patterns of files that git ignores and that are copied, too. */
  readonly include?: readonly string[];
}

/**
 * Has the person choose the commands that verify a folder's proposals, and agree to them as they are now. Undefined when
 * they turn away; what they have not come to is as it was.
 */
export async function setUpVerification(setUp: SetUp): Promise<Agreed | undefined> {
  const chosen = await choose(setUp);
  return chosen && agree(setUp, await setUp.commands.look(chosen.commands, chosen.directory));
}

/** What was chosen before, if it may be as it is now; the person is asked about what is new. */
export async function agreedBefore(setUp: SetUp): Promise<Agreed | undefined> {
  const chosen = await setUp.commands.chosen();
  return chosen.some(({ wish }) => wish.role === 'check') ? agree(setUp, chosen) : setUpVerification(setUp);
}

/** What was agreed to, where nothing needs to be asked; else undefined. */
export async function agreedUnasked({ commands }: Pick<SetUp, 'commands'>): Promise<Agreed | undefined> {
  const chosen = await commands.chosen();
  if (!areApproved(chosen)) {
    return undefined;
  }
  const files = await commands.wantedFiles();
  return { commands: chosen, ...(files.kind === 'files' && files.wanted.answer && { include: files.wanted.patterns }) };
}

function areApproved(commands: readonly WantedCommand[]): boolean {
  return commands.every(({ consent }) => consent === 'approved') && commands.some(({ wish }) => wish.role === 'check');
}

async function agree(setUp: SetUp, wanted: readonly WantedCommand[]): Promise<Agreed | undefined> {
  const { commands, name, ui } = setUp;
  if (!areApproved(wanted)) {
    const question = t('Verify proposals for “{0}” with these commands?', oneLine(name));
    if (!(await ui.approve(question, consentText(wanted, commands.top)))) {
      return undefined;
    }
  }
  await commands.approve(wanted);
  const files = await agreeToFiles(setUp);
  return files && { commands: wanted, ...files };
}

/** Asks about files that git ignores, once for what the project says of them. Undefined when the person turns away. */
async function agreeToFiles({ commands, name, ui }: SetUp): Promise<Pick<Agreed, 'include'> | undefined> {
  const found = await commands.wantedFiles();
  if (found.kind === 'failed') {
    ui.problem(t('No ignored files are copied: {0}.', withoutFullStop(oneLine(found.message))));
  }
  if (found.kind !== 'files' || (found.wanted.answer === undefined && found.wanted.paths.length === 0)) {
    return {};
  }
  const { answer = await ui.mayCopy(t('Copy ignored files of “{0}”, too?', oneLine(name)), filesText(found.wanted)) } =
    found.wanted;
  if (answer !== undefined && found.wanted.answer === undefined) {
    await found.wanted.decide(answer);
  }
  return answer === undefined ? undefined : answer ? { include: found.wanted.patterns } : {};
}

/** Where commands run, and which. */
interface Choice {
  readonly directory: string;
  readonly list: readonly ListedCommand[];
}

async function choose(setUp: SetUp): Promise<{ directory: string; commands: readonly Command[] } | undefined> {
  const { commands, name, ui } = setUp;
  const before = (await commands.chosen()).map(({ wish }) => wish);
  const directory = before.length > 0 ? (before[0]?.directory ?? '') : await commands.home();
  let choice: Choice = { directory, list: listOf(before, await suggestionsIn(setUp, directory)) };
  const list = {
    title: () => t('Verify proposals for “{0}” in {1}', oneLine(name), whereText(choice.directory, commands.top)),
    items: () => itemsOf(choice.list),
    tick: (ticked: readonly Command[]) => {
      const list = choice.list.map((each) => ({ ...each, isTicked: ticked.some((other) => isSame(other, each)) }));
      choice = { ...choice, list };
    },
    act: async (action: ListAction) => {
      choice = await changed(choice, action, setUp);
    },
  };
  const setUpAgain = t('Set Up Verification…');
  const isAccepted = await ui.arrange(list);
  const chosen = tickedOf(choice.list);
  if (isAccepted && !chosen.some(({ role }) => role === 'check')) {
    const message =
      chosen.length === 0
        ? t('Nothing is verified: no command is selected. Select at least one check, or add one.')
        : t('Nothing is verified: set-up commands say nothing about changes. Select at least one check, or add one.');
    return (await ui.offer('warning', message, setUpAgain)) === setUpAgain ? choose(setUp) : undefined;
  }
  return isAccepted ? { directory: choice.directory, commands: chosen } : undefined;
}

async function suggestionsIn({ commands }: SetUp, directory: string): Promise<readonly SuggestedCommand[]> {
  return (await commands.suggestions(directory)).filter(({ command }) => command.length <= longestCommand);
}

/** The choice after what the person did to it; the same when they turn away. */
async function changed(choice: Choice, action: ListAction, setUp: SetUp): Promise<Choice> {
  const { directory, list } = choice;
  switch (action.kind) {
    case 'move':
      return { directory, list: moved(list, action.command, action.by) };
    case 'remove':
      return { directory, list: without(list, action.command) };
    case 'enter':
      return { directory, list: await withEntered(choice, { command: '', role: action.role }, setUp) };
    case 'edit':
      return { directory, list: await withEntered(choice, action.command, setUp) };
    case 'folder': {
      const { commands, ui } = setUp;
      const folder = await ui.folder(commands.top, directory, (typed) => commands.runsIn(typed));
      return folder === undefined || folder === directory ? choice : movedTo(folder, choice, setUp);
    }
  }
}

/** @param old what is edited; without words for a new one */
async function withEntered(
  { directory, list }: Choice,
  old: Command,
  { commands, ui }: SetUp,
): Promise<readonly ListedCommand[]> {
  const where = t('It runs in {0}.', whereText(directory, commands.top));
  const command = await ui.command(enterTitles[old.role], where, old.command);
  return command === undefined ? list : entered(list, { command, role: old.role }, old);
}

/** What the person has entered stays, and of the rest what another folder speaks for, too. */
async function movedTo(directory: string, { list }: Choice, setUp: SetUp): Promise<Choice> {
  const suggestions = await suggestionsIn(setUp, directory);
  const kept = list.filter(
    (each) => each.from === undefined || (each.isTicked && suggestions.some((other) => isSame(other, each))),
  );
  const isTicked = (command: Command) => kept.some((other) => other.isTicked && isSame(other, command));
  return { directory, list: listOf(kept, suggestions).map((each) => ({ ...each, isTicked: isTicked(each) })) };
}

const enterTitles: Readonly<Record<CommandRole, string>> = {
  check: t('Command that checks the changes'),
  'set-up': t('Command that prepares each copy'),
};

function itemsOf(list: readonly ListedCommand[]): readonly ListItem[] {
  const ofRole = (wanted: CommandRole, heading: string): readonly ListItem[] => {
    const commands = list.filter(({ role }) => role === wanted);
    const items = commands.map((command) => ({
      label: verbatim(command.command),
      description: command.from === undefined ? t('entered by you') : oneLine(command.from),
      picked: command.isTicked,
      command,
    }));
    return items.length > 0 ? [{ label: heading, kind: QuickPickItemKind.Separator }, ...items] : [];
  };
  return [
    ...ofRole('check', t('Checks, run on the changes in this order')),
    ...ofRole('set-up', t('Set-up, run first in each copy')),
  ];
}

/** As it is: what follows a dollar sign in parentheses would be drawn as an icon of that name. */
function verbatim(command: string): string {
  return visible(command, '').replaceAll('$(', '\\$(');
}
