import type { Defence } from './defence';

const tests = ['test/unit/edits/folds.test.ts'];

/** What keeps an edit that is quoted inexactly from a place that is not meant. */
export const places: readonly Defence[] = [
  {
    name: 'a quote that stands elsewhere, and near its hint under a fold, is refused',
    file: 'src/core/edits/place.ts',
    find: 'return isRivalled ? rivalReason : change;',
    replace: 'return change;',
    tests,
  },
  {
    name: 'folds that lead to different texts are refused',
    file: 'src/core/edits/place.ts',
    find: '  if (another !== undefined) {\n    return rivalReason;\n  }\n',
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
    name: 'a new text that may have the rest of a line is refused for a part of it',
    file: 'src/core/edits/foldPart.ts',
    find: 'if (repeatsRest(',
    replace: 'if (before.length > 1e9 && repeatsRest(',
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
];
