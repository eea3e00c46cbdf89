import type { SgNode, SgRoot } from '@ast-grep/wasm';
import type { Node, Tree } from 'web-tree-sitter';
import { groupBy } from '../../core/groupBy';
import type { ReportedFinding, Span, TextEdit } from '../../core/types';
import { treeOf } from '../syntax/fileTrees';
import { grammarFor, otherFormat, spokenLanguage } from '../syntax/grammars';
import { type Analyzer, notReading, type RuleInfo } from './analyzer';
import { createRuleFilter } from './neededTexts';
import { type NodeMatcher, nodeMatcher } from './nodeMatcher';
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
    return async (file) => {
      const grammar = grammarFor(file);
      if (!grammar) {
        return notReading(otherFormat(file) ?? 'files without a grammar');
      }
      const mentioned = rulesFor(spokenLanguage(file)).filter(({ mention }) => mention?.test(file.text) ?? true);
      const rules = await likely(mentioned, grammar, file.text);
      if (rules.length === 0) {
        return [];
      }
      const tree = await treeOf(file, wasmFolder);
      if (!tree) {
        throw new Error('There is no syntax tree.');
      }
      const found = review(await runtime.read(grammar, file.text, tree), tree, spokenLanguage(file), rules, file.text);
      return withSuppressed(file, found, (id) => rules.find((rule) => rule.id === id)?.knownAs ?? []);
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
  const { id, title, explanation, severity, category, link, inTests, preservesBehaviour } = rule;
  return {
    id,
    languages,
    title,
    explanation,
    severity,
    category,
    ...(link && { link }),
    isDefault: true,
    ...(preservesBehaviour && { preservesBehaviour }),
    ...(inTests && { inTests }),
  };
}

/** Languages whose files pass through C's preprocessor. */
const preprocessed: ReadonlySet<string> = new Set(['c', 'cpp']);

function review(sgRoot: SgRoot, tree: Tree, language: string, rules: readonly Rule[], text: string): ReportedFinding[] {
  const root = sgRoot.root();
  try {
    const unreadable = [
      ...(tree.rootNode.hasError ? spansOf(root, 'ERROR') : []),
      ...(preprocessed.has(language) ? piecedSpans(text) : []),
    ];
    const matchers = rules.map((rule) => ({ rule, matcher: nodeMatcher(rule.rule) }));
    const patterns = matchers.flatMap(({ rule, matcher }) => (matcher ? [] : [rule]));
    const found = matchers.flatMap(({ rule, matcher }) => (matcher ? [{ rule, matcher }] : []));
    return [...findingsIn(root, tree.rootNode, patterns, text), ...findingsOfKinds(tree.rootNode, found, text)]
      .filter(({ span }) => !unreadable.some((error) => overlaps(error, span)))
      .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  } finally {
    // What lives in WebAssembly's memory is not collected.
    root.free();
    sgRoot.free();
  }
}

/** All nodes of the kinds that any of the rules may match are listed at once. */
function findingsOfKinds(
  tree: Node,
  rules: readonly { readonly rule: Rule; readonly matcher: NodeMatcher }[],
  text: string,
): PlacedFinding[] {
  const kinds = [...new Set(rules.flatMap(({ matcher }) => matcher.kinds))];
  const byKind = groupBy(kinds.length === 0 ? [] : tree.descendantsOfType(kinds), ({ type }) => type);
  return rules.flatMap(({ rule, matcher }) =>
    matcher.kinds
      .flatMap((kind) => byKind.get(kind) ?? [])
      .filter((node) => matcher.matches(node) && (rule.where?.(node) ?? true))
      .map((node) => findingOf(rule, { start: node.startIndex, end: node.endIndex }, text, () => '')),
  );
}

/** With more candidates, one walk for each rule costs less than to compile each rule for each candidate. */
const fewCandidates = 3;

/**
 * One walk tells the nodes that any of the rules may match: in most files there is none, and one walk for each rule
 * takes ten times as long.
 */
function findingsIn(root: SgNode, tree: Node, rules: readonly Rule[], text: string): PlacedFinding[] {
  if (rules.length === 0) {
    return [];
  }
  const candidates = root.findAll({ rule: { any: rules.map(({ rule }) => rule) } });
  if (candidates.length <= fewCandidates) {
    return candidates.flatMap((node) => release(node, () => findingsAt(node, tree, rules, text)));
  }
  for (const node of candidates) {
    node.free();
  }
  return rules.flatMap((rule) =>
    root.findAll(matcherOf(rule)).flatMap((node) => release(node, () => findingAt(rule, node, tree, text))),
  );
}

function matcherOf({ rule, constraints }: Rule) {
  return { rule, ...(constraints && { constraints }) };
}

/** Where the parser gave up; whatever stands there may be something else than it seems. */
function spansOf(root: SgNode, kind: string): Span[] {
  return root.findAll({ rule: { kind } }).map((node) => release(node, spanOf));
}

type PlacedFinding = ReportedFinding & { readonly span: Span };

function findingsAt(candidate: SgNode, tree: Node, rules: readonly Rule[], text: string): PlacedFinding[] {
  return rules.flatMap((rule) => {
    const matcher = matcherOf(rule);
    const node = candidate.matches(matcher) ? candidate.find(matcher) : undefined;
    return node ? release(node, () => findingAt(rule, node, tree, text)) : [];
  });
}

function findingAt(rule: Rule, node: SgNode, tree: Node, text: string): PlacedFinding[] {
  return rule.where && !rule.where(sameNode(node, tree)) ? [] : [toFinding(rule, node, text)];
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

function toFinding(rule: Rule, node: SgNode, text: string): PlacedFinding {
  return findingOf(rule, spanOf(node), text, (name) => captureOf(node, name, text));
}

/** What a metavariable stands for, by its name. */
type Captured = (name: string) => string;

function findingOf(rule: Rule, span: Span, text: string, captured: Captured): PlacedFinding {
  const edit = toEdit(rule, span, text, captured);
  const { preservesBehaviour } = rule;
  return {
    source,
    rule: rule.id,
    title: rule.title,
    explanation: rule.explanation,
    severity: rule.severity,
    category: rule.category,
    confidence: rule.confidence,
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
