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
    tool: 'the TypeScript compiler',
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
  { tool: 'the Closure compiler', isIn: all(/^var \$jscomp ?= ?\$jscomp ?\|\| ?\{\};/m) },
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
const sourceMap = /(?:^|\n)(?:\/\/[#@] ?sourceMappingURL=\S+|\/\*[#@] ?sourceMappingURL=\S+ ?\*\/)\s*$/;
/** UTF-16 code units: longer than the name of any map; one that stands in the file itself makes it minified. */
const tail = 2_000;

/** Which tool has written a script or style sheet, as a statement about it; undefined when nothing tells. */
export function bundledBy(text: string, language: string): string | undefined {
  const trace = scriptLanguages.has(language) ? scripts.find(({ isIn }) => isIn(text)) : undefined;
  if (trace) {
    return `it was written by ${trace.tool}`;
  }
  if (language === 'css' && tailwind.test(text)) {
    return 'it was written by Tailwind CSS';
  }
  return mapped.has(language) && sourceMap.test(text.slice(-tail))
    ? 'its last line names the map of the source that it was made from'
    : undefined;
}
