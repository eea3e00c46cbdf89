import * as vscode from 'vscode';
import { ruleIdOf, rulePatternProblem } from '../../core/strategy/rules';
import { parseElementId } from '../elements';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, settingsSection } from '../ids';
import type { Log } from '../log';
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
  return registerGuardedCommand(commandIds.turnOffRule, log, (element) => turnOffRule(element, dependencies));
}

/** Switches a rule off in the user's own settings: of a row's finding, the one that is named, or one that is picked. */
export async function turnOffRule(
  element: unknown,
  { sessions, ui = editorUi }: Omit<TurnOffRuleDependencies, 'log'>,
): Promise<void> {
  const isRow = parseElementId(element)?.kind === 'finding';
  const rule = namedRule(element) ?? (isRow ? ruleOfRow(sessions, element) : await pickRule(sessions, ui));
  if (rule === undefined) {
    if (isRow) {
      void ui.offer('info', 'No rule is behind this finding that could be turned off.');
    }
    return;
  }
  const before = ownRules();
  // The last key that fits counts, and VS Code takes another order for no change.
  const { [rule]: own, ...others } = before ?? {};
  if (own !== undefined) {
    await setOwnRules(others);
  }
  await setOwnRules({ ...others, [rule]: 'off' });
  const message = `The rule ${oneLine(rule)} is off in your settings, from the next review on.`;
  if ((await ui.offer('info', message, undo)) === undo) {
    await setOwnRules(before);
  }
}

const undo = 'Undo';

function ownRules(): RuleSettings | undefined {
  return vscode.workspace.getConfiguration(settingsSection).inspect<RuleSettings>('rules')?.globalValue;
}

async function setOwnRules(rules: RuleSettings | undefined): Promise<void> {
  await vscode.workspace.getConfiguration(settingsSection).update('rules', rules, vscode.ConfigurationTarget.Global);
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
    void ui.offer('info', 'No rule has found anything in the reviews of the view.');
    return undefined;
  }
  const items = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([rule, count]) => ({
      label: oneLine(rule),
      description: `${count} ${count === 1 ? 'finding' : 'findings'}`,
      rule,
    }));
  return (await ui.pick(items, 'Turn off which rule, in all of your reviews?'))?.rule;
}

/** What the report page calls the command with. */
export function turnOffArgument(rule: string): NamedRule {
  return { rule };
}
