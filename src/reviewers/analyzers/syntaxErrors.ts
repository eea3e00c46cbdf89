import { roleOf } from '../../core/paths/fileRole';
import type { FileSnapshot, ReportedFinding } from '../../core/types';
import { type Break, type SyntaxCheck, unread } from '../syntax/brokenSyntax';
import { checkData, dataLanguages } from '../syntax/dataSyntax';
import { treeOf } from '../syntax/fileTrees';
import { otherFormat, spokenLanguage } from '../syntax/grammars';
import { checkTree, treeLanguages } from '../syntax/treeSyntax';
import { type Analysis, type Analyzer, notReading, type RuleInfo } from './analyzer';
import { silenced } from './silenced';
import { withSuppressed } from './suppression';

const source = 'syntax';

const rule: RuleInfo = {
  id: 'syntax',
  title: 'Syntax error',
  explanation:
    'No reader of the format or compiler of the language gets past this place, so nothing in the file counts.',
  severity: 'error',
  category: 'bug',
  isDefault: true,
  // Nobody can follow an example that is broken.
  inTests: { test: 'lowered', fixture: 'hidden', example: 'shown' },
};

const tolerated =
  'Strict readers, such as JSON.parse, reject the file; some tools have a reader of their own that takes it.';

/** https://www.w3.org/TR/css-syntax-3/#error-handling */
const skipped =
  'Browsers skip what they cannot read: the declarations here are lost, up to the next semicolon that ends one, and where a bracket, string or comment stays open, what follows as well.';

const languages: ReadonlySet<string> = new Set([...dataLanguages, ...treeLanguages]);

/**
 * Broken syntax, where no analyzer with a parser of its own reports it: what the parser of the format, or the grammar of
 * the language together with its brackets, is certain of. Of other files it says that it has not looked.
 */
export const syntaxErrors: Analyzer = {
  name: source,
  supports: ({ language }) => languages.has(language),
  rules: [rule],
  async load({ wasmFolder }) {
    return async (file): Promise<Analysis> => {
      if (hasConflict.test(file.text)) {
        // The text checks report it.
        return notReading('merge conflicts');
      }
      const check = checkData(file) ?? (await checkByTree(file, wasmFolder));
      return check.kind === 'unread'
        ? notReading(check.name)
        : withSuppressed(file, asMeant(file, check.breaks.map(toFinding)));
    };
  },
};

async function checkByTree(file: FileSnapshot, wasmFolder: string): Promise<SyntaxCheck> {
  const tree = await treeOf(file, wasmFolder);
  return tree ? checkTree(tree, file, spokenLanguage(file)) : unread(otherFormat(file) ?? 'files without a grammar');
}

const hasConflict = /^(?:<{7}|>{7}) /m;

const meantToBe =
  /broken|corrupt|error|fail|illegal|incomplete|invalid|malformed|truncated|unparsable|wrong|\bbad|\bnot[-_]/i;

/** What readers of data are tried with, by the file's own name or that of its folder: `fail20.json`, `invalid/a.yaml`. */
const dataForReaders =
  /(?:^|[/._-])(?:bad|broken|corrupt(?:ed)?|fail(?:ing|ed|ures?)?|ill[-_]?formed|invalid|malformed|truncated|unparsable)(?:[-_.]?\d+)?(?:[-_][^/]*)?(?:\/[^/]*|\.\w+)$/i;

/** In tests, and of data anywhere, what is broken by its name is broken on purpose. */
function asMeant(
  { path, language }: Pick<FileSnapshot, 'path' | 'language'>,
  findings: readonly ReportedFinding[],
): readonly ReportedFinding[] {
  const isData = dataLanguages.includes(language) && dataForReaders.test(path);
  const role = (meantToBe.test(path) ? roleOf(path) : undefined) ?? (isData ? 'fixture' : undefined);
  return role ? findings.map((finding) => silenced(finding, { kind: 'role', role })) : findings;
}

function toFinding({ span, message, outcome }: Break): ReportedFinding {
  const isTolerated = outcome === 'tolerated';
  return {
    source,
    rule: rule.id,
    title: `${rule.title}: ${message}`,
    explanation: isTolerated ? tolerated : outcome === 'skipped' ? skipped : rule.explanation,
    severity: isTolerated ? 'warning' : rule.severity,
    category: rule.category,
    confidence: isTolerated ? 'medium' : 'high',
    span,
  };
}
