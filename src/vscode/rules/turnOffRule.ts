import * as vscode from 'vscode';
import { ruleIdOf, rulePatternProblem } from '../../core/strategy/rules';
import { parseElementId, rowsMeant, toElementId } from '../elements';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, settingsSection } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { countedFindings } from '../names';
import { oneLine } from '../plainText';
import { type Sessions, storeOf } from '../sessions';
import { editorUi, type Ui } from '../ui';

export interface TurnOffRuleDependencies {
  readonly sessions: Sessions;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'pick' | 'offer'>;
}

/** A rule that is named by whoever calls the command, such as the report page. */
interface NamedRule {
  readonly rule: string;
}

type RuleSettings = Readonly<Record<string, unknown>>;

export function registerTurnOffRule({ log, ...dependencies }: TurnOffRuleDependencies): vscode.Disposable {
  return vscode.Disposable.from(
    registerGuardedCommand(commandIds.turnOffRule, log, (element) => turnOffRule(element, dependencies)),
    registerGuardedCommand(commandIds.disableRule, log, (element) => disableRule(element, dependencies)),
  );
}

/** Switches the rule of a row's finding off in the settings of its folder, where all who open that have it so. */
export async function disableRule(
  argument: unknown,
  { sessions, ui = editorUi }: Omit<TurnOffRuleDependencies, 'log'>,
): Promise<void> {
  const [row] = rowsMeant(argument);
  const rule = row && ruleOfRow(sessions, toElementId(row));
  const run = row && sessions.shownByRun(row.run);
  if (rule === undefined || !run) {
    void ui.offer('info', noRule);
    return;
  }
  const within = vscode.workspace.getWorkspaceFolder(run.folder);
  if (!within) {
    void ui.offer(
      'info',
      t('Its folder is not open here, so that it has no settings. Turn Off Rule… turns it off in yours.'),
    );
    return;
  }
  const settings: RuleSettingsOf = { target: vscode.ConfigurationTarget.WorkspaceFolder, scope: within.uri };
  const before = ownRules(settings);
  await switchOff(rule, settings);
  const message = t(
    'The rule {0} is off in the settings of “{1}”, from the next review on.',
    oneLine(rule),
    oneLine(within.name),
  );
  if ((await ui.offer('info', message, undo)) === undo) {
    await switchBack(rule, before, settings);
  }
}

const noRule = t('This finding has no rule that can be turned off.');

/** Switches a rule off in the user's own settings: of a row's finding, the one that is named, or one that is picked. */
export async function turnOffRule(
  element: unknown,
  { sessions, ui = editorUi }: Omit<TurnOffRuleDependencies, 'log'>,
): Promise<void> {
  const isRow = parseElementId(element)?.kind === 'finding';
  const rule = namedRule(element) ?? (isRow ? ruleOfRow(sessions, element) : await pickRule(sessions, ui));
  if (rule === undefined) {
    if (isRow) {
      void ui.offer('info', noRule);
    }
    return;
  }
  const before = ownRules();
  await switchOff(rule);
  const message = t('The rule {0} is off in your settings, from the next review on.', oneLine(rule));
  if ((await ui.offer('info', message, undo)) === undo) {
    await switchBack(rule, before);
  }
}

const undo = t('Undo');

/** Whose settings. */
interface RuleSettingsOf {
  readonly target: vscode.ConfigurationTarget;
  readonly scope?: vscode.Uri;
}

const ofUser: RuleSettingsOf = { target: vscode.ConfigurationTarget.Global };

async function switchOff(rule: string, settings = ofUser): Promise<void> {
  const { [rule]: _, ...others } = ownRules(settings) ?? {};
  await replaceRule(rule, { ...others, [rule]: 'off' }, settings);
}

/** Gives a rule the value and the place that it had, where it is still off. What has changed since stays. */
async function switchBack(rule: string, before: RuleSettings | undefined, settings = ofUser): Promise<void> {
  const { [rule]: now, ...others } = ownRules(settings) ?? {};
  if (now !== 'off') {
    return;
  }
  const earlier = Object.entries(before ?? {}).filter(([key]) => key === rule || key in others);
  const rules = { ...Object.fromEntries(earlier), ...others };
  const isEmpty = Object.keys(rules).length === 0;
  await replaceRule(rule, isEmpty ? before : rules, settings);
}

/** Writes rules of which only one is another. The last key that fits counts, and VS Code takes another order for no change. */
async function replaceRule(rule: string, rules: RuleSettings | undefined, settings: RuleSettingsOf): Promise<void> {
  const { [rule]: own, ...others } = ownRules(settings) ?? {};
  if (own !== undefined && rules && rule in rules) {
    await setOwnRules(others, settings);
  }
  await setOwnRules(rules, settings);
}

function ownRules({ scope } = ofUser): RuleSettings | undefined {
  const rules = vscode.workspace.getConfiguration(settingsSection, scope).inspect<RuleSettings>('rules');
  return scope ? rules?.workspaceFolderValue : rules?.globalValue;
}

async function setOwnRules(rules: RuleSettings | undefined, { target, scope } = ofUser): Promise<void> {
  await vscode.workspace.getConfiguration(settingsSection, scope).update('rules', rules, target);
}

function namedRule(element: unknown): string | undefined {
  const rule = typeof element === 'object' && element !== null && 'rule' in element ? element.rule : undefined;
  return typeof rule === 'string' && rulePatternProblem(rule) === undefined ? rule : undefined;
}

function ruleOfRow(sessions: Sessions, element: unknown): string | undefined {
  const target = parseElementId(element);
  const run = target?.kind === 'finding' ? sessions.shownByRun(target.run) : undefined;
  const finding = run && target?.kind === 'finding' ? storeOf(run).finding(target.finding)?.finding : undefined;
  return finding && finding.reviewer !== 'model' && finding.rule !== undefined
    ? ruleIdOf(finding.reviewer, finding)
    : undefined;
}

/** Of the rules that found something in the reviews of the view, those with the most findings first. */
async function pickRule(sessions: Sessions, ui: Pick<Ui, 'pick' | 'offer'>): Promise<string | undefined> {
  const counts = new Map<string, number>();
  for (const run of sessions.shown()) {
    for (const { findings } of storeOf(run).files()) {
      for (const finding of findings.filter(({ reviewer, rule }) => reviewer !== 'model' && rule !== undefined)) {
        const id = ruleIdOf(finding.reviewer, finding);
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
  }
  if (counts.size === 0) {
    void ui.offer('info', t('No rule has found anything in the reviews shown here.'));
    return undefined;
  }
  const items = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([rule, count]) => ({
      label: oneLine(rule),
      description: countedFindings(count),
      rule,
    }));
  return (await ui.pick(items, t('Turn off which rule, in all of your reviews?')))?.rule;
}

/** What the report page calls the command with. */
export function turnOffArgument(rule: string): NamedRule {
  return { rule };
}
