import { configurationRule, syntaxRule } from '../core/findings/readingRules';

/** A JSON schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What the build knows of the bundled analyzers, see `rules.json`. */
export interface RulesOfSchema {
  readonly analyzers: readonly { readonly name: string }[];
  readonly rules: readonly { readonly analyzer: string; readonly id: string }[];
}

/** What only settings have: who may set them, and how the editor shows them. */
const ofSettings = new Set(['scope', 'order', 'editPresentation', 'uniqueItems']);

/** Words that fit the folder's file better than those of the setting do. */
const words = {
  max_parallel_files:
    'How many files are under review at the same time, 1 to 64. The results are the same for every number.',
  also_review:
    'Review these, too, although nobody writes them by hand: `vendored`, `generated`, `minified`. They are skipped otherwise, each with its reason.',
  overrides:
    'What holds for some files in the place of what holds for all. Each has `files`, a list of globs, and what is to hold for them: `profile`, `reviewers`, `analyzers`, `rules`. Where several fit a file the last one wins, each thing for itself.',
  profile:
    'What a model looks for: `bugs`, `security`, `performance`, `maintainability`, `mentor`, or one of the `profiles` below.',
  profiles: 'Profiles of the folder, by name. Each has a `focus`, or several `passes`. The bundled names are taken.',
  encoding: 'What files are in that are not UTF-8, such as `windows-1252` or `shift_jis`.',
  instructions:
    'Words to the model, such as conventions of the project. Sent with every file, once whoever reviews has agreed to them.',
  rules:
    'Rules that are off or weigh otherwise, for example `{ ruff/S113: off, ast-grep/*: info }`. A `*` at the end stands for any rest; the last key that fits counts. `folder-review rules` lists the rules of the bundled analyzers.',
  verify: 'How proposals are proven.',
  suggest: 'Commands that check a change, such as `npm test`. None runs before a person has approved it.',
} as const;

const exampleProfile = { api: { focus: 'Breaking changes of the public API. Leave out what is internal.' } };

/**
 * The JSON schema (draft 7) of `folder-review.yaml`: what settings of the same names allow, in the file's spelling. The build
 * puts it beside the program. A test holds it to what `readConfigFile` takes, which knows more of globs and names.
 *
 * @param settings `contributes.configuration.properties` of package.json
 * @param known the bundled analyzers and their rules, for the names of rules
 */
export function configSchema(settings: Readonly<Record<string, JsonSchema>>, known: RulesOfSchema): JsonSchema {
  const own = (key: string, more: JsonSchema = {}) => ({ ...inFile(settings[`folderReview.${key}`] ?? {}), ...more });
  const { additionalProperties: levels, ...rules } = own('rules', { description: words.rules });
  const named = { propertyNames: { $ref: '#/definitions/rule' }, additionalProperties: levels };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'folder-review.yaml',
    description: 'How Folder Review reviews this folder, for all who review it.',
    ...section({
      review: section(
        {
          max_parallel_files: own('maxParallelFiles', { description: words.max_parallel_files }),
          profile: own('profile', { description: words.profile }),
          include: own('include'),
          exclude: own('exclude'),
          also_review: own('alsoReview', { description: words.also_review }),
          encoding: { type: 'string', minLength: 1, default: 'utf8', description: words.encoding },
          instructions: own('instructions', { maxLength: 20_000, description: words.instructions }),
          rules: { ...rules, ...named },
          overrides: withRules(own('overrides', { description: words.overrides }), named, known),
        },
        'What is reviewed, and how.',
      ),
      profiles: {
        ...own('profiles', { type: ['object', 'null'], description: words.profiles, examples: [exampleProfile] }),
      },
      verify: section(
        { suggest: { type: 'array', items: { type: 'string' }, default: [], description: words.suggest } },
        words.verify,
      ),
    }),
    definitions: { rule: ruleNames(known) },
  };
}

/** A map of these keys and no others, which may be left empty. */
function section(properties: JsonSchema, description?: string): JsonSchema {
  return { type: ['object', 'null'], ...(description && { description }), additionalProperties: false, properties };
}

/** A setting's schema with the names and words that the file has. */
function inFile(setting: JsonSchema): JsonSchema {
  const entries = Object.entries(setting).filter(([keyword]) => !ofSettings.has(keyword));
  return Object.fromEntries(
    entries.map(([keyword, value]) => {
      switch (keyword) {
        case 'markdownDescription':
        case 'description':
          return ['description', String(value).replace(/#?\bfolderReview\.(\w+)#?/g, (_, key) => snakeCase(key))];
        case 'properties':
          return [keyword, mapped(value, ([key, one]) => [snakeCase(key), inFile(one)])];
        case 'items':
        case 'additionalProperties':
          return [keyword, typeof value === 'object' ? inFile(value as JsonSchema) : value];
        default:
          return [keyword, value];
      }
    }),
  );
}

/** As the file spells names. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function mapped(value: unknown, change: (entry: [string, JsonSchema]) => [string, JsonSchema]): JsonSchema {
  return Object.fromEntries(Object.entries(value as Readonly<Record<string, JsonSchema>>).map(change));
}

/** Overrides, whose rules and analyzers are checked by name. */
function withRules(overrides: JsonSchema, named: JsonSchema, { analyzers }: RulesOfSchema): JsonSchema {
  const items = overrides.items as JsonSchema;
  const change: Readonly<Record<string, JsonSchema>> = {
    rules: named,
    analyzers: { items: { type: 'string', enum: analyzers.map(({ name }) => name) } },
  };
  const properties = mapped(items.properties, ([key, one]) => [key, { ...one, ...change[key] }]);
  return { ...overrides, items: { ...items, properties } };
}

/** Names of rules: those of the list, whose completion an editor offers, all that begin in some way, and what others bring. */
function ruleNames({ analyzers, rules }: RulesOfSchema): JsonSchema {
  const names = analyzers.map(({ name }) => name);
  const ids = new Set(rules.map(({ analyzer, id }) => `${analyzer}/${id}`));
  const reading = names.flatMap((name) => [syntaxRule, configurationRule].map((rule) => `${name}/${rule}`));
  return {
    anyOf: [
      { enum: [...new Set([...names.map((name) => `${name}/*`), ...ids, ...reading])] },
      { pattern: `^(?:${names.join('|')})/[^*]*\\*$` },
      // Any of theirs, which a project's own configuration selects.
      { pattern: '^(?:ruff/[A-Z]{1,6}\\d{1,5}|markdownlint/MD\\d{3})$' },
      { pattern: '^editor/[^*]+\\*?$|^editor/\\*$' },
    ],
  };
}
