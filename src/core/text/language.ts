/**
 * VS Code's language identifiers with the file names and extensions that belong to them, as VS Code's built-in
 * languages and the usual extensions register them. Extensions start with a dot and may have several parts. All lower
 * case, separated by blanks.
 */
const languages: Readonly<Record<string, string>> = {
  bat: '.bat .cmd',
  bibtex: '.bib',
  bicep: '.bicep',
  c: '.c',
  clojure: '.clj .cljs .cljc .cljx .edn',
  cmake: 'cmakelists.txt .cmake',
  coffeescript: '.coffee .cson .iced',
  cpp: '.cpp .cc .cxx .c++ .cppm .ccm .cxxm .c++m .h .hpp .hh .hxx .h++ .h.in .ii .ino .inl .ipp .ixx .tpp .txx',
  csharp: '.cs .csx .cake',
  css: '.css',
  'cuda-cpp': '.cu .cuh',
  dart: '.dart',
  diff: '.diff .patch .rej',
  dockercompose: 'docker-compose.yml docker-compose.yaml compose.yml compose.yaml',
  dockerfile: 'dockerfile containerfile .dockerfile .containerfile',
  dotenv: '.env',
  elixir: '.ex .exs',
  elm: '.elm',
  erlang: '.erl .hrl',
  fsharp: '.fs .fsi .fsx .fsscript',
  go: '.go',
  'go.mod': 'go.mod',
  graphql: '.graphql .gql',
  groovy: 'jenkinsfile .groovy .gvy .gradle .jenkinsfile .nf',
  handlebars: '.handlebars .hbs .hjs',
  haskell: '.hs .lhs',
  hlsl: '.hlsl .hlsli .fx .fxh .vsh .psh .cginc .compute',
  html: '.html .htm .shtml .xhtml .xht .mdoc .jsp .asp .aspx .jshtm .volt .ejs .rhtml',
  ignore: '.gitignore .npmignore .dockerignore .vscodeignore .eslintignore .prettierignore .reviewignore',
  ini: '.ini',
  jade: '.pug .jade',
  java: '.java .jav',
  javascript: 'jakefile .js .mjs .cjs .es6 .pac',
  javascriptreact: '.jsx',
  json:
    'composer.lock .watchmanconfig .json .bowerrc .webmanifest .js.map .css.map .ts.map .har .jslintrc ' +
    '.jsonld .geojson .ipynb',
  jsonc:
    'tslint.json devcontainer.json language-configuration.json .eslintrc.json .babelrc babel.config.json .oxlintrc.json ' +
    '.oxfmtrc.json .jsonc .eslintrc .jsfmtrc .jshintrc .jscsrc .swcrc .hintrc .parcelrc .nycrc .c8rc.json .mocharc.json ' +
    '.code-workspace .code-snippets .devcontainer.json .luarc.json coc-settings.json angular.json .angular-cli.json ' +
    'deno.json dprint.json .dprint.json knip.json nx.json project.json workspace.json turbo.json wrangler.json ' +
    'rush.json heft.json tsdoc.json typedoc.json .markdownlint.json cspell.json .cspell.json firebase.json ' +
    '.sublime-build .sublime-commands .sublime-completions .sublime-keymap .sublime-macro .sublime-menu ' +
    '.sublime-mousemap .sublime-project .sublime-settings .sublime-theme .sublime-color-scheme',
  jsonl: '.jsonl .ndjson',
  julia: '.jl',
  juliamarkdown: '.jmd',
  kotlin: '.kt .kts',
  latex: '.tex .ltx .ctx',
  less: '.less',
  lua: '.lua',
  makefile: 'makefile gnumakefile ocamlmakefile .mak .mk',
  markdown: '.md .mkd .mdwn .mdown .markdown .markdn .mdtxt .mdtext .workbook',
  mdx: '.mdx',
  nix: '.nix',
  'objective-c': '.m',
  'objective-cpp': '.mm',
  ocaml: '.ml .mli',
  perl: '.pl .pm .pod .t .psgi',
  php: '.php .php4 .php5 .phtml .ctp',
  powershell: '.ps1 .psm1 .psd1 .pssc .psrc',
  prisma: '.prisma',
  properties: '.properties .cfg .conf .directory .editorconfig .gitattributes .gitconfig .gitmodules .npmrc',
  proto3: '.proto',
  python: 'sconstruct sconscript .py .rpy .pyw .cpy .gyp .gypi .pyi .ipy .pyt',
  r: '.r .rhistory .rprofile .rt',
  raku: '.raku .rakumod .rakutest .rakudoc .nqp .p6 .pl6 .pm6',
  razor: '.cshtml .razor',
  restructuredtext: '.rst',
  ruby:
    'rakefile gemfile guardfile podfile vagrantfile capfile cheffile hobofile brewfile fastfile appfile ' +
    '.rb .rbx .rjs .gemspec .rake .ru .erb .podspec .rbi',
  rust: '.rs',
  scala: '.scala .sc .sbt',
  scss: '.scss',
  sass: '.sass',
  shaderlab: '.shader',
  shellscript:
    'apkbuild pkgbuild .envrc .bashrc .bash_profile .bash_aliases .bash_login .bash_logout .profile .zshrc .zprofile ' +
    '.zlogin .zshenv .sh .bash .command .ksh .csh .tcsh .zsh .ebuild .eclass',
  snippets: '.code-snippet',
  sql: '.sql .dsql',
  starlark: '.bzl .bazel',
  svelte: '.svelte',
  swift: '.swift',
  terraform: '.tf .tfvars .hcl',
  tex: '.sty .cls .bbx .cbx',
  toml: 'pipfile .toml',
  typescript: '.ts .cts .mts',
  typescriptreact: '.tsx',
  vb: '.vb .brs .vbs .bas .vba',
  vue: '.vue',
  xml:
    '.xml .xsd .ascx .atom .axml .axaml .bpmn .csl .csproj .vbproj .fsproj .vcxproj .filters .props .targets .dita ' +
    '.dtd .mod .ent .fxml .iml .isml .jmx .launch .menu .mxml .nuspec .opml .owl .proj .pt .publishsettings .pubxml ' +
    '.rdf .rng .rss .shproj .storyboard .svg .tld .tmx .tpl .vsct .vsixmanifest .wsdl .wxi .wxl .wxs .xaml .xbl .xib ' +
    '.xlf .xliff .xpdl .xul .xoml .xsl .xslt',
  yaml: '.clang-format .clang-tidy .clangd .prettierrc .yaml .yml .eyaml .eyml .cff',
  zig: '.zig .zon',
};

/** Names that files of each language can have, by its identifier. */
export const namesByLanguage: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(languages).map(([language, endings]): [string, string[]] => [
    language,
    endings.split(' ').map((ending) => (ending.startsWith('.') ? `file${ending}` : ending)),
  ]),
  ['plaintext', ['file']],
]);

const languageByEnding = new Map(
  Object.entries(languages).flatMap(([language, endings]) =>
    endings.split(' ').map((ending): [string, string] => [ending, language]),
  ),
);

/**
 * JSON files whose tools take comments and trailing commas, because of where they stand or which family they belong to:
 * VS Code, Zed, Rush; TypeScript, Pyright, API Extractor, the settings of .NET. Single names are in the list above, after
 * VS Code's, linguist's "JSON with Comments", and the documentation of each tool.
 */
const jsonWithComments =
  /(^|\/)(\.(vscode|zed)([.-]\w+)?\/[^/]+|common\/config\/rush\/[^/]+|([jt]s|pyright)config([.-][^/]+)?|api-extractor([.-][^/]+)?|appsettings(\.[^/]+)?)\.json$/;

/**
 * VS Code's language identifier of a file, judged by its path alone: the whole name first, then its longest known
 * extension. `plaintext` when neither is known. Case does not matter.
 */
export function languageOf(path: string): string {
  const lower = path.toLowerCase();
  if (jsonWithComments.test(lower)) {
    return 'jsonc';
  }
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  const whole = languageByEnding.get(name);
  if (whole !== undefined) {
    return whole;
  }
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const language = languageByEnding.get(name.slice(dot));
    if (language !== undefined) {
      return language;
    }
  }
  return familyOf(name);
}

/** Names whose variants are told apart by what follows the known part: `Dockerfile.dev`, `.env.local`. */
function familyOf(name: string): string {
  if (name.startsWith('dockerfile.') || name.startsWith('containerfile.')) {
    return 'dockerfile';
  }
  if (name.startsWith('makefile.')) {
    return 'makefile';
  }
  if (name.startsWith('.env.')) {
    return 'dotenv';
  }
  return 'plaintext';
}

const interpreters: readonly (readonly [RegExp, string])[] = [
  [/^(?:(?:ba|da|z|k|mk|a|c|tc|fi|ya)?sh|busybox)$/, 'shellscript'],
  [/^(?:python|pypy|uv)[\d.]*$/, 'python'],
  [/^(?:node|nodejs|deno|bun|zx|tsx|ts-node)$/, 'typescript'],
  [/^j?ruby[\d.]*$/, 'ruby'],
  [/^php[\d.]*$/, 'php'],
  [/^lua(?:jit)?[\d.]*$/, 'lua'],
  [/^groovy$/, 'groovy'],
];

/** VS Code's language identifier of a script by its first line (`#!/bin/sh`), if this names an interpreter we know. */
export function languageOfScript(text: string): string | undefined {
  const [, line = ''] = /^\ufeff?#!([^\n]{1,200})/.exec(text) ?? [];
  const words = line.split(/\s+/).map((word) => word.slice(word.lastIndexOf('/') + 1));
  return words
    .map((word) => interpreters.find(([pattern]) => pattern.test(word))?.[1])
    .find((language) => language !== undefined);
}
