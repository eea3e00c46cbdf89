import type { Node } from 'web-tree-sitter';
import { calleeOf, enclosing, field, following } from './tree';

/** Where a loop of C++ goes on to its next step. */

/** What a statement may do: let what is behind it run, begin the next step of its loop, or end its loop or switch. */
type Outcome = 'next' | 'again' | 'break';
type Outcomes = ReadonlySet<Outcome>;

const nothing: Outcomes = new Set();
const goesOn: Outcomes = new Set(['next']);

const loops: ReadonlySet<string> = new Set(['for_statement', 'for_range_loop', 'while_statement', 'do_statement']);

/** Whether, behind a statement in it, a loop may come to its next step: on some way nothing returns, throws or ends it. */
export function isStepped(loop: Node, statement: Node): boolean {
  let outcomes = together(behind(statement));
  let at: Node | null = statement.parent;
  while (at && at.id !== loop.id && outcomes.size > 0) {
    if (/^(?:lambda_expression|function_definition)$/.test(at.type)) {
      return false;
    }
    if (loops.has(at.type)) {
      outcomes = afterLoop(at, outcomes);
    } else if (at.type === 'switch_statement' && outcomes.has('break')) {
      outcomes = without(outcomes, 'break', 'next');
    }
    outcomes = outcomes.has('next') ? inTurn(outcomes, together(behind(at))) : outcomes;
    at = at.parent;
  }
  return at?.id === loop.id && (outcomes.has('next') || outcomes.has('again'));
}

/** What runs after a statement in its block. Another branch of the same condition does not. */
function behind(statement: Node): Node[] {
  const isBranch = /^(?:if_statement|try_statement)$/.test(statement.parent?.type ?? '');
  return isBranch ? [] : following(statement).filter(({ type }) => !/^preproc_el/.test(type));
}

function together(statements: readonly Node[]): Outcomes {
  return statements.reduce((before, next) => (before.has('next') ? inTurn(before, outcomesOf(next)) : before), goesOn);
}

function inTurn(before: Outcomes, after: Outcomes): Outcomes {
  return new Set([...[...before].filter((one) => one !== 'next'), ...after]);
}

function either(...all: readonly Outcomes[]): Outcomes {
  return new Set(all.flatMap((one) => [...one]));
}

function without(outcomes: Outcomes, taken: Outcome, ...added: readonly Outcome[]): Outcomes {
  return new Set([...[...outcomes].filter((one) => one !== taken), ...added]);
}

function outcomesOf(node: Node): Outcomes {
  switch (node.type) {
    case 'return_statement':
    case 'co_return_statement':
    case 'throw_statement':
    case 'goto_statement':
      return nothing;
    case 'break_statement':
      return new Set(['break']);
    case 'continue_statement':
      return new Set(['again']);
    case 'expression_statement':
      return endsAll(node) ? nothing : goesOn;
    case 'compound_statement':
    case 'else_clause':
    case 'case_statement':
    case 'labeled_statement':
      return together(statementsIn(node));
    case 'if_statement':
      return either(branch(field(node, 'consequence')), branch(field(node, 'alternative')));
    case 'try_statement':
      return either(...[field(node, 'body'), ...clausesOf(node)].map(branch));
    case 'switch_statement':
      return outcomesOfSwitch(node);
    default:
      if (loops.has(node.type)) {
        return afterLoop(node, branch(field(node, 'body')));
      }
      // One of its branches is compiled; that may be the one that leaves.
      return node.type.startsWith('preproc_if') && leaves(node) ? nothing : goesOn;
  }
}

/** What is not there does nothing. */
function branch(statement: Node | undefined): Outcomes {
  return statement ? outcomesOf(statement) : goesOn;
}

function statementsIn(node: Node): Node[] {
  return node.namedChildren.filter(
    (child) => child !== null && child.type !== 'comment' && child.id !== field(node, 'value')?.id,
  ) as Node[];
}

function clausesOf(node: Node): (Node | undefined)[] {
  return node.namedChildren.flatMap((child) => (child?.type === 'catch_clause' ? [field(child, 'body')] : []));
}

/** Every case may be the first; without a default none has to be. */
function outcomesOfSwitch(node: Node): Outcomes {
  const cases = field(node, 'body')?.namedChildren.filter((child) => child?.type === 'case_statement') ?? [];
  const all = either(...cases.map((one) => together([one as Node, ...following(one as Node)])));
  const isComplete = cases.some((one) => one?.text.startsWith('default'));
  return all.has('break') ? without(all, 'break', 'next') : isComplete ? all : either(all, goesOn);
}

/** A loop with a condition may end; one without has to be ended. */
function afterLoop(loop: Node, ofBody: Outcomes): Outcomes {
  const condition = field(loop, 'condition')?.text.replace(/^\((.*)\)$/s, '$1');
  const isEndless = loop.type !== 'for_range_loop' && /^(?:|1|true)$/.test(condition ?? '');
  const isLeftAtOnce = loop.type === 'do_statement' && !ofBody.has('next') && !ofBody.has('again');
  return (isEndless || isLeftAtOnce) && !ofBody.has('break') ? nothing : goesOn;
}

/** What ends the program, or by its name leaves the function: `abort()`, `throwError(…)`, `RETURN_IF_FAILED(…)`. */
const leaving =
  /^(?:std::)?(?:_?exit|quick_exit|terminate|longjmp)$|(?:^|::|\.|->)(?:abort|die|fatal|panic|raise|rethrow|throw)\w*$|unreachable$|^[A-Z\d_]*(?:ABORT|FAIL|FATAL|GOTO|LEAVE|PANIC|RAISE|RETURN|THROW|UNREACHABLE)[A-Z\d_]*$/i;

function endsAll(statement: Node): boolean {
  const call = statement.namedChild(0);
  return call?.type === 'call_expression' && leaving.test(calleeOf(call));
}

function leaves(node: Node): boolean {
  return (
    node.descendantsOfType(['return_statement', 'break_statement', 'goto_statement', 'throw_statement']).length > 0
  );
}

/** The loop around a place that goes over just this container, or what this pointer points to. */
export function loopOver(node: Node, container: Node): Node | undefined {
  const isOver = (loop: Node) => field(loop, 'right')?.text.replace(/^\*/, '') === container.text;
  let loop = enclosing(node, 'for_range_loop');
  while (loop && !isOver(loop)) {
    loop = enclosing(loop, 'for_range_loop');
  }
  return loop;
}
