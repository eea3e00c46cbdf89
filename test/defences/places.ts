import type { Defence } from './defence';

const tests = ['test/unit/edits/folds.test.ts'];

/** What keeps an edit that is quoted inexactly from a place that is not meant. */
export const places: readonly Defence[] = [
  {
    name: 'a quote that stands elsewhere, and near its hint under a fold, is refused',
    file: 'src/core/edits/place.ts',
    find: 'return isRivalled ? reasons.twoMeanings : change;',
    replace: 'return change;',
    tests,
  },
  {
    name: 'an edit that was made out of a reply is not exact',
    file: 'src/core/edits/anchor.ts',
    find: "edit.read === 'strictly' ? placed.anchoring : 'normalised'",
    replace: 'placed.anchoring',
    tests: ['test/unit/prompt/bends/bends.test.ts'],
  },
  {
    name: 'folds that lead to different texts are refused',
    file: 'src/core/edits/place.ts',
    find: '  if (another !== undefined) {\n    return reasons.twoMeanings;\n  }\n',
    replace: '',
    tests,
  },
  {
    name: 'under folds a quote stands nowhere else near its hint',
    file: 'src/core/edits/place.ts',
    find: 'another === undefined && line !== undefined && startLine <= line',
    replace: 'line !== undefined && startLine <= line',
    tests,
  },
  {
    name: 'what stands for code is found under every fold',
    file: 'src/core/edits/anchor.ts',
    find: "findElision(placed.newLines.join('\\n'), text)",
    replace: 'findElision(edit.newText, text)',
    tests,
  },
  {
    name: 'new lines that may be indented already are refused',
    file: 'src/core/edits/foldIndentation.ts',
    find: "another !== undefined || lost === 'perhaps'",
    replace: 'another !== undefined',
    tests,
  },
  {
    name: 'lines that are not indented by the step of their file have no known one',
    file: 'src/core/edits/foldIndentation.ts',
    find: 'unit !== undefined && indented.every((line) => line.startsWith(unit)) ? unit : undefined',
    replace: 'unit',
    tests,
  },
  {
    name: 'a new text that may have the rest of a line is refused for a part of it',
    file: 'src/core/edits/foldPart.ts',
    find: 'if (repeatsRest(',
    replace: 'if (before.length > 1e9 && repeatsRest(',
    tests,
  },
  {
    name: 'a comment that mentions code of another line is not that code',
    file: 'src/core/edits/foldPart.ts',
    find: 'mayBeMentioned(part) && isInRemark(',
    replace: 'part.length < 0 && isInRemark(',
    tests,
  },
  {
    name: 'signs that differ are brought by no new text',
    file: 'src/core/edits/foldTypography.ts',
    find: '.some((sign) => differing.has(sign))',
    replace: '.some((sign) => differing.has(sign + sign))',
    tests,
  },
  {
    name: 'line ends are unescaped only outside of quotation marks',
    file: 'src/core/edits/foldEscapes.ts',
    find: "!line.endsWith('\\\\') && isClosed(line)",
    replace: "!line.endsWith('\\\\')",
    tests,
  },
  {
    name: 'an apostrophe in a comment opens no string',
    file: 'src/core/edits/foldEscapes.ts',
    find: 'hasBehind(line, escapedBreak, isUnclear) ||',
    replace: '',
    tests,
  },
  {
    name: 'no code comes to stand in a comment by an escape',
    file: 'src/core/edits/foldEscapes.ts',
    find: 'hasBehind(line, breakInComment, isInComment)) &&',
    replace: 'hasBehind(line, breakInComment, isUnclear)) &&',
    tests,
  },
  {
    name: 'a new text with escaped line ends stands under no fold',
    file: 'src/core/edits/place.ts',
    find: 'if (hasEscapedBreaks(text, change.newLines)) {',
    replace: 'if (hasEscapedBreaks(text, [])) {',
    tests,
  },
];
