import type { Message, RuleConfig } from 'html-validate/browser';
import type { FileSnapshot, ReportedFinding } from '../../core/types';
import { type Analyzer, asTitle, baseName, looked, notReading, unreadInPart, worded } from './analyzer';
import { isSettings, parseConfig, setting, turnsOff } from './dataFiles';
import type { FolderConfig } from './folderConfig';
import { otherThanPage, withPlainTags } from './htmlPages';
import { missingReferences } from './htmlReferences';
import { category, ruleInfos, rules, severity } from './htmlValidateRules';
import { checkSettings } from './ownSettings';
import { byComment, byConfiguration, type Look, withSilenced } from './silenced';
import { withSuppressed } from './suppression';

const source = 'html-validate';
/** One that is code is not run, and says nothing here. */
const configNames = ['.htmlvalidate.json'];

/** Without a word for the second one, html-validate throws at a comment that silences something. */
const defaults: RuleConfig = {
  ...Object.fromEntries(Object.keys(rules).flatMap((name) => (rules[name]?.isParser ? [] : [[name, 'error']]))),
  'no-unused-disable': 'off',
};

const directive = '[html-validate-';

interface Own {
  readonly path: string;
  readonly rules: RuleConfig;
}

/** html-validate with the rules that find what browsers read otherwise; the project's configuration may switch each off. */
export const htmlValidate: Analyzer = {
  name: source,
  supports: ({ language, path }) => language === 'html' || configNames.includes(baseName(path)),
  rules: ruleInfos,
  configNames,
  async load() {
    const { HtmlElement, HtmlValidate, Rule, StaticConfigLoader } = await import('html-validate/browser');
    // Nobody reads it, and to make one looks through the whole page for every message.
    HtmlElement.prototype.generateSelector = () => null;
    const plugin = { name: source, rules: { 'no-missing-references': missingReferences(Rule) } };
    const validator = new HtmlValidate(new StaticConfigLoader({ root: true, elements: ['html5'], plugins: [plugin] }));
    const messagesIn = (text: string, chosen: RuleConfig) =>
      validator.validateStringSync(text, 'file', { rules: chosen }).results.flatMap(({ messages }) => messages);
    return (file, config, alsoSilenced) => {
      if (configNames.includes(baseName(file.path))) {
        return checkSettings(source, file);
      }
      const other = otherThanPage(file);
      if (other !== undefined) {
        return notReading(other);
      }
      const text = withPlainTags(file.text);
      const own = switchedOff(file.path, config);
      const chosen = { ...defaults, ...own?.rules };
      const messages = messagesIn(text, chosen);
      const shown = withSuppressed(file, findings(messages, file));
      const isBroken = messages.some(({ ruleId }) => rules[ruleId]?.isParser);
      if (shown.length === 0 && isBroken) {
        return notReading('a "<" that begins no tag');
      }
      const find = (from: string, these: RuleConfig) => findings(messagesIn(from, these), file);
      const all = alsoSilenced ? withSilenced(shown, looks(own, chosen, text, find)) : shown;
      return isBroken ? looked(all, unreadInPart) : all;
    };
  },
};

/**
 * The rules of ours that the project switches off, in the folder of the file or, up to one with `root`, above. Options of
 * its own could hold patterns and words for findings.
 */
function switchedOff(path: string, config: FolderConfig): Own | undefined {
  const decided = new Map<string, string | undefined>();
  for (const file of config.governing(path, configNames)) {
    const data = parseConfig(file);
    const settings = data.kind === 'data' ? data.value : undefined;
    const named = setting(settings, 'rules');
    for (const [name, value] of Object.entries(isSettings(named) ? named : {})) {
      if (Object.hasOwn(rules, name) && !decided.has(name)) {
        decided.set(name, turnsOff(value) ? file.path : undefined);
      }
    }
    if (setting(settings, 'root') === true) {
      break;
    }
  }
  const off = [...decided].flatMap(([name, by]) => (by === undefined ? [] : [{ name, by }]));
  return off[0] && { path: off[0].by, rules: Object.fromEntries(off.map(({ name }) => [name, 'off'])) };
}

function looks(
  own: Own | undefined,
  chosen: RuleConfig,
  text: string,
  find: (text: string, chosen: RuleConfig) => readonly ReportedFinding[],
): readonly Look[] {
  const hasComments = text.includes(directive);
  const bare = text.replaceAll(directive, directive.replace('[', '('));
  return [
    ...(own ? [{ hiddenBy: byConfiguration(own.path), find: () => find(text, defaults) }] : []),
    ...(hasComments ? [{ hiddenBy: byComment, find: () => find(bare, chosen) }] : []),
    ...(hasComments && own ? [{ hiddenBy: byComment, find: () => find(bare, defaults) }] : []),
  ];
}

function findings(
  messages: readonly Message[],
  { path, text }: Pick<FileSnapshot, 'path' | 'text'>,
): readonly ReportedFinding[] {
  const structure = firstOfStructure(
    messages.filter(
      ({ ruleId, message, offset }) =>
        ruleId === 'close-order' && rules[ruleId]?.isMeant?.({ message, text, offset, path }) !== false,
    ),
  );
  // What stands inside of what follows from that.
  const others = messages.filter(
    ({ ruleId }) => ruleId !== 'close-order' && !(structure && ruleId === 'element-permitted-content'),
  );
  const all = structure ? [...others, structure] : others;
  return all.flatMap(({ ruleId, message, offset, size }) => {
    const rule = Object.hasOwn(rules, ruleId) ? rules[ruleId] : undefined;
    const hit = { message, text, offset, path };
    if (!rule || rule.isMeant?.(hit) === false) {
      return [];
    }
    const start = Math.min(offset, text.length);
    return [
      {
        source,
        rule: ruleId,
        ...worded(rule, asTitle(rule.isParser ? rule.title : message)),
        severity,
        category,
        confidence: rule.isNoticed?.(hit) === false ? ('low' as const) : ('high' as const),
        span: { start, end: Math.min(start + size, text.length) },
      },
    ];
  });
}

/**
 * Of all that is wrong with how elements are nested, what comes first: the place where the parser noticed it, or the
 * element that was open there.
 */
function firstOfStructure(inOrder: readonly Message[]): Message | undefined {
  const noticed = inOrder.findIndex(({ message }) => !message.startsWith('Unclosed'));
  const open = inOrder.slice(0, noticed === -1 ? undefined : noticed).at(-1);
  const first = inOrder[noticed];
  return first?.message.startsWith('Stray') ? first : (open ?? first);
}
