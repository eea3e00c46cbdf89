import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { grouped } from '../core/report/spend';
import { jsonText } from '../core/text/jsonText';
import type { RulesCommand } from './command';
import { exitCodes } from './exitCode';
import { print } from './output';
import type { ListedRule, RuleFigures, RuleList } from './ruleList';
import { applyingText, rulesFor } from './rulesFor';

/** Prints every rule that the bundled analyzers have by themselves, with what is known of it. */
export async function listRules({ format, file, folder, trustConfig }: RulesCommand): Promise<number> {
  const list = JSON.parse(await readFile(join(__dirname, 'rules.json'), 'utf8')) as RuleList;
  if (file !== undefined) {
    const applying = await rulesFor(list, file, folder, trustConfig);
    print(format === 'json' ? `${jsonText(applying)}\n` : applyingText(applying));
    return exitCodes.done;
  }
  print(format === 'json' ? `${jsonText(list)}\n` : rulesText(list));
  return exitCodes.done;
}

/** The list for a person at a terminal. */
function rulesText({ rules }: RuleList): string {
  const analyzers = new Set(rules.map(({ analyzer }) => analyzer));
  const sections = [...analyzers].map((name) => {
    const entries = rules.filter(({ analyzer }) => analyzer === name).map(entryText);
    return `${name}\n${entries.join('')}`;
  });
  return sections.join('\n');
}

function entryText({ id, severity, isDefault, isGuess, title, languages, figures, link }: ListedRule): string {
  const marks = [
    severity,
    ...(isDefault ? [] : ['off by default']),
    ...(isGuess ? ['a guess'] : []),
    ...(languages ?? []),
  ];
  return [
    `  ${id}  ${title === id ? '' : `${title}  `}(${marks.join(', ')})\n`,
    `      ${figures ? figuresText(figures) : 'Not counted in public code.'}\n`,
    ...(link ? [`      ${link}\n`] : []),
  ].join('');
}

function figuresText({ hits, lines, worth, noise, false: wrong }: RuleFigures): string {
  const judged = worth + noise + wrong;
  const found = hits === 0 ? 'No hits' : `${grouped(hits)} ${hits === 1 ? 'hit' : 'hits'}`;
  const verdicts = judged === 0 ? '' : ` ${judged} judged: ${worth} worth it, ${noise} noise, ${wrong} false.`;
  return `${found} in ${grouped(lines)} lines of public code.${verdicts}`;
}
