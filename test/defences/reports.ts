import type { Defence } from './defence';

const page = ['test/unit/report/page.test.ts'];
const formats = ['test/unit/report/formats.test.ts'];

/** What keeps texts of a run texts in its reports. */
export const reports: readonly Defence[] = [
  {
    name: 'nothing in the data of the report page ends it',
    file: 'src/core/report/page/html.ts',
    find: ".replaceAll('<', '\\\\u003c')",
    replace: '',
    tests: page,
  },
  {
    name: 'the page allows its own script and style alone',
    file: 'src/core/report/page/html.ts',
    find: "default-src 'none'; style-src 'sha256-${styleHash}'; script-src 'sha256-${scriptHash}';",
    replace: "style-src 'unsafe-inline'; script-src 'unsafe-inline';",
    tests: page,
  },
  {
    name: 'what turns a text around is spelled out in the page’s explanations',
    file: 'src/core/report/page/pageRows.ts',
    find: "explanation: visible(maskSecrets(explanation), '\\t\\n'),",
    replace: 'explanation,',
    tests: [...page, 'test/unit/report/secrets.test.ts'],
  },
  {
    name: 'a page’s findings have the details that are theirs',
    file: 'src/core/report/page/pageRows.ts',
    find: 'for (const finding of [...file.findings, ...(file.hidden ?? [])]) {',
    replace: 'for (const finding of file.findings) {',
    tests: page,
  },
  {
    name: 'XML has no character that it forbids',
    file: 'src/core/report/junit.ts',
    find: '/[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\u{10000}-\\u{10ffff}]/gu',
    replace: '/[^\\s\\S]/gu',
    tests: formats,
  },
  {
    name: 'XML takes no text for markup',
    file: 'src/core/report/junit.ts',
    find: '.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)',
    replace: '',
    tests: formats,
  },
  {
    name: 'a file that was not reviewed is an error of its suite',
    file: 'src/core/report/junit.ts',
    find: "const isError = status.kind !== 'reviewed' && status.kind !== 'skipped';",
    replace: "const isError = status.kind === 'failed';",
    tests: formats,
  },
  {
    name: 'SARIF has no fix without replacements',
    file: 'src/core/report/sarif.ts',
    find: 'if (edits.length === 0 || edits.some(',
    replace: 'if (edits.some(',
    tests: formats,
  },
  {
    name: 'time without work is cut out of the timeline',
    file: 'src/core/report/page/axis.ts',
    find: 'Math.max(leastGap, atWork / 10)',
    replace: 'Number.POSITIVE_INFINITY',
    tests: page,
  },
];
