import { isNeverEvaluated } from './annotations';
import { isCalledByHandlers } from './handlers';
import { fromOutside, hasValueInQuery, queriesForOthers, runsBuiltCommand, runsCommandOfOthers } from './injection';
import { isMadeWhileRunning } from './madeNames';
import {
  assignedAbove,
  before,
  blockBelow,
  callArguments,
  functionRow,
  lineOf,
  openers,
  type Place,
  quoteOf,
} from './place';
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

/** In place, by a method or an operator. */
function isChanged(name: string, block: string): boolean {
  const methods =
    'append|extend|insert|add|update|setdefault|pop|popitem|remove|discard|clear|sort|reverse|appendleft|extendleft';
  const changes = [`${name}\\.(?:${methods})\\(`, `${name}\\[[^\\]\\n]*\\]\\s*[-+*/|&]?=(?!=)`];
  const others = [`del\\s+${name}\\[`, `${name}\\s*[-+*|&]=`, `return\\s+${name}\\s*$`];
  return new RegExp(`(?<![\\w.])(?:${[...changes, ...others].join('|')})`, 'm').test(block);
}

const isDefaultChanged: Condition = (place) => {
  const name = /(\w+)\s*(?::[^=]*)?=\s*$/.exec(before(place))?.[1];
  const row = functionRow(place);
  if (name === undefined || row === undefined) {
    return true;
  }
  // What is there already in this form stays as it is.
  const inForm = new RegExp(`\\b${name}\\[(\\w+)\\]\\s*=\\s*${name}\\[\\1\\]\\.(?:lower|upper|strip)\\(\\)`, 'g');
  return isChanged(name, blockBelow(place, row).replace(inForm, ''));
};

/** A function made in a loop is called after it when it is put somewhere. */
const outlivesLoop: Condition = (place) => {
  const line = lineOf(place);
  const takers =
    '(?:append|add|insert|extend|connect|bind|register\\w*|subscribe|schedule|add_\\w+|on_\\w+|call_\\w+|after|submit|setdefault)';
  const kept = (it: string) =>
    new RegExp(
      `\\.${takers}\\([^\\n]*${it}|\\]\\s*=\\s*${it}|\\b(?:command|target|callback|handler)\\s*=\\s*${it}|\\byield\\s+${it}`,
    );
  if (/\blambda\b/.test(line)) {
    return kept('lambda\\b').test(line);
  }
  const row = functionRow(place);
  const name = row === undefined ? undefined : /\bdef\s+(\w+)/.exec(place.lines[row] ?? '')?.[1];
  const behind = place.lines.slice(place.row, place.row + 40).join('\n');
  return name !== undefined && kept(`${name}\\b(?!\\s*\\()`).test(behind);
};

/** A script of a build tool, which has commands of its own, and assembler written as Python. */
const isOtherLanguage: Condition = (place) => {
  const row = functionRow(place) ?? 0;
  return (
    /^(?:metadata|package|module|require|include|freeze|Import|SConscript)\(/.test(lineOf(place)) ||
    /@.*\b(?:asm_\w+|viper)\b/.test(place.lines.slice(Math.max(0, row - 3), row).join('\n'))
  );
};

/** Sizes change; a worklist that grows at its end while it is gone over does so on purpose. */
const takesFromLoop: Condition = (place) => {
  const name = /^(\w+)\.(?:remove|pop|popitem|insert|discard|clear)\b/.exec(quoteOf(place))?.[1];
  const isTaken =
    /\.(?:remove|pop|popitem|insert|discard|clear)\b/.test(quoteOf(place)) || /^\s*del\b/.test(lineOf(place));
  // A class of the project's own may give out a copy.
  const isOwn = name !== undefined && /^\s*[A-Z]\w*\(/.test(assignedAbove(place, name));
  return isTaken && !isOwn && !isTakenBehind(place);
};

/** `for i, a in enumerate(all): for j in range(i + 1, …): del all[j]`: where the loop has been, all stays as it is. */
function isTakenBehind(place: Place): boolean {
  const [, all, index] =
    /^\s*(?:del\s+(?=\w+\[)|(?=\w+\.pop\())(\w+)(?:\[|\.pop\()(\w+)[\])]/.exec(lineOf(place)) ?? [];
  const around = [...openers(place)].map(({ line }) => line).join('\n');
  const from = new RegExp(`^for\\s+${index}\\s+in\\s+range\\(\\s*(\\w+)\\s*\\+\\s*1\\b`, 'm').exec(around)?.[1];
  return from !== undefined && new RegExp(`^for\\s+${from},.*\\bin\\s+enumerate\\(\\s*${all}\\s*\\)`, 'm').test(around);
}

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

/** In the message of F821: what only Python 2 has, or only a newer Python than the oldest supported. */
export const names2 =
  /`(?:basestring|buffer|cmp|execfile|file|intern|long|raw_input|reduce|reload|unichr|unicode|xrange|StandardError|(?:Base)?ExceptionGroup|anext|aiter|EncodingWarning)`/;
const speaksBoth = /\b(?:PY2|PY3|six|version_info|except\s+NameError)\b/;
/** With what only Python 2 has, at the top, where nothing catches it, or with its libraries: the file is for that. */
export const speaks2 =
  /^(?:import|from)[ \t]+(?:dircache|urllib2|urlparse|ConfigParser|cPickle|cStringIO|StringIO|httplib|HTMLParser|Queue|SocketServer|Tkinter|commands|exceptions|md5|sets|thread|xmlrpclib)\b|\btypes\.(?:List|String|Int|Dict|Tuple|Unicode|None|Class|Instance)Type\b|\blib\/python2\.\d/m;
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

/** By code: when a diagnostic counts; those that are not here always do. */
export const conditions: Readonly<Record<string, Condition>> = {
  B005: (place) => /\(\s*[rbu]*["'][^"']*[A-Za-z]{2}[^"']*["']/.test(quoteOf(place)),
  B006: isDefaultChanged,
  B015: (place) => !isTried(place) && !isTriedWhereCalled(place) && !isUnwanted(place),
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
    !isOtherLanguage(place) &&
    !isNeverEvaluated(place) &&
    !isMadeWhileRunning(place) &&
    !(names2.test(place.message) && (speaksBoth.test(place.text) || speaks2.test(place.text))),
  F822: ({ path, text }) => !package_.test(path) && !givesOutLater.test(text),
  LOG004: (place) => !isCalledByHandlers(place),
  LOG014: (place) => !isCalledByHandlers(place),
  INT001: translates,
  INT002: translates,
  INT003: translates,
  PGH005: ({ text }) => /\bmock\b|Mock\(/.test(text) && !otherMocks.test(text),
  PIE794: isGivenBefore,
  PIE796: ({ message }) => /`(?:-?[\d.]+|["'].*)`/.test(message),
  PLE1205: usesLogging,
  PLE1206: usesLogging,
  PLR0124: (place) => !lineOf(place).includes('!='),
  PLW0127: isInFunction,
  PLW1508: (place) =>
    /^[\d([{]/.test(quoteOf(place)) && !isConverted.test(place.text.slice(Math.max(0, place.start - 200), place.start)),
  RUF006: isForPython,
  RUF027: (place) => !isTemplate(place) && !isSought(place),
  S103: ({ message }) => /0o\d*[2367]\b/.test(message),
  S113: (place) => isInFunction(place) && hangsUnseen(place),
  S202: (place) => !/\bfilter\s*=(?!\s*(?:None|["']fully_trusted["'])\s*[,)]?)/.test(callArguments(place)),
  S301: isFromNetwork,
  S307: (place) => fromOutside.test(callArguments(place)),
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

/**
 * By code: when what is found is sure to matter. Else it is a guess, as a database, a protocol, the program's own values or
 * whoever runs the file mostly decide it, and told to those alone whose profile wants guesses.
 */
export const certainties: Readonly<Record<string, Condition>> = {
  F821: isMissing,
  // For all requests of the program, those of libraries included.
  S323: (place) => /_create_default_https_context\s*=/.test(lineOf(place)) && !isChosenByCaller(place),
  S602: runsCommandOfOthers,
  S605: runsCommandOfOthers,
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
