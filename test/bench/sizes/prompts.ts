import { withoutIndent } from '../../../src/core/edits/lineFolds';
import type { QuotedEdit } from '../../../src/core/edits/quotedEdit';
import { QuotedText } from '../../../src/core/edits/quotedText';
import type { Definition } from '../../../src/core/ports';
import { divideIntoChunks } from '../../../src/core/prompt/chunks';
import { echoesOf } from '../../../src/core/prompt/echo';
import { parseReply } from '../../../src/core/prompt/parseReply';
import { placeReply } from '../../../src/core/prompt/placeReply';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { shownText } from '../../../src/core/prompt/shownText';
import { userMessage } from '../../../src/core/prompt/userMessage';
import { findSecrets } from '../../../src/core/text/secrets';
import { fileOf, findingsOf, reportedOn } from './findings';
import type { Step } from './step';

const lines = (n: number) =>
  Array.from({ length: n }, (_, index) => (index % 3 === 0 ? '}' : `  let name${index} = ${index};`));

function said(edits: readonly QuotedEdit[], startLine = 1): ModelFinding {
  return {
    title: 'Something is wrong',
    explanation: 'It is.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    startLine,
    endLine: startLine,
    edits: [...edits],
  };
}

const editOf = (line: number, oldText: string, newText: string): QuotedEdit => ({
  startLine: line,
  endLine: line,
  oldText,
  newText,
  read: 'strictly',
});

function placing(n: number, edit: (index: number, line: string) => QuotedEdit) {
  const all = lines(n);
  const text = all.join('\n');
  const findings = [said(all.map((line, index) => edit(index, line)))];
  return () => placeReply(findings, { text, shown: text, masked: [], source: 'model' });
}

/** Functions of ten lines each. */
function functions(n: number): Definition[] {
  return Array.from({ length: n / 10 }, (_, index) => ({
    startLine: 10 * index + 1,
    endLine: 10 * index + 10,
    header: { startLine: 10 * index + 1, endLine: 10 * index + 1 },
    children: [],
  }));
}

/** What is asked of a model, and what it makes of a file. `n` counts lines, and edits where there are some. */
export const prompts: readonly Step[] = [
  {
    name: 'a message about a file with many findings',
    n: 2_000,
    prepare: (n) => {
      const file = fileOf(lines(n));
      const known = findingsOf(
        file,
        'local',
        reportedOn(file, () => ({})),
      );
      return () => userMessage(file, known);
    },
  },
  {
    name: 'dividing a file into chunks',
    n: 5_000,
    prepare: (n) => {
      const all = lines(n);
      const outline = { imports: functions(n).map(({ header }) => header), definitions: functions(n) };
      const request = { lines: all, lineTokens: all.map(() => 10), range: { startLine: 1, endLine: n } };
      return () => divideIntoChunks({ ...request, budget: 6_000, outline });
    },
  },
  {
    name: 'dividing a file without an outline into chunks',
    n: 5_000,
    prepare: (n) => {
      const all = lines(n).map((line, index) => (index % 7 === 0 ? '' : line.trim()));
      const request = { lines: all, lineTokens: all.map(() => 10), range: { startLine: 1, endLine: n } };
      return () => divideIntoChunks({ ...request, budget: 6_000 });
    },
  },
  {
    name: 'dividing one long definition into chunks',
    n: 5_000,
    prepare: (n) => {
      const all = lines(n);
      const header = { startLine: 1, endLine: 1 };
      const definitions = [{ startLine: 1, endLine: n, header, children: functions(n) }];
      const request = { lines: all, lineTokens: all.map(() => 10), range: { startLine: 1, endLine: n } };
      return () => divideIntoChunks({ ...request, budget: 6_000, outline: { imports: [], definitions } });
    },
  },
  {
    name: 'a reply with many edits',
    n: 3_000,
    prepare: (n) => placing(n, (index, line) => editOf(index + 1, line, `${line}!`)),
  },
  {
    name: 'a reply with many edits of lines that are alike',
    n: 10_000,
    prepare: (n) => placing(n, (index) => editOf(index, '}', `} // ${index}`)),
  },
  {
    name: 'a reply with many edits of lines that are not there',
    n: 3_000,
    prepare: (n) => {
      const all = lines(n);
      const findings = Array.from({ length: 100 }, (_, at) =>
        said([
          ...all.slice(at, at + n / 100).map((line, index) => editOf(at + index + 1, line, `${line} `)),
          editOf(1, `gone ${at}`, ''),
        ]),
      );
      const text = all.join('\n');
      return () => placeReply(findings, { text, shown: text, masked: [], source: 'model' });
    },
  },
  {
    name: 'a reply with many edits that are quoted otherwise',
    n: 1_000,
    prepare: (n) => {
      const all = Array.from({ length: n }, (_, index) => `${'\t'.repeat(1 + (index % 4))}call(value, "${index}");`);
      const bends: ((line: string, index: number) => string)[] = [
        (line, index) => `${index + 1}| ${line}`,
        (line) => `\`\`\`\n${line}\n\`\`\``,
        (line) => `-${line}`,
        (line) => line.replaceAll('"', '\\"'),
        (line) => line.replaceAll('"', '&quot;'),
        (line) => line.replace('"', '\u201c'),
        (line) => `    ${line.trim()}`,
        (line) => line.trim().slice(0, -1),
        (_, index) => `value${index.toString(2).replaceAll('0', ' value').replaceAll('1', ',value')}`,
      ];
      const text = all.join('\n');
      const findings = all.map((line, index) =>
        said(
          [editOf(index % 3 === 0 ? 0 : index + 1, bends[index % bends.length]?.(line, index) ?? '', 'x')],
          index + 1,
        ),
      );
      return () => placeReply(findings, { text, shown: text, masked: [], source: 'model' });
    },
  },
  {
    name: 'a reply with many edits that leave code out',
    n: 5_000,
    prepare: (n) => {
      const text = lines(n).join('\n');
      const quoted = '// ... existing code ...';
      const findings = [said(lines(n).map((line, index) => editOf(index + 1, line, `${quoted}\n${line}!`)))];
      const shown = `${text}\n${quoted}`;
      return () => placeReply(findings, { text: shown, shown, masked: [], source: 'model' });
    },
  },
  {
    name: 'a reply that quotes much that is not there',
    n: 3_000,
    prepare: (n) => {
      const text = lines(n).join('\n');
      const findings = Array.from({ length: 20 }, (_, at) => said([editOf(at, text.replaceAll('let', 'var'), 'x')]));
      return () => placeReply(findings, { text, shown: text, masked: [], source: 'model' });
    },
  },
  {
    name: 'a reply about a file of secrets',
    n: 300,
    prepare: (n) => {
      const all = Array.from({ length: n }, (_, index) => `password${index} = "k3J9xQ7zLm2Vw${index}"`);
      const text = all.join('\n');
      const shown = all
        .map((line) => line.replace(/"(.*)"/, (_, secret: string) => `"${'*'.repeat(secret.length)}"`))
        .join('\n');
      const findings = [
        said(shown.split('\n').map((line, index) => editOf(index + 1, line, `// ${line.slice(0, 9)}`))),
      ];
      return () => placeReply(findings, { text, ...shownText(text, false), source: 'model' });
    },
  },
  {
    name: 'parsing a reply',
    n: 100,
    prepare: (n) => {
      const edits = Array.from({ length: n }, (_, index) => editOf(index, `old ${index}`, 'new'));
      const text = `Here it is:\n${JSON.stringify({ findings: [said(edits)] })}`;
      return () => parseReply(text, { isEcho: () => false, path: 'a.ts' });
    },
  },
  {
    name: 'a reply compared with what stands in its prompt',
    n: 3_000,
    prepare: (n) => {
      const prompt = lines(n).map((line) => `${line} // {"title":"It is odd","explanation":"\\u0041 reason&amp;"}`);
      const reply = JSON.stringify({ findings: Array.from({ length: 20 }, (_, at) => said([editOf(at, 'a', 'b')])) });
      return () => parseReply(reply, { isEcho: echoesOf(prompt.join('\n')), path: 'a.ts' });
    },
  },
  {
    name: 'masking empty answers',
    n: 3_000,
    prepare: (n) => {
      const text = `${'{"findings":[]}\n'.repeat(n)}${'f('.repeat(n)}${'\\'.repeat(n)}${'{"f\\u0069ndings":[1]}'.repeat(n)}`;
      return () => shownText(text, true);
    },
  },
  ...[' token: |\n', 'token:|\n', ' token: |\n  a\n', 'token="""\n', 'token=<<A\n', 'pass="a"+\n'].map(
    (piece): Step => ({
      name: `secrets in a text full of ${JSON.stringify(piece)}`,
      // Ten times as much is about as far as a value is looked for.
      n: 40,
      prepare: (n) => {
        const text = piece.repeat(n);
        return () => findSecrets(text);
      },
    }),
  ),
  {
    name: 'finding quoted lines',
    n: 2_000,
    prepare: (n) => {
      const text = lines(n).join('\n');
      return () => {
        const quoted = new QuotedText(text);
        return lines(n).map((line) => quoted.places([`\t${line.trim()} `], withoutIndent).length);
      };
    },
  },
];
