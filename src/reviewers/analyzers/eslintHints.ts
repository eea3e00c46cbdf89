import { withoutRethrow, withoutUnusedName } from './eslintEdits';
import { type EslintRule, hint } from './eslintRule';

/** What is called for its result alone: modules that are loaded, parts that are looked up, values that are converted. */
const isForItsResult =
  /^\s*=\s*(?:await\s+)?(?:(?:require|parse\w*|Number|String|Boolean)|(?:[\w$]+\.)*(?:(?:Object|Math|JSON|path|url)\.\w+|getElement\w*|getAttribute|slice|split|trim|concat|join|indexOf|toString|reduce|find|includes|replace|match|test))\(/;

/** Rules of ESLint's core on code that works and is in the way. */
export const eslintHints: Readonly<Record<string, EslintRule>> = {
  'no-unused-labels': hint('Unused label', 'The label has no effect.', { isStyle: true, isGuess: true }),
  'no-unused-private-class-members': hint(
    'Unused private class member',
    'The member is never used, so it is left over or its use was forgotten.',
    // Services are injected for what they do by being there.
    {
      isStyle: true,
      findingOnly: true,
      accepts: ({ after }) => !/^\s*(?::[^=;\n]*)?=\s*(?:new\s+)?[\w$.]+[(<]/.test(after),
    },
  ),
  'no-unused-vars': hint('Unused variable', 'The value is never used, so it is left over or its use was forgotten.', {
    isStyle: true,
    isForJavaScript: true,
    edit: withoutUnusedName,
    preservesBehaviour: true,
    // Imports, functions, and results of calls; what JSX becomes a call of is not named in it. TypeScript reads the
    // types of comments, so an import may be for them.
    accepts: ({ found, before, after, documentedTypes, namesInComments, isSeenByEval }) =>
      !documentedTypes().has(found) &&
      !namesInComments().has(found) &&
      !/^(?:_|(?:React|h|jsx|Fragment)$)/.test(found) &&
      (/\bimport\b[^;'"]*$|\bfunction\s*\*?\s*$/.test(before) ||
        // A timer runs, whether or not anybody can end it.
        /^\s*=\s*(?:await\s+)?(?!set(?:Timeout|Interval|Immediate)\()[\w$.]+\(/.test(after)) &&
      !isSeenByEval(),
    // What a call does goes on without the name: only the name is left over.
    doubts: ({ after }) => /^\s*=/.test(after) && !isForItsResult.test(after),
    options: [{ vars: 'local', args: 'none', caughtErrors: 'none', ignoreRestSiblings: true }],
  }),
  'no-useless-catch': hint('Catch clause only rethrows', 'Catching an error only to throw it again does nothing.', {
    isStyle: true,
    edit: withoutRethrow,
  }),
};
