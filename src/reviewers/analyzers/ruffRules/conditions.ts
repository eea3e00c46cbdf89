import { roleOf } from '../../../core/paths/fileRole';
import { isExercise } from '../../syntax/exercises';
import { isNeverEvaluated } from './annotations';
import { isCalledByHandlers } from './handlers';
import { fromOutside, hasValueInQuery, queriesForOthers, runsBuiltCommand, runsCommandOfOthers } from './injection';
import { isProgram } from './inputFile';
import { isDefaultChanged, outlivesLoop, takesFromLoop } from './laterChanges';
import { isMadeWhileRunning } from './madeNames';
import { before, callArguments, functionRow, lineOf, openers, type Place, quoteOf } from './place';
import { caughtIn2, names2, speaks2, speaksBoth } from './python2Words';
import { hangsUnseen } from './timeouts';
import { isMissing } from './undefinedNames';

/*
 * Where Ruff's rules are right by the letter and nobody would act, as the ledger in test/precision shows. Ruff tells no
 * more than a place, so these look at the text around it; in doubt the finding stays.
 */

type Condition = (place: Place) => boolean;

/** Reading an attribute or an element runs code, and is written for that: to load, to check, to raise. */
const isBare: Condition = (place) => /^\w+$/.test(quoteOf(place));
const isRead: Condition = (place) => /^[\w.]+(?:[.[(].*)?$/s.test(quoteOf(place)) && !isBare(place);
const expectsException = /^(?:try\s*:|(?:async\s+)?with\b.*(?:raises|warns|suppress|assertRaises|assertWarns))/i;
const isTried: Condition = (place) => [...openers(place)].slice(0, 2).some(({ line }) => expectsException.test(line));
/** All that the function around a place does is tried by whoever calls it in the file. */
const isTriedWhereCalled: Condition = (place) => {
  const row = functionRow(place);
  const name = /\bdef\s+(\w+)/.exec(place.lines[row ?? -1] ?? '')?.[1];
  return (
    name !== undefined &&
    new RegExp(
      `^\\s*with\\b.*(?:raises|warns)\\b.*:\\s*${name}\\(|\\b(?:assertRaises|raises)\\([^\\n]*,\\s*${name}\\b`,
      'im',
    ).test(place.text)
  );
};
const isInCell: Condition = ({ text }) => /^#\s*(?:%%|In\[)/m.test(text);

/** A script of a build tool, which has commands of its own, and assembler written as Python. */
const isOtherLanguage: Condition = (place) => {
  const row = functionRow(place) ?? 0;
  return (
    /^(?:metadata|package|module|require|include|freeze|Import|SConscript)\(/.test(lineOf(place)) ||
    /@.*\b(?:asm_\w+|viper)\b/.test(place.lines.slice(Math.max(0, row - 3), row).join('\n'))
  );
};

/** `x: T` says what `x` will be, and gives it nothing. */
const isGivenBefore: Condition = (place) => {
  const name = /^\s*(\w+)/.exec(lineOf(place))?.[1];
  const row = [...openers(place)][0]?.row;
  const above = row === undefined ? [] : place.lines.slice(row + 1, place.row);
  const given = new RegExp(`^${/^\s*/.exec(lineOf(place))?.[0] ?? ''}${name}\\s*(?::[^=]+)?=(?!=)`);
  return above.some((line) => given.test(line));
};

/** A function or class, not a name that is imported for the case that none is defined. */
const redefines: Condition = (place) => {
  const isDefinition = (line = '') => /^\s*(?:async\s+def|def|class)\b/.test(line);
  const first = Number(/ from line (\d+)/.exec(place.message)?.[1] ?? 0) - 1;
  const isDecorated = /^\s*@/.test(place.lines[place.row - 1] ?? '');
  return isDefinition(lineOf(place)) && !isDecorated && first < place.row && isDefinition(place.lines[first]);
};

/** Up to the default of a variable of the environment, whose type then makes no difference. */
const isConverted = /\b(?:int|float|bool|str|Decimal)\s*\(\s*os\.[\w.]*\(\s*[^,()]{1,100},\s*(?:default\s*=\s*)?$/;

/** By gettext.install(), notebooks, configurations of Jupyter, MicroPython, the import system. */
const isInjected =
  /`(?:_|__|N_|ngettext|const|defines|get_ipython|get_config|display|dbutils|spark|ptr8|ptr16|ptr32|reveal_type|__class__|__path__)`/;

/** `_` is a name like any other where nobody translates. */
const translates: Condition = ({ text }) => /gettext|\bbabel\b|\bi18n\b|\btranslation\b/.test(text);

/** What a module gives out when somebody asks for it: https://peps.python.org/pep-0562/ */
const givesOutLater = /\b__getattr__\b|\b(?:globals|vars)\(\)|\bsys\.modules\b/;
/** In one a name may be that of a submodule, which `import *` imports. */
const package_ = /(?:^|\/)__init__\.pyi?$/;

/** One whose answers have these attributes. */
const otherMocks = /\brequests_mock\b|\bhttpretty\b|\brespx\b|\bresponses\b|\bhttpx_mock\b|\baioresponses\b/;

const fromNetwork =
  /\.recv\w*\s*\(|\brequest\.(?:data|body|get_data|args|form|files|cookies|stream)|\brfile\b|\burlopen\s*\(/;

const isFromNetwork: Condition = (place) =>
  fromNetwork.test(place.lines.slice(Math.max(0, place.row - 12), place.row + 1).join('\n'));

const secret = /passw|passphrase|\bpwd\b|secret|\btoken|credential/i;

/** A script's own lines run while somebody watches. */
const isInFunction: Condition = (place) => functionRow(place) !== undefined;

/** Looked for or looked up: the braces are part of what somebody else has written. */
const isSought: Condition = (place) =>
  /^\s*(?:(?:not\s+)?in\b|[=!]=)/.test(place.text.slice(place.end, place.end + 40)) ||
  /\[\s*$|\.(?:startswith|endswith|removeprefix|removesuffix|replace|split|count|index|find|get|pop)\(\s*$|(?:[=!]=|\bin)\s*$/.test(
    before(place),
  );

/** Filled in by somebody else, or later on purpose. */
const isTemplate: Condition = (place) => {
  const name = /^\s*(?:self\.)?(\w+)\s*(?::[^=]*)?\+?=[^=]/.exec(lineOf(place))?.[1];
  const after = place.text.slice(place.end, place.end + 40);
  return (
    /\$\{/.test(quoteOf(place)) ||
    /^\s*(?:%|\.(?:format|replace)\b)/.test(after) ||
    (name !== undefined &&
      (/templ|tmpl|pattern|format|fmt/i.test(name) ||
        new RegExp(
          `\\b${name}\\s*(?:\\.(?:format|replace)|%)|\\w*(?:[tT]emplat|format|render)\\w*\\([^\\n]*\\b${name}\\b`,
        ).test(place.text)))
  );
};

/** Other things are called log, too, and take their arguments in another way: https://loguru.readthedocs.io */
const usesLogging: Condition = ({ text }) => /\blogging\b/.test(text) && !/\bloguru\b/.test(text);

/** Logging fills in `%s` alone: a message with braces goes to a logger of the project's own, which takes those. */
const hasBraces: Condition = (place) => /^[^%]*\{[\w.!:]*\}[^%]*$/.test(callArguments(place));

/** Not every file of MicroPython says so, and there tasks stay alive: something that only Python itself has. */
const isForPython: Condition = ({ text }) =>
  /^[ \t]*(?:import|from)[ \t]+(?:typing|dataclasses|logging|pathlib|concurrent|contextlib|threading|aiohttp|httpx)\b|\)[ \t]*->/m.test(
    text,
  );

const builtInException =
  /^(?:(?:Base)?Exception|(?:Arithmetic|Assertion|Attribute|BlockingIO|BrokenPipe|Buffer|Connection|EOF|File(?:Exists|NotFound)|FloatingPoint|Import|Index|Key|Lookup|Memory|ModuleNotFound|Name|NotImplemented|OS|Overflow|Permission|Process|Recursion|Reference|Runtime|Syntax|System|Timeout|Type|UnboundLocal|Unicode\w*|Value|ZeroDivision)Error|StopIteration|(?:Bytes|Deprecation|Future|Import|PendingDeprecation|Resource|Runtime|Syntax|Unicode|User)?Warning)\(/;

/** A function that is called for it, or a condition that somebody has to ask for. */
const opensDebugger: Condition = (place) => {
  const isAsked = [...openers(place)].some(({ line }) => /^(?:el)?if\b[^#]*(?:debug|pdb|breakpoint)/i.test(line));
  const names = [...openers(place)].filter(({ line }) => /^(?:async\s+)?def\b/.test(line)).map(({ line }) => line);
  return (
    isAsked || /pdb|debug|breakpoint|set_trace/i.test(names.map((line) => /def\s+(\w+)/.exec(line)?.[1]).join(' '))
  );
};

/** What the caller of the function around passes decides, directly, whether it is done. */
const isChosenByCaller: Condition = (place) => {
  const row = functionRow(place);
  const [opener] = [...openers(place)];
  if (row === undefined || !opener || !/^(?:if|elif|else)\b/.test(opener.line)) {
    return false;
  }
  const indent = /^\s*/.exec(place.lines[opener.row] ?? '')?.[0] ?? '';
  const first = place.lines.slice(row, opener.row + 1).findLast((line) => line.startsWith(`${indent}if `)) ?? '';
  const names = first.match(/\b[A-Za-z_]\w*\b/g) ?? [];
  return names.some((name) => new RegExp(`\\bdef\\s+\\w+\\([^)]*\\b${name}\\b`).test(place.lines[row] ?? ''));
};

/** What is no exception whatever it is added to; what an expression comes to, as a sum of tuples does, only running tells. */
const isLiteral = /^(?:[rbuf]{0,2}["']|-?[\d.]|[[{]|(?:None|True|False)\b|lambda\b)/i;

/** A comment above it, or above the statements of its kind that it is among, says that the result is not wanted. */
const isUnwanted: Condition = ({ lines, row }) => {
  const above = lines.slice(Math.max(0, row - 6), row).findLast((line) => !/\s(?:[<>]=?|[!=]=)\s/.test(line)) ?? '';
  return /^\s*#.*\b(?:don't|doesn't|do(?:es)? not) (?:care|matter)\b/i.test(above);
};

/** Only NaN is unlike itself: whoever asks whether a number is unlike itself, or as it is and finite, asks for that. */
const asksForNaN: Condition = (place) =>
  [lineOf(place), ...[...openers(place)].slice(0, 2).map(({ line }) => line)].some((line) =>
    /!=|\bnan\b|\binf(?:inity)?\b|\bisfinite\b|\bfloat\b/i.test(line),
  );

/** Whether a clause before the `finally` around a place takes every exception and goes on, and nothing else leaves the block. */
const isSwallowedBefore: Condition = (place) => {
  const { lines } = place;
  const around = [...openers(place)].find(({ line }) => /^finally\s*:/.test(line));
  const indent = /^\s*/.exec(lines[around?.row ?? -1] ?? '')?.[0] ?? '';
  const start = around ? lines.findLastIndex((line, row) => row < around.row && line.startsWith(`${indent}try:`)) : -1;
  const block = start === -1 ? [] : lines.slice(start, around?.row);
  return (
    block.some(
      (line) => line.startsWith(indent) && /^except(?:\s+BaseException\b[^:,]*|\s*):/.test(line.slice(indent.length)),
    ) && !block.some((line) => /^\s*(?:return|raise|break|continue)\b/.test(line))
  );
};

/** A test of a container asks it for an element to see what the container does then. */
const isAskedInTest: Condition = (place) => roleOf(place.path) === 'test' && /\bin\b/.test(quoteOf(place));

/** Not what a call, a name or a choice comes to, which may be None. */
const returnsValue =
  /^return\s*\(*\s*(?:self\s*\)*$|(?:True|False)\b|not\s|[rbuf]{0,2}["']|-?\d|[[{]|[\w.]+\s*(?:[-+*/%|&]|[=!<>]=|[<>])\s*\S)(?!.*\b(?:if|and|or)\b)/is;

/** By code: when a diagnostic counts; those that are not here always do. */
export const conditions: Readonly<Record<string, Condition>> = {
  B012: (place) => !isSwallowedBefore(place),
  B005: (place) => /\(\s*[rbu]*["'][^"']*[A-Za-z]{2}[^"']*["']/.test(quoteOf(place)),
  B006: (place) => isDefaultChanged(place, true),
  B015: (place) => !isAskedInTest(place) && !isTried(place) && !isTriedWhereCalled(place) && !isUnwanted(place),
  B018: (place) =>
    !/^\d+ *\/ *0$/.test(quoteOf(place)) &&
    !isRead(place) &&
    !isTried(place) &&
    !lineOf(place).includes('noqa') &&
    !(isBare(place) && isInCell(place)),
  B023: outlivesLoop,
  B030: (place) => isLiteral.test(quoteOf(place)),
  B034: (place) => /\bre\.[A-Z]/.test(callArguments(place)),
  B909: takesFromLoop,
  F811: redefines,
  F821: (place) =>
    !isInjected.test(place.message) &&
    !caughtIn2.test(lineOf(place)) &&
    !isOtherLanguage(place) &&
    !isNeverEvaluated(place) &&
    !isMadeWhileRunning(place) &&
    !(names2.test(place.message) && (speaksBoth.test(place.text) || speaks2.test(place.text))),
  F822: ({ path, text }) => !package_.test(path) && !givesOutLater.test(text),
  LOG004: (place) => !isCalledByHandlers(place),
  LOG014: (place) => !isCalledByHandlers(place),
  // In a file with other words of Python 2 alone it is the statement.
  F633: ({ text }) =>
    !/^\s*except\s+[\w.]+\s*,\s*\w+\s*:|\.(?:next|iteritems|itervalues|has_key)\(|^\s*print\s+["']/m.test(text),
  INT001: translates,
  INT002: translates,
  INT003: translates,
  PGH005: ({ text }) => /\bmock\b|Mock\(/.test(text) && !otherMocks.test(text),
  PIE794: isGivenBefore,
  PIE796: ({ message }) => /`(?:-?[\d.]+|["'].*)`/.test(message),
  // What `__init__` of the base class returns is None.
  PLE0101: (place) => returnsValue.test(quoteOf(place)),
  PLE1205: (place) => usesLogging(place) && !hasBraces(place),
  PLE1206: usesLogging,
  PLR0124: (place) => !asksForNaN(place),
  PLW0127: isInFunction,
  PLW0177: (place) => !/\bis(?:na|nan|null)\(/.test(lineOf(place)),
  PLW1508: (place) =>
    /^[\d([{]/.test(quoteOf(place)) && !isConverted.test(place.text.slice(Math.max(0, place.start - 200), place.start)),
  RUF006: isForPython,
  RUF027: (place) => !isTemplate(place) && !isSought(place),
  S103: ({ message }) => /0o\d*[2367]\b/.test(message),
  S113: (place) => isInFunction(place) && hangsUnseen(place),
  S202: (place) => !/\bfilter\s*=(?!\s*(?:None|["']fully_trusted["'])\s*[,)]?)/.test(callArguments(place)),
  S301: isFromNetwork,
  // What is read with a default is in a dictionary, as settings are.
  S307: (place) => fromOutside.test(callArguments(place).replace(/\.get\(\s*(["'])\w*\1\s*,/g, '(')),
  // One that a project defines may do something when it is made.
  PLW0133: (place) => builtInException.test(quoteOf(place)),
  S324: ({ lines, row }) => secret.test(lines.slice(row, row + 2).join('\n')),
  S506: (place) => !quoteOf(place).includes('FullLoader'),
  S602: runsBuiltCommand,
  S605: runsBuiltCommand,
  S608: hasValueInQuery,
  SIM222: (place) => !/\bTrue\b/.test(quoteOf(place)),
  T100: (place) => !place.message.startsWith('Import') && !opensDebugger(place),
};

/** Without a program around it, that is a page of pieces that somebody has taken out of one. */
const callsOthers = /^[^#"'\n]*\b[A-Za-z_]\w*\.\w+\(/m;

/**
 * By code: when what is found is sure to matter. Else it is a guess, as a database, a protocol, the program's own values or
 * whoever runs the file mostly decide it, and told to those alone whose profile wants guesses.
 */
export const certainties: Readonly<Record<string, Condition>> = {
  // Whoever gets it may change it, and mostly reads it.
  B006: (place) => isDefaultChanged(place, false),
  F821: isMissing,
  syntax: ({ text }) => !isExercise(text) && (isProgram(text) || !callsOthers.test(text)),
  // For all requests of the program, those of libraries included.
  S323: (place) => /_create_default_https_context\s*=/.test(lineOf(place)) && !isChosenByCaller(place),
  S602: runsCommandOfOthers,
  S608: queriesForOthers,
};

/** Whether what Ruff's rule says of a place is worth a reviewer's time. */
export function holds(code: string, place: Place): boolean {
  return conditions[code]?.(place) ?? true;
}

/** Whether what Ruff's rule says of a place is sure to matter. */
export function isCertain(code: string, place: Place): boolean {
  return certainties[code]?.(place) ?? true;
}
