// Builds everything into dist/: `node esbuild.mjs [entry…] [--dev] [--watch]`, all entries without arguments.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { tsImport } from 'tsx/esm/api';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const nodeModules = join(root, 'node_modules');

/** Only the extension may import `vscode`, so that one anywhere else breaks the build. */
const entries = {
  extension: { source: 'src/extension.ts', external: ['vscode'] },
  cli: { source: 'src/cli.ts', external: [], banner: { js: '#!/usr/bin/env node' } },
  analyzerProcess: { source: 'src/reviewers/worker/analyzerProcess.ts', external: [] },
  analyzerWorker: { source: 'src/reviewers/worker/worker.ts', external: [] },
  // Loaded by the worker, from beside it.
  analyzers: { source: 'src/reviewers/analyzers/analyzers.ts', external: [] },
  journalWorker: { source: 'src/store/journalWorker.ts', external: [] },
  // Reads many files, in threads beside the command line's.
  hashWorker: { source: 'src/compose/hashWorker.ts', external: [] },
  // Loaded by the extension, from beside it, when somebody wants a report.
  reports: { source: 'src/core/export/formats.ts', external: [] },
  // What agents are served with by the command line, and by the editor.
  chatTools: { source: 'src/vscode/agents/reviewTools.ts', external: ['vscode'] },
  mcp: { source: 'src/cli/mcp/protocol.ts', external: [] },
  // Both go into the report page, as they are.
  reportPage: { source: 'src/page/main.ts', external: [], platform: 'browser', format: 'iife', target: 'es2023' },
  reportPageStyle: { source: 'src/page/page.css', external: [], outName: 'reportPage' },
  dataloader: { source: 'node_modules/dataloader/index.js', external: [] },
  'iconv-lite': { source: 'node_modules/iconv-lite/lib/index.js', external: [] },
  ignore: { source: 'node_modules/ignore/index.js', external: [] },
  'jsonc-parser': { source: 'node_modules/jsonc-parser/lib/esm/main.js', external: [] },
  'picomatch-posix': { source: 'node_modules/picomatch/posix.js', external: [] },
  protectedPaths: { source: 'src/core/gates/protectedPaths.ts', external: [] },
  readOutput: { source: 'src/core/verify/output/readOutput.ts', external: [] },
  replies: { source: 'src/core/prompt/replies.ts', external: [] },
  riskCheck: { source: 'src/core/gates/risks/riskCheck.ts', external: [] },
  'simple-git': { source: 'node_modules/simple-git/dist/index.mjs', external: [] },
  yaml: { source: 'node_modules/yaml/dist/index.js', external: [] },
};

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isWatching = flags.includes('--watch');
const isDev = isWatching || flags.includes('--dev');

/** Ruff's package reads its WebAssembly from beside itself, which in a bundle is the bundle's folder. */
const ruffWasm = {
  name: 'ruff-wasm',
  setup(build) {
    build.onLoad({ filter: /[\\/]ruff_wasm\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      const moved = code.replace('/ruff_wasm_bg.wasm', '/wasm/ruff.wasm');
      return moved === code ? { errors: [{ text: `${path} no longer loads ruff_wasm_bg.wasm` }] } : { contents: moved };
    });
  },
};

/** It asks for the TypeScript compiler if there is one, by its own address, which a CommonJS bundle does not have. */
const noCompiler = {
  name: 'no-compiler',
  setup(build) {
    build.onLoad({ filter: /[\\/]eslint-plugin-regexp[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      const without = code.replace('= module.createRequire(import.meta.url);', '= undefined;');
      return without === code
        ? { errors: [{ text: `${path} no longer makes its own require` }] }
        : { contents: without };
    });
  },
};

/** What is large and not needed at every start, with what is asked of it: in a bundle of its own, loaded when it is. */
const later = {
  dataloader: ['default'],
  'iconv-lite': ['default'],
  ignore: ['default'],
  'jsonc-parser': ['parse', 'printParseErrorCode'],
  'picomatch/posix': ['default'],
  'simple-git': ['simpleGit'],
  // Of ours: what commands print is read where some have run, what models reply where one has, and what edits may do is told
  // where there are some.
  protectedPaths: ['isInsideGit', 'isProtectedPath'],
  readOutput: ['readOutput', 'textOf'],
  replies: ['maxFindings', 'parseEdits', 'parseReply', 'parseVerdict', 'withWithdrawals'],
  riskCheck: ['hasRisks', 'riskCheckOf'],
  yaml: ['CST', 'isMap', 'isNode', 'isScalar', 'Lexer', 'LineCounter', 'parseAllDocuments', 'parseDocument', 'visit'],
};

const bundleOf = (path) => path.replaceAll('/', '-');

/** What is exported by default is all that a CommonJS module has. */
const takenFrom = (path, name) => `require('./${bundleOf(path)}.js')${name === 'default' ? '' : `.${name}`}`;

/** @param names of modules of `later` */
const loadedLater = (names) => ({
  name: 'loaded-later',
  setup(build) {
    const any = names.join('|');
    build.onResolve({ filter: new RegExp(`^(?:${any})$`) }, ({ path }) => ({ path, namespace: 'later' }));
    build.onResolve({ filter: new RegExp(`^\\..*/(?:${any})$`) }, ({ path }) => ({
      path: basename(path),
      namespace: 'later',
    }));
    build.onLoad({ filter: /^/, namespace: 'later' }, ({ path }) => ({
      contents: [['__esModule', 'true'], ...later[path].map((name) => [name, takenFrom(path, name)])]
        .map(([name, value]) => `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => ${value} });`)
        .join('\n'),
    }));
    build.onResolve({ filter: new RegExp(`^\\./(?:${bundleOf(any)})\\.js$`) }, ({ path, namespace }) =>
      namespace === 'later' ? { path, external: true } : undefined,
    );
  },
});

/** What a bundle loads later. One that is loaded itself has all that it needs, but for what replies in YAML are read with. */
function loadedLaterBy(name) {
  if (name === 'replies') {
    return [loadedLater(['yaml'])];
  }
  const isLater = Object.keys(later).map(bundleOf).includes(name);
  return isLater ? [] : [loadedLater(analyzing.includes(name) ? ['iconv-lite'] : Object.keys(later))];
}

/** A worker that only parses does without what it would load from beside itself. */
const analyzersLater = {
  name: 'analyzers-later',
  setup(build) {
    build.onResolve({ filter: /\/analyzers\/analyzers$/ }, () => ({ path: './analyzers.js', external: true }));
  },
};

/** Modules of our own that are loaded when they are needed, from beside whoever does, by the name of their bundle. */
const ownLater = { 'cli/mcp/protocol': 'mcp', 'vscode/agents/reviewTools': 'chatTools' };

const ownLoadedLater = {
  name: 'own-loaded-later',
  setup(build) {
    build.onResolve({ filter: /^\.\// }, ({ path, importer, kind }) => {
      const module = relative(join(root, 'src'), join(dirname(importer), path))
        .split(sep)
        .join('/');
      return kind === 'dynamic-import' && Object.hasOwn(ownLater, module)
        ? { path: `./${ownLater[module]}.js`, external: true }
        : undefined;
    });
  },
};

/** What the extension writes reports with, which not every start wants. */
const reportsLater = {
  name: 'reports-later',
  setup(build) {
    build.onResolve({ filter: /\/core\/export\/formats$/ }, () => ({ path: './reports.js', external: true }));
  },
};

/** What stylelint finds files, configurations and caches with: it gets a text and a configuration. */
const stylelintAlone = {
  name: 'stylelint-alone',
  setup(build) {
    build.onResolve({ filter: /^(?:cosmiconfig|globby|import-meta-resolve|table)$/ }, ({ path, importer }) =>
      /[\\/]node_modules[\\/]stylelint[\\/]/.test(importer) ? { path, namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /^/, namespace: 'unused' }, () => ({ contents: 'exports.cosmiconfig = () => ({});' }));
    build.onLoad({ filter: /[\\/]stylelint[\\/]lib[\\/]utils[\\/]FileCache\.mjs$/ }, () => ({
      contents: 'export default class {}',
    }));
  },
};

/** All that decides what analyzers and parsers say of a text; and what goes over it afterwards, gates and all. */
const analyzing = ['analyzerProcess', 'analyzerWorker', 'analyzers'];
const asking = ['cli', 'extension', 'reports', ...Object.keys(later).map(bundleOf)];

/** What they have said is kept under this: it must change with any of them, whichever was built. */
function writeHashes() {
  const built = (names) => names.map((name) => `${name}.js`).filter((file) => existsSync(join(dist, file)));
  const wasm = readdirSync(join(dist, 'wasm')).map((file) => `wasm/${file}`);
  writeHash('analyzers.hash', [...built(analyzing), ...wasm]);
  writeHash('programs.hash', built(asking));
}

function writeHash(name, files) {
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const bytes = readFileSync(join(dist, file));
    hash.update(`${file} ${bytes.length}\n`).update(bytes);
  }
  writeFileSync(join(dist, name), hash.digest('hex'));
}

const hashes = {
  name: 'hashes',
  setup(build) {
    build.onEnd(({ errors }) => (errors.length === 0 ? writeHashes() : undefined));
  },
};

let building = 0;

/** Says when a build begins and ends, and what is wrong, each in a line: what `.vscode/tasks.json` looks for. */
const watchLines = {
  name: 'watch-lines',
  setup(build) {
    build.onStart(() => {
      if (building++ === 0) {
        console.log('[watch] build started');
      }
    });
    build.onEnd(({ errors, warnings }) => {
      const tell = (kind) => (problem) => {
        const { file = 'esbuild.mjs', line = 1, column = 0 } = problem.location ?? {};
        console.log(`${file}:${line}:${column + 1}: ${kind}: ${problem.text}`);
      };
      errors.forEach(tell('error'));
      warnings.forEach(tell('warning'));
      if (--building === 0) {
        console.log('[watch] build finished');
      }
    });
  },
};

function optionsFor(name) {
  const { source, outName = name, ...options } = entries[name];
  return {
    entryPoints: { [outName]: join(root, source) },
    outdir: dist,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // What is external is then found without its extension.
    supported: { 'dynamic-import': false },
    minify: !isDev,
    sourcemap: isDev,
    ...options,
    legalComments: 'none',
    metafile: true,
    logLevel: isWatching ? 'silent' : 'warning',
    // Their ES modules find their own address by import.meta, which a CommonJS bundle does not have.
    alias: {
      'web-tree-sitter': join(nodeModules, 'web-tree-sitter', 'web-tree-sitter.cjs'),
      // Its CommonJS module requires its parts in a way that a bundler does not see.
      'jsonc-parser': join(nodeModules, 'jsonc-parser', 'lib', 'esm', 'main.js'),
      // Its ES module reads its tables from beside itself.
      'css-tree': join(nodeModules, 'css-tree', 'dist', 'csstree.esm.js'),
    },
    plugins: [
      ...[ruffWasm, noCompiler, analyzersLater, ownLoadedLater, stylelintAlone],
      ...(name === 'extension' ? [reportsLater] : []),
      // What analyzers read files with is part of what their answers are kept under.
      ...loadedLaterBy(name),
      ...([...analyzing, ...asking].includes(name) ? [hashes] : []),
      ...(isWatching ? [watchLines] : []),
    ],
  };
}

/** What comes with a grammar and no language is read with. */
const unusedWasm = ['tree-sitter-php_only.wasm', 'tree-sitter-core_schema.wasm', 'tree-sitter-json_schema.wasm'];

/** Target name by the file in node_modules. Every grammar among the development dependencies comes along. */
function wasmFiles() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const grammars = Object.keys(devDependencies)
    .filter((name) => /^(?:@tree-sitter-grammars\/)?tree-sitter-/.test(name))
    .flatMap((name) => readdirSync(join(nodeModules, name)).map((file) => join(name, file)))
    .filter((file) => file.endsWith('.wasm') && !unusedWasm.includes(basename(file)));
  return [
    ['web-tree-sitter/web-tree-sitter.wasm', 'web-tree-sitter.wasm'],
    ['@ast-grep/wasm/wasm_bg.wasm', 'ast-grep.wasm'],
    ['@astral-sh/ruff-wasm-nodejs/ruff_wasm_bg.wasm', 'ruff.wasm'],
    ...grammars.map((file) => [file, basename(file)]),
  ];
}

/** The package folder of a file below node_modules, relative to it. */
function packageOf(file) {
  const inside = file.slice(file.lastIndexOf(`node_modules/`) + 'node_modules/'.length);
  const [scope, name] = inside.split('/');
  return `${file.slice(0, file.length - inside.length)}${scope.startsWith('@') ? `${scope}/${name}` : scope}`;
}

function noticeOf(folder) {
  const { name, version, license, repository } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file
    ? readFileSync(join(root, folder, file), 'utf8').trim()
    : `No licence text in the package; see ${repository?.url ?? repository}.`;
  return `${name} ${version} (${license})\n\n${text}\n`;
}

function writeNotices(inputs, wasm) {
  const files = [
    ...inputs.filter((path) => path.includes('node_modules/')),
    ...wasm.map((path) => `node_modules/${path}`),
  ];
  const folders = [...new Set(files.map((path) => packageOf(path.split(sep).join('/'))))].sort();
  const line = `\n${'-'.repeat(80)}\n\n`;
  writeFileSync(join(dist, 'THIRD_PARTY_NOTICES.txt'), folders.map(noticeOf).join(line));
}

/**
 * What `folder-review rules` prints: the rules, with their figures from the ledger of judged samples. And what editors know
 * of `folder-review.yaml`, the names of those rules among it.
 */
async function writeRules() {
  const { ruleList } = await tsImport('./test/precision/ruleList.ts', import.meta.url);
  const { configSchema } = await tsImport('./src/workspace/configSchema.ts', import.meta.url);
  const { readManifest } = await tsImport('./test/words/manifest.ts', import.meta.url);
  const rules = ruleList();
  writeFileSync(join(dist, 'rules.json'), JSON.stringify(rules));
  const schema = configSchema(readManifest().contributes.configuration.properties, rules);
  writeFileSync(join(dist, 'folder-review.schema.json'), JSON.stringify(schema));
}

const chosen = named.length > 0 ? named : Object.keys(entries);
const wasm = wasmFiles();
mkdirSync(join(dist, 'wasm'), { recursive: true });
for (const [from, to] of wasm) {
  copyFileSync(join(nodeModules, from), join(dist, 'wasm', to));
}
for (const stale of readdirSync(join(dist, 'wasm')).filter((file) => !wasm.some(([, to]) => to === file))) {
  rmSync(join(dist, 'wasm', stale));
}
if (chosen.includes('cli')) {
  await writeRules();
}
if (isWatching) {
  const contexts = await Promise.all(chosen.map((name) => esbuild.context(optionsFor(name))));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const results = await Promise.all(chosen.map((name) => esbuild.build(optionsFor(name))));
  if (named.length === 0) {
    writeNotices(
      results.flatMap(({ metafile }) => Object.keys(metafile.inputs)),
      wasm.map(([from]) => from),
    );
  }
  if (existsSync(join(dist, 'cli.js'))) {
    chmodSync(join(dist, 'cli.js'), 0o755);
  }
}
