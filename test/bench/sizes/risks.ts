import { toEdits } from '../../../src/core/edits/toEdits';
import { riskCheckOf } from '../../../src/core/gates/risks/riskCheck';
import type { FileSnapshot } from '../../../src/core/types';
import { findingsOf, reportedOn } from './findings';
import type { Step } from './step';

const languages = ['typescript', 'html', 'python', 'ruby', 'php', 'shellscript', 'lua', 'go', 'cpp', 'csharp', 'rust'];

/** What an expression could start on again and again, or look for in vain to the end of the text. */
const pieces = [
  'from ',
  'import(',
  'from os import ',
  '=/[',
  '$_GET[',
  'process::{',
  'connect(fd',
  '"""',
  '`',
  '`$' + '{',
  '[[',
  'r#"',
  '"\\',
  '\\"""\n',
  '\\\n',
  '\\u0065',
  '\n',
  ' ',
];

function fileOf(language: string, text: string): FileSnapshot {
  return { path: 'a', language, text, textHash: '', lineEnding: 'lf' };
}

export const risks: readonly Step[] = [
  {
    name: 'proposals for one file that start processes',
    n: 500,
    prepare: (n) => {
      const file = fileOf('typescript', 'exec(name); /* x */\n'.repeat(n));
      const reported = reportedOn(file, () => ({})).map((finding) => {
        const edits = [{ start: finding.span?.end ?? 0, end: finding.span?.end ?? 0, newText: ' eval(name);' }];
        return { ...finding, fix: { kind: 'edits' as const, anchoring: 'exact' as const, edits } };
      });
      return () => findingsOf(file, 'model', reported);
    },
  },
  ...pieces.map(
    (piece): Step => ({
      name: `risks in a proposal full of ${JSON.stringify(piece)}`,
      n: 300,
      prepare: (n) => {
        const newText = `eval(x) ${piece.repeat(n)}\n`;
        const edits = toEdits('a\n', [{ start: 0, end: 0, newText }]);
        return () => {
          for (const language of languages) {
            riskCheckOf(fileOf(language, 'a\n'))?.addedBy(edits, 1);
          }
        };
      },
    }),
  ),
];
