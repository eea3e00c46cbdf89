import { devNull } from 'node:os';
import type { Config, Warning } from 'stylelint';
import { LineIndex } from '../../core/text/lines';
import type { ReportedFinding } from '../../core/types';
import { type Analyzer, asTitle, baseName, notReading, worded } from './analyzer';
import { isSettings, type Settings } from './dataFiles';
import type { FolderConfig } from './folderConfig';
import { checkSettings, type OwnSettings, ownSettings } from './ownSettings';
import { byComment, byConfiguration, type Look, withSilenced } from './silenced';
import { ruleInfos, rules } from './stylelintRules';
import { withSuppressed } from './suppression';

const source = 'stylelint';
/** Those that are data only: one that is code is not run, and says nothing here. */
const configNames = ['.stylelintrc.json', '.stylelintrc.yaml', '.stylelintrc.yml', '.stylelintrc'];
const defaults: Settings = Object.fromEntries(Object.entries(rules).map(([name, { setting }]) => [name, setting]));

/** What a template engine replaces. */
const template = /\{\{|\{%|<%|<\?php|\$\{/;

/** Stylelint with the rules that find what browsers ignore; the project's configuration may switch each of them off. */
export const stylelint: Analyzer = {
  name: source,
  supports: ({ language, path }) => language === 'css' || configNames.includes(baseName(path)),
  rules: ruleInfos,
  configNames,
  async load() {
    const { default: linter } = await import('stylelint');
    return async (file, config, alsoSilenced) => {
      if (configNames.includes(baseName(file.path))) {
        return checkSettings(source, file);
      }
      if (template.test(file.text)) {
        return notReading('templates');
      }
      const lines = new LineIndex(file.text);
      const find = async (chosen: Settings, ignoreDisables = false) => {
        const options = { code: file.text, config: { rules: chosen } as Config, ignorePath: devNull, ignoreDisables };
        const { results } = await linter.lint(options);
        return results.flatMap(({ warnings }) => warnings);
      };
      const own = switchedOff(file.path, config);
      const chosen = { ...defaults, ...own?.settings };
      const warnings = await find(chosen);
      if (warnings.some(({ rule }) => rule === 'CssSyntaxError')) {
        return notReading('what is no CSS');
      }
      const shown = withSuppressed(file, findings(warnings, file.text, lines));
      return alsoSilenced ? withSilenced(shown, await looks(own, chosen, file.text, lines, find)) : shown;
    };
  },
};

/** The rules of ours that the project switches off. Options of its own could hold patterns and words for findings. */
function switchedOff(path: string, config: FolderConfig): OwnSettings | undefined {
  const own = ownSettings(path, config, configNames);
  const named = own?.settings.rules;
  const off = Object.entries(isSettings(named) ? named : {}).filter(
    ([name, value]) => Object.hasOwn(rules, name) && isOff(Array.isArray(value) ? value[0] : value),
  );
  return own && { path: own.path, settings: Object.fromEntries(off.map(([name]) => [name, null])) };
}

function isOff(value: unknown): boolean {
  return value === null || value === false;
}

async function looks(
  own: OwnSettings | undefined,
  chosen: Settings,
  text: string,
  lines: LineIndex,
  find: (chosen: Settings, ignoreDisables?: boolean) => Promise<readonly Warning[]>,
): Promise<readonly Look[]> {
  const look = async (hiddenBy: Look['hiddenBy'], from: Settings, ignoreDisables: boolean): Promise<Look> => {
    const found = findings(await find(from, ignoreDisables), text, lines);
    return { hiddenBy, find: () => found };
  };
  const hasOwn = own && Object.keys(own.settings).length > 0;
  const hasComments = text.includes('stylelint-disable');
  return [
    ...(hasOwn ? [await look(byConfiguration(own.path), defaults, false)] : []),
    ...(hasComments ? [await look(byComment, chosen, true)] : []),
    ...(hasComments && hasOwn ? [await look(byComment, defaults, true)] : []),
  ];
}

function findings(warnings: readonly Warning[], text: string, lines: LineIndex): readonly ReportedFinding[] {
  return warnings.flatMap((warning) => {
    const rule = rules[warning.rule];
    const info = ruleInfos.find(({ id }) => id === warning.rule);
    if (!rule || !info) {
      return [];
    }
    const { line, column, endLine = line, endColumn = column + 1 } = warning;
    const at = (row: number, position: number) => Math.min(lines.startOf(row) + position - 1, lines.endOf(row));
    const start = at(line, column);
    const before = text.slice(Math.max(start - longestLook, 0), start);
    if (
      rule.isMeant?.(warning.text, blockAround(text, start), before, text.slice(start, start + longestLook)) === false
    ) {
      return [];
    }
    return [
      {
        source,
        rule: warning.rule,
        // The name of the rule ends every message.
        ...worded(rule, asTitle(warning.text.replace(/ \([\w-]+\)$/, ''))),
        severity: info.severity,
        category: info.category,
        confidence: 'high' as const,
        span: { start, end: at(endLine, endColumn) },
      },
    ];
  });
}

/** Longer blocks are looked at around the place. In UTF-16 code units, to each side. */
const longestLook = 500;

/** The block that a place lies in, from its brace on, as far as it is near. */
export function blockAround(text: string, at: number): string {
  const first = Math.max(at - longestLook, 0);
  const near = text.slice(first, at + longestLook);
  const end = near.indexOf('}', at - first);
  return near.slice(Math.max(near.lastIndexOf('{', at - first), 0), end === -1 ? near.length : end);
}
