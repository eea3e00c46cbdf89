import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';

/** What a tool leaves in the JavaScript that it writes. */
interface Trace {
  /** Who has written it, in the end of "it was written by". */
  readonly tool: string;
  readonly isIn: (text: string) => boolean;
}

/** At least so many matches of a pattern with the flag `g`. */
function times(count: number, pattern: RegExp): Trace['isIn'] {
  return (text) => {
    const matches = text.matchAll(pattern);
    for (let seen = 0; seen < count; seen++) {
      if (matches.next().done) {
        return false;
      }
    }
    return true;
  };
}

/** All of these patterns. */
function all(...patterns: readonly RegExp[]): Trace['isIn'] {
  return (text) => patterns.every((pattern) => pattern.test(text));
}

/** UTF-16 code units before a bundle begins. */
const longestBanner = 5_000;

/**
 * Each trace stands at the start of a line, where a program that writes such code has it in a string, behind a quote or
 * an indentation.
 */
const scripts: readonly Trace[] = [
  { tool: 'webpack', isIn: times(3, /^\/\*{3,6}\/ /gm) },
  { tool: 'webpack', isIn: all(/^\(function webpackUniversalModuleDefinition\(root, factory\) \{/m) },
  {
    tool: 'webpack',
    isIn: all(/^(?:\((?:self|window|this|global|globalThis)(?:\.|\[["'])webpack(?:Jsonp|Chunk)|webpackJsonp\()/m),
  },
  {
    tool: 'Browserify',
    isIn: all(
      /^\},\{(?:"[^"\n]{1,200}":(?:\d+|undefined),?){0,50}\}\],(?:\d+|"[^"\n]{1,200}"):\[function\(require,module,exports\)\{/m,
    ),
  },
  {
    // What begins a library that it makes for all loaders, as it is and as formatters leave it.
    tool: 'Browserify',
    isIn: (text) =>
      /^;?\(function\s?\(f\)\s?\{\s*if\s?\(typeof exports\s?===?\s?["']object["']\s?&&\s?typeof module\s?!==?\s?["']undefined["']\)\s?\{\s*module\.exports\s?=\s?f\(\)/m.test(
        text.slice(0, longestBanner),
      ),
  },
  {
    tool: 'Rollup',
    isIn: all(
      /^\(function \(global, factory\) \{\n\s+typeof exports === ['"]object['"] && typeof module !== ['"]undefined['"] \?[^\n]*\n[^\n]*define\.amd[^\n]*\n\s+\(+\s*(?:global = (?:global \|\||typeof globalThis)|function \(\) \{\n\s+var current = global\b)/m,
    ),
  },
  {
    tool: 'esbuild',
    isIn: all(
      /^var __defProp = Object\.defineProperty;$/m,
      /^var __(?:getOwnPropNames|getOwnPropDesc|export|commonJS|toESM|copyProps|create|name|publicField) = /m,
    ),
  },
  {
    tool: skipTexts.typescript,
    isIn: all(
      /^var __(awaiter|generator|extends|assign|decorate|metadata|param|importDefault|importStar|createBinding|exportStar|rest|spreadArray|spread|read|values|setModuleDefault) = \(this && this\.__\1\) \|\|/m,
    ),
  },
  {
    tool: 'Babel',
    isIn: all(
      /^function _(?:interopRequireDefault|interopRequireWildcard|classCallCheck|possibleConstructorReturn|asyncToGenerator|toConsumableArray|objectSpread2?)\(/m,
      /^(?:Object\.defineProperty\(exports, ["']__esModule["']|exports\.__esModule = true|(?:var|function) _createClass\b)/m,
    ),
  },
  { tool: skipTexts.closure, isIn: all(/^var \$jscomp ?= ?\$jscomp ?\|\| ?\{\};/m) },
  { tool: 'Parcel', isIn: all(/^parcelRequire = \(function|^\/\/ modules are defined as an array$/m) },
  { tool: 'Emscripten', isIn: all(/^\/\/ (?:end )?include: (?:shell|preamble|runtime\w*|base64Utils)\.js/m) },
  {
    tool: 'Emscripten',
    isIn: (text) =>
      /^var Module ?= ?typeof Module ?!== ?['"]undefined['"] ?\? ?Module ?: ?\{\};?/m.test(text) &&
      /^(?:var (?:asmLibraryArg|wasmImports|asm) ?= ?|\/\/ EMSCRIPTEN_START_|function createWasm\()/m.test(text) &&
      !/^#if\b/m.test(text),
  },
];

/** The banner of what it writes, behind a preamble in some versions. */
const tailwind = /^(?:\/\*\s*)?! tailwindcss v\d+\.\d+/m;

const scriptLanguages = new Set(['javascript', 'javascriptreact']);
const mapped = new Set([...scriptLanguages, 'typescript', 'typescriptreact', 'css']);
/** The last line of what was translated from another file. */
const sourceMap = /(?:^|[\n}])(?:\/\/[#@] ?sourceMappingURL=\S+|\/\*[#@] ?sourceMappingURL=\S+ ?\*\/)\s*$/;
/** UTF-16 code units: longer than the name of any map; one that stands in the file itself makes it minified. */
const tail = 2_000;

/** Which tool has written a script or style sheet, as a statement about it; undefined when nothing tells. */
export function bundledBy(text: string, language: string): string | undefined {
  const trace = scriptLanguages.has(language) ? scripts.find(({ isIn }) => isIn(text)) : undefined;
  if (trace) {
    return english(skipTexts.writtenBy, trace.tool);
  }
  if (language === 'css' && tailwind.test(text)) {
    return english(skipTexts.writtenBy, 'Tailwind CSS');
  }
  if (language === 'css' && isNestedAsSassDoes(text)) {
    return english(skipTexts.writtenBy, 'Sass');
  }
  return mapped.has(language) && sourceMap.test(text.slice(-tail)) ? skipTexts.translated : undefined;
}

/** So many rules are no coincidence. */
const manyRules = 50;

/** Sass ends each rule on the line of its last declaration, where it is to show how the source was nested. */
function isNestedAsSassDoes(text: string): boolean {
  const endings = text.match(/^[^\n{]*\}[ \t]*$/gm) ?? [];
  return endings.length >= manyRules && endings.every((line) => /;(?:[ \t]*\})+[ \t]*$/.test(line));
}
