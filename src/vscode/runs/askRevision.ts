import * as vscode from 'vscode';
import type { Branch } from '../../core/branches';
import { t } from '../l10n';
import { joinParts, oneLine } from '../plainText';
import { region } from '../region';
import type { RunUi } from './runUi';

/** More would be a list to scroll; any other can be typed. */
const most = 30;

/**
 * Asks what the changes are to be told against: the default branch, the last commit, a recent branch, or what is typed.
 * Undefined when the person turns away.
 */
export async function askRevision(branches: readonly Branch[], ui: RunUi): Promise<string | undefined> {
  if (branches.length === 0) {
    return ui.askRevision();
  }
  const picked = await ui.pick(choices(branches), t('Review what has changed since …'));
  return picked && (picked.revision ?? ui.askRevision());
}

interface Choice extends vscode.QuickPickItem {
  /** Undefined for what is to be typed. */
  readonly revision?: string;
}

function choices(branches: readonly Branch[]): readonly Choice[] {
  const byDefault = branches.filter(({ isDefault }) => isDefault);
  const recent = branches.filter(({ isDefault }) => !isDefault).slice(0, most);
  return [
    ...byDefault.map(choiceOf),
    { label: '$(git-commit) HEAD', description: t('what is not committed yet'), revision: 'HEAD' },
    ...(recent.length > 0 ? [{ label: t('recent branches'), kind: vscode.QuickPickItemKind.Separator }] : []),
    ...recent.map(choiceOf),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: t('$(edit) Another Revision…'), description: t('a branch, a tag or a commit') },
  ];
}

function choiceOf({ name, isDefault, isCurrent, committedAt }: Branch): Choice {
  const marks = [
    isDefault ? t('default branch') : undefined,
    isCurrent ? t('checked out') : undefined,
    t('last commit on {0}', new Date(committedAt).toLocaleDateString(region())),
  ];
  const icon = name.startsWith('origin/') && isDefault ? 'cloud' : 'git-branch';
  return { label: `$(${icon}) ${oneLine(name)}`, description: joinParts(marks), revision: name };
}
