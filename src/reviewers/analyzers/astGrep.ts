import type { SgNode } from '@ast-grep/wasm';
import type { Node, Tree } from 'web-tree-sitter';
import { groupBy } from '../../core/groupBy';
import type { ReportedFinding, Span, TextEdit } from '../../core/types';
import { treeOf } from '../syntax/fileTrees';
import { grammarFor, otherFormat, spokenLanguage } from '../syntax/grammars';
import { knowsWhole } from '../syntax/treeSyntax';
import { type Analyzer, looked, notReading, type RuleInfo, unreadInPart } from './analyzer';
import type { ReadTree } from './astGrepRuntime';
import { type Candidates, createCandidates, leafFinder } from './candidates';
import { createRuleFilter } from './neededTexts';
import { piecedSpans } from './preprocessor';
import { rulePacks } from './rules/packs';
import type { Rule } from './rules/rule';
import { withSuppressed } from './suppression';

const source = 'ast-grep';

/** Our own rules on the syntax tree of every language that has a file in `rules/`. */
export const astGrep: Analyzer = {
  name: source,
  supports: ({ language }) => rulesFor(language).length > 0,
  rules: rulePacks.flatMap(({ grammars, rules }) => rules.map((rule) => infoOf(Object.keys(grammars), rule))),
  async load({ wasmFolder }) {
    const { startAstGrep } = await import('./astGrepRuntime');
    const runtime = await startAstGrep(wasmFolder);
    const likely = createRuleFilter(runtime.patternParser);
    const candidatesFor = createCandidates(runtime.patternParser);
    return async (file) => {
      const grammar = grammarFor(file);
      if (!grammar) {
        return notReading(otherFormat(file) ?? 'files without a grammar');
      }
      const spoken = spokenLanguage(file);
      const took = spoken === file.language ? {} : { language: spoken };
      const mentioned = rulesFor(spoken).filter(({ mention }) => mention?.test(file.text) ?? true);
      const rules = await likely(mentioned, grammar, file.text);
      if (rules.length === 0) {
        return looked([], took);
      }
      const tree = await treeOf(file, wasmFolder);
      if (!tree) {
        throw new Error('There is no syntax tree.');
      }
      const searches = searchesIn(tree, file.text, rules, await candidatesFor(rules, grammar));
      const found = await findAll(searches, tree, file.text, () => runtime.read(grammar, file.text, tree));
      const unreadable = found.length === 0 ? [] : unreadableSpans(tree, spoken, file.text);
      const readable = found
        .filter(({ span }) => !unreadable.some((error) => overlaps(error, span)))
        .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
      const told = withSuppressed(file, readable, (id) => rules.find((rule) => rule.id === id)?.knownAs ?? []);
      const isBroken = tree.rootNode.hasError && knowsWhole(spoken);
      return looked(told, { ...took, ...((isBroken || readable.length < found.length) && unreadInPart) });
    };
  },
};

function rulesFor(language: string): Rule[] {
  return rulePacks
    .filter(({ grammars }) => Object.hasOwn(grammars, language))
    .flatMap(({ rules }) => rules)
    .filter(({ languages }) => languages?.includes(language) ?? true);
}

function infoOf(spoken: readonly string[], { languages = spoken, ...rule }: Rule): RuleInfo {
  const { id, title, explanation, severity, category, link, inTests, preservesBehaviour, confidence } = rule;
  return {
    id,
    languages,
    title,
    explanation,
    severity,
    category,
    ...(link && { link }),
    isDefault: true,
    ...(confidence === 'low' && { isGuess: true }),
    ...(preservesBehaviour && { preservesBehaviour }),
    ...(inTests && { inTests }),
  };
}

/** Languages whose files pass through C's preprocessor. */
const preprocessed: ReadonlySet<string> = new Set(['c', 'cpp']);

/** A rule, and the nodes that it may match. */
interface Search {
  readonly rule: Rule;
  /** Absent where it may be any. */
  readonly nodes?: readonly Node[];
  /** Whether it matches each of them. */
  readonly isAll: boolean;
}

/** All nodes of the kinds that any of the rules may match are listed at once. */
function searchesIn(
  tree: Tree,
  text: string,
  rules: readonly Rule[],
  candidates: ReadonlyMap<Rule, Candidates>,
): Search[] {
  const wanted = rules.flatMap((rule) => {
    const known = candidates.get(rule);
    return known ? [{ rule, ...known }] : [];
  });
  const kinds = [...new Set(wanted.flatMap(({ kinds = [] }) => kinds))];
  const byKind = groupBy(kinds.length === 0 ? [] : tree.rootNode.descendantsOfType(kinds), ({ type }) => type);
  const hasLeaves = leafFinder(text);
  return wanted.map(({ rule, kinds, leaves, mayMatch, isAll }) => {
    const nodes = kinds
      ?.flatMap((kind) => byKind.get(kind) ?? [])
      .filter((node) => hasLeaves(node, leaves) && mayMatch(node));
    return { rule, isAll, ...(nodes && { nodes }) };
  });
}

async function findAll(
  searches: readonly Search[],
  tree: Tree,
  text: string,
  read: () => Promise<ReadTree>,
): Promise<PlacedFinding[]> {
  const answered = searches.filter(({ isAll }) => isAll);
  const asked = searches.filter(({ isAll, nodes }) => !isAll && nodes?.length !== 0);
  const found = answered.flatMap(({ rule, nodes = [] }) =>
    nodes
      .filter((node) => rule.where?.(node) ?? true)
      .map((node) =>
        findingOf(
          rule,
          () => node,
          { start: node.startIndex, end: node.endIndex },
          text,
          () => '',
        ),
      ),
  );
  if (asked.length === 0) {
    return found;
  }
  const readTree = await read();
  try {
    return [...asked.flatMap((search) => ask(search, readTree, tree, text)), ...found];
  } finally {
    readTree.free();
  }
}

/** With more candidates, one walk through the tree costs less than to compile the rule for each of them. */
const fewCandidates = 8;

function ask({ rule, nodes }: Search, readTree: ReadTree, { rootNode }: Tree, text: string): PlacedFinding[] {
  if (nodes && nodes.length <= fewCandidates) {
    return nodes.flatMap((node) =>
      release(readTree.nodeOf(node), (candidate) => findingAt(rule, candidate, node, text)),
    );
  }
  return release(readTree.nodeOf(rootNode), (root) =>
    root.findAll(matcherOf(rule)).flatMap((found) =>
      release(found, () => {
        const node = () => sameNode(found, rootNode);
        return !rule.where || rule.where(node()) ? [toFinding(rule, node, found, text)] : [];
      }),
    ),
  );
}

/** Where the parser gave up, or the preprocessor chooses: whatever stands there may be something else than it seems. */
function unreadableSpans({ rootNode }: Tree, language: string, text: string): Span[] {
  const errors = rootNode.hasError ? rootNode.descendantsOfType('ERROR') : [];
  return [
    ...errors.map(({ startIndex, endIndex }) => ({ start: startIndex, end: endIndex })),
    ...(preprocessed.has(language) ? piecedSpans(text) : []),
  ];
}

function matcherOf({ rule, constraints }: Rule) {
  return { rule, ...(constraints && { constraints }) };
}

type PlacedFinding = ReportedFinding & { readonly span: Span };

function findingAt(rule: Rule, candidate: SgNode, node: Node, text: string): PlacedFinding[] {
  const matcher = matcherOf(rule);
  // Only what was found knows what the metavariables stand for.
  const match = candidate.matches(matcher) && (rule.where?.(node) ?? true) ? candidate.find(matcher) : undefined;
  return match ? release(match, () => [toFinding(rule, () => node, match, text)]) : [];
}

/** The node as tree-sitter itself has it, which can be asked for its neighbours without a pattern. */
function sameNode(node: SgNode, tree: Node): Node {
  const { start, end } = spanOf(node);
  const kind = node.kind();
  let same = tree.descendantForIndex(start, Math.max(start, end - 1));
  while (same && same.type !== kind) {
    same = same.parent;
  }
  if (!same) {
    throw new Error(`no ${kind} at ${start}`);
  }
  return same;
}

function toFinding(rule: Rule, node: () => Node, match: SgNode, text: string): PlacedFinding {
  return findingOf(rule, node, spanOf(match), text, (name) => captureOf(match, name, text));
}

/** What a metavariable stands for, by its name. */
type Captured = (name: string) => string;

function findingOf(rule: Rule, node: () => Node, span: Span, text: string, captured: Captured): PlacedFinding {
  const edit = toEdit(rule, span, text, captured);
  const { preservesBehaviour } = rule;
  return {
    source,
    rule: rule.id,
    title: rule.title,
    explanation: rule.explanation,
    severity: rule.severity,
    category: rule.category,
    confidence: rule.isGuess?.(node()) ? 'low' : rule.confidence,
    span,
    ...(edit && {
      fix: { kind: 'edits', anchoring: 'exact', edits: [edit], ...(preservesBehaviour && { preservesBehaviour }) },
    }),
  };
}

function toEdit({ fix }: Rule, span: Span, fileText: string, captured: Captured): TextEdit | undefined {
  const newText =
    typeof fix === 'function'
      ? fix({ text: fileText.slice(span.start, span.end), fileText, captured })
      : fix?.replace(metavariable, (_, name: string) => captured(name));
  return newText === undefined ? undefined : { ...span, newText };
}

const metavariable = /\${1,3}([A-Z_][A-Z0-9_]*)/g;

function captureOf(node: SgNode, name: string, text: string): string {
  const one = node.getMatch(name);
  if (one) {
    return release(one, (found) => found.text());
  }
  const spans = node.getMultipleMatches(name).map((part) => release(part, spanOf));
  return text.slice(spans[0]?.start ?? 0, spans.at(-1)?.end ?? 0);
}

function spanOf(node: SgNode): Span {
  const range = node.range();
  const span = { start: range.start.index, end: range.end.index };
  range.free();
  return span;
}

function release<Result>(node: SgNode, use: (node: SgNode) => Result): Result {
  try {
    return use(node);
  } finally {
    node.free();
  }
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
