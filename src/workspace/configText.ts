import type { JsonSchema } from './configSchema';

/** Characters, as far as words can be broken. */
const width = 100;

const head =
  'How Folder Review reviews this folder, for all who review it. All of it may be left out: what stands here are the defaults. ' +
  'Take the “#” before a key away to say something else. A person’s own settings and flags come before this file.';

/**
 * A `folder-review.yaml` that says nothing yet: every key in a comment, with its default and what it is for.
 *
 * @param schema what `configSchema` made
 */
export function configText(schema: JsonSchema): string {
  const sections = propertiesOf(schema).map(([name, section]) => {
    const keys = propertiesOf(section).map(([key, one]) => keyText(key, one));
    const examples = ((section.examples as readonly object[] | undefined) ?? []).map(exampleText);
    return `${comment(String(section.description), '')}${name}:\n${[...keys, ...examples].join('\n')}`;
  });
  return `${comment(head, '')}\n${sections.join('\n')}`;
}

function propertiesOf({ properties = {} }: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return Object.entries(properties as Readonly<Record<string, JsonSchema>>);
}

function keyText(key: string, { description, default: value }: JsonSchema): string {
  return `${comment(String(description), '  ')}  # ${key}: ${valueText(value)}\n`;
}

/** Flow style is JSON, but for plain words. */
function valueText(value: unknown): string {
  return typeof value === 'string' && /^[a-z]\w*$/.test(value) ? value : JSON.stringify(value);
}

/** Maps in maps, with a comment sign before each line. */
function exampleText(example: object): string {
  const lines = (value: object, indent: string): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null
        ? [`  # ${indent}${key}:\n`, ...lines(inner, `${indent}  `)]
        : [`  # ${indent}${key}: ${inner}\n`],
    );
  return lines(example, '').join('');
}

function comment(text: string, indent: string): string {
  const wrapped = new RegExp(`(?=\\S).{1,${width - indent.length}}(?=\\s|$)`, 'g');
  return (text.match(wrapped) ?? []).map((line) => `${indent}# ${line}\n`).join('');
}
