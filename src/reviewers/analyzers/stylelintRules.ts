import type { Category, Severity } from '../../core/types';
import type { RuleInfo } from './analyzer';

interface Rule {
  readonly title: string;
  /** Why it matters, in plain words. */
  readonly why: string;
  /** As a configuration of stylelint's has it. */
  readonly setting: unknown;
  /** Whether it is no trick, by the message, what stands around the place in its block, and what before it and behind. */
  readonly isMeant?: (message: string, block: string, before: string, after: string) => boolean;
  /** It is so, but hardly anybody would act on it: it is told to those alone whose profile also wants guesses. */
  readonly isGuess?: true;
}

function defect(title: string, why: string, options?: Readonly<Record<string, unknown>>): Rule {
  return { title, why, setting: options ? [true, options] : true };
}

/** Pseudo-classes and -elements of CSS modules, Vue, Svelte and Angular, which their compilers take out. */
const ofCompilers = ['global', 'local', 'export', 'import', 'deep', 'slotted', 'v-deep', 'v-slotted', 'v-global'];

/** Colours that have had names since CSS 1: https://www.w3.org/TR/css-color-3/#html4 */
const colours: Readonly<Record<string, string>> = {
  ...{ black: '#000000', silver: '#c0c0c0', gray: '#808080', grey: '#808080', white: '#ffffff', maroon: '#800000' },
  ...{ red: '#ff0000', purple: '#800080', fuchsia: '#ff00ff', magenta: '#ff00ff', green: '#008000', lime: '#00ff00' },
  ...{
    olive: '#808000',
    yellow: '#ffff00',
    navy: '#000080',
    blue: '#0000ff',
    teal: '#008080',
    aqua: '#00ffff',
    cyan: '#00ffff',
  },
};

/** A value in one of the ways in which it can be written. */
function plain(value: string): string {
  return value
    .replace(/\/\*(?:[^*]|\*(?!\/))*\*\//g, '')
    .trim()
    .toLowerCase()
    .replace(/\s*([,!])\s*/g, '$1')
    .replace(/\s+/g, ' ')
    .replaceAll("'", '"')
    .replace(/#([\da-f])([\da-f])([\da-f])\b/g, '#$1$1$2$2$3$3')
    .replace(/(?<![\w#.-])[a-z]+(?![\w(-])/g, (word) => colours[word] ?? word)
    .replace(/(?<![\d.])0(?:px|r?em|pt|%)/g, '0')
    .replace(/(?<![\d.])0+(?=\.\d)/g, '');
}

/** Whether the values that a block gives to the property of a message differ, and weigh the same. */
function isOverridden(message: string, block: string): boolean {
  const property = /"([^"]+)"/.exec(message)?.[1];
  const values = [...block.matchAll(/(?<![\w-])([\w-]+)\s*:\s*([^;}]*)/g)].flatMap(([, name, value = '']) =>
    name === property ? [plain(value)] : [],
  );
  const isImportant = values.filter((value) => value.includes('!important')).length;
  return values.length < 2 || (new Set(values).size > 1 && (isImportant === 0 || isImportant === values.length));
}

/** `*width` and `_width` are read by old browsers alone, and fallbacks stand before what those do not know. */
const forOldBrowsers = /(?:^|[;{\s])[*_][a-z-]+\s*:|calc\(|rgba\(|\d(?:vh|vw|dvh|svh|rem)\b|-(?:webkit|moz|ms|o)-/;

const severity: Severity = 'warning';
const category: Category = 'bug';

/** Those of stylelint's recommended rules that find what a browser passes over, or shows otherwise than it is written. */
export const rules: Readonly<Record<string, Rule>> = {
  'custom-property-no-missing-var-function': defect(
    'Custom property without var()',
    'Without var() the name is no value, and the declaration is ignored.',
  ),
  'declaration-block-no-duplicate-custom-properties': {
    ...defect('Duplicate custom property', 'The first value is overridden in the same block.'),
    isMeant: isOverridden,
  },
  'declaration-block-no-duplicate-properties': {
    ...defect('Duplicate property', 'The first value is overridden in the same block.', {
      ignore: ['consecutive-duplicates-with-different-syntaxes', 'consecutive-duplicates-with-different-values'],
    }),
    isMeant: (message, block) => !forOldBrowsers.test(block) && isOverridden(message, block),
  },
  'declaration-block-no-shorthand-property-overrides': {
    ...defect(
      'Property overridden by a later shorthand',
      'The shorthand sets all of its properties, so the declaration above it has no effect.',
    ),
    // A colour for browsers that do not know the gradient.
    isMeant: (message) => !message.includes('"background'),
    isGuess: true,
  },
  'declaration-property-value-no-unknown': {
    ...defect('Unknown value', 'The property has no such value: it is ignored.', {
      ignoreProperties: {
        // What old browsers were told, and what preprocessors read.
        '/^(?:-.*|filter|speak|zoom|src|display|behavior|clip|text-wrap)$/': ['/./'],
        '/./': [
          '/^hand$|[\\\\$@]|(?:^|[\\s,(])-[a-z]|expression\\(|alpha\\(|-gradient\\(\\s*(?:top|bottom|left|right)\\b/i',
        ],
      },
    }),
    // What was never filled in changes nothing.
    isMeant: (message) => !message.includes('value ""'),
    // Of what was judged in unseen projects one in five was worth it: style sheets that no page loads are full of it.
    isGuess: true,
  },
  'function-calc-no-unspaced-operator': {
    ...defect(
      'Operator without spaces in calc()',
      'Without spaces around + and - the value is invalid, and the declaration is ignored.',
    ),
    // Stylelint wants just one. https://drafts.csswg.org/css-values/#calc-syntax wants some, with or without comments.
    isMeant: (_message, _block, before, after) =>
      !/\s(?:\/\*(?:[^*]|\*(?!\/))*\*\/\s*)*$/.test(before) || !/^[-+](?:\/\*[\s\S]*?\*\/)*\s/.test(after),
    isGuess: true,
  },
  'keyframe-declaration-no-important': defect('!important in a keyframe', 'Such a declaration is ignored.'),
  'media-feature-name-value-no-unknown': defect('Unknown value of a media feature', 'The query never matches.'),
  'named-grid-areas-no-invalid': defect('Invalid named grid areas', 'The areas are no rectangles: they are ignored.'),
  'no-duplicate-at-import-rules': defect('Duplicate @import', 'The file is loaded twice.'),
  'no-invalid-double-slash-comments': defect(
    '// is not a comment in CSS',
    'CSS has no such comments: what follows, up to the next ; or }, is read as something else and ignored.',
  ),
  'no-invalid-position-at-import-rule': defect('@import after other rules', 'There it is ignored.', {
    ignoreAtRules: ['tailwind', 'use', 'forward', 'config', 'plugin', 'source', 'theme', 'reference'],
  }),
  'property-no-unknown': {
    ...defect('Unknown property', 'No browser knows it: the declaration is ignored.', {
      ignoreProperties: ['composes', 'compose-with', '/^mso-/', '/^\\*/', '/^_/', '/^scrollbar-/'],
    }),
    // What one browser knew, or a tool takes out: of what was judged in two unseen sets nothing was worth it.
    isGuess: true,
  },
  'selector-anb-no-unmatchable': defect('Selector that never matches', 'Elements are counted from 1.'),
  'selector-pseudo-class-no-unknown': {
    ...defect('Unknown pseudo-class', 'The whole rule is ignored.', { ignorePseudoClasses: ofCompilers }),
    isGuess: true,
  },
  'selector-pseudo-element-no-unknown': {
    ...defect('Unknown pseudo-element', 'The whole rule is ignored.', {
      ignorePseudoElements: [...ofCompilers, 'ng-deep'],
    }),
    isGuess: true,
  },
  'string-no-newline': defect('Unclosed string', 'The declaration is ignored.', {
    ignore: ['at-rule-preludes', 'declaration-values'],
  }),
};

export const ruleInfos: readonly RuleInfo[] = Object.entries(rules).map(([id, { title, why, isGuess }]) => ({
  ...{ id, title, explanation: why, severity, category, isDefault: true },
  ...(isGuess && { isGuess }),
  link: `https://stylelint.io/user-guide/rules/${id}`,
  // No test is written in CSS: beside tests it is what they read.
  inTests: { test: 'hidden', fixture: 'hidden', example: 'shown' },
}));
