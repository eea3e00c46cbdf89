import * as vscode from 'vscode';
import { globOf } from '../../core/paths/globs';
import { parseElementId } from '../elements';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, settingsSection } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import type { Sessions } from '../sessions';
import { editorUi, type Ui } from '../ui';

export interface ExcludeDependencies {
  readonly sessions: Sessions;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'offer' | 'confirm'>;
}

/** Paths that are named by whoever calls the command, such as the message at the end of a review. */
interface NamedPaths {
  readonly folder: vscode.Uri;
  readonly paths: readonly string[];
}

const [undo, show] = [t('Undo'), t('Show Setting')];

export function registerExclude({ log, ...dependencies }: ExcludeDependencies): vscode.Disposable {
  return registerGuardedCommand(commandIds.exclude, log, (argument) => exclude(argument, dependencies));
}

/** Leaves folders or files out of later reviews, by a setting that can be seen: those of a row, or those that are named. */
export async function exclude(
  argument: unknown,
  { sessions, ui = editorUi }: Omit<ExcludeDependencies, 'log'>,
): Promise<void> {
  const named = namedPaths(argument) ?? pathOfRow(sessions, argument);
  if (!named) {
    void ui.offer('info', t('Choose a folder or a file in the Folder Review view to leave out.'));
    return;
  }
  const globs = named.paths.map(globOf);
  const what = globs.map(oneLine).join(', ');
  const within = vscode.workspace.getWorkspaceFolder(named.folder);
  const question = t(
    'The folder of this review is not open, so that it has no settings. Exclude {0} from all reviews, of any folder?',
    what,
  );
  if (!within && !(await ui.confirm(question, t('Exclude from All Reviews')))) {
    return;
  }
  const added = await addGlobs(globs, within?.uri);
  const answer = await ui.offer('info', excludedSentence(what, named.folder, within), undo, show);
  if (answer === undo) {
    await removeGlobs(added, within?.uri);
  } else if (answer === show) {
    await vscode.commands.executeCommand(`workbench.action.open${within ? 'Workspace' : ''}Settings`, {
      query: `@id:${settingsSection}.exclude`,
    });
  }
}

function excludedSentence(what: string, folder: vscode.Uri, within: vscode.WorkspaceFolder | undefined): string {
  if (!within) {
    return t('{0} is excluded in your settings, from the next review of any folder on.', what);
  }
  return within.uri.toString() === folder.toString()
    ? t('{0} is excluded in the settings of “{1}”, from the next review on.', what, oneLine(within.name))
    : t(
        '{0} is excluded in the settings of “{1}”, from the next review on. That holds for reviews of any folder in it, seen from that folder.',
        what,
        oneLine(within.name),
      );
}

/** What was written into a setting. */
interface Added {
  readonly globs: readonly string[];
  /** Other globs that would else no longer hold, as those of a folder take the place of the user's. */
  readonly inherited: readonly string[] | undefined;
}

/** Adds globs to the setting of a workspace folder, or to the user's without one. */
async function addGlobs(globs: readonly string[], folder: vscode.Uri | undefined): Promise<Added> {
  const { present, inherited } = excluded(folder);
  const before = present ?? inherited ?? [];
  const added = globs.filter((glob) => !before.includes(glob));
  await setExcluded([...before, ...added], folder);
  return { globs: added, inherited: present ? undefined : (inherited ?? []) };
}

/** Takes out of the setting what was added. What came since stays. */
async function removeGlobs({ globs, inherited }: Added, folder: vscode.Uri | undefined): Promise<void> {
  const rest = (excluded(folder).present ?? []).filter((glob) => !globs.includes(glob));
  const isAsBefore = inherited?.length === rest.length && inherited.every((glob, index) => glob === rest[index]);
  await setExcluded(isAsBefore ? undefined : rest, folder);
}

/** What stands in the setting itself, and what holds where nothing does. */
function excluded(folder: vscode.Uri | undefined) {
  const found = vscode.workspace.getConfiguration(settingsSection, folder).inspect<readonly string[]>('exclude');
  return folder
    ? { present: found?.workspaceFolderValue, inherited: found?.workspaceValue ?? found?.globalValue }
    : { present: found?.globalValue, inherited: undefined };
}

async function setExcluded(globs: readonly string[] | undefined, folder: vscode.Uri | undefined): Promise<void> {
  const { Global, WorkspaceFolder } = vscode.ConfigurationTarget;
  const settings = vscode.workspace.getConfiguration(settingsSection, folder);
  await settings.update('exclude', globs, folder ? WorkspaceFolder : Global);
}

function namedPaths(argument: unknown): NamedPaths | undefined {
  const isNamed =
    typeof argument === 'object' && argument !== null && 'folder' in argument && argument.folder instanceof vscode.Uri;
  return isNamed && 'paths' in argument && Array.isArray(argument.paths) ? (argument as NamedPaths) : undefined;
}

function pathOfRow(sessions: Sessions, argument: unknown): NamedPaths | undefined {
  const target = parseElementId(argument);
  const run = target && sessions.shownByRun(target.run);
  return run && (target.kind === 'folder' || target.kind === 'file')
    ? { folder: run.folder, paths: [target.path] }
    : undefined;
}

/** What the message at the end of a review calls the command with. */
export function excludeArgument(folder: vscode.Uri, paths: readonly string[]): NamedPaths {
  return { folder, paths };
}
