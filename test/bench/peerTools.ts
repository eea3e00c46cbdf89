import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { javascriptRules } from '../../src/reviewers/analyzers/eslintRules';
import { markdownlint } from '../../src/reviewers/analyzers/markdownlint';
import { rulePacks } from '../../src/reviewers/analyzers/rules/packs';
import { cacheFolder } from '../setup.mjs';

const versions = {
  '@ast-grep/cli': '0.51.1',
  eslint: '10.15.0',
  'markdownlint-cli2': '0.24.1',
  oxlint: '1.94.0',
};

const home = join(cacheFolder, `linters-${Object.values(versions).join('-')}`);

/** A linter as its own users start it. */
export interface PeerTool {
  readonly name: string;
  /** The program; Node runs it when it is a script of its. */
  readonly program: string;
  readonly words: readonly string[];
}

/** Installs the tools on first use from npm, into a cache outside the checkout. */
function install(): void {
  if (!existsSync(join(home, 'complete'))) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
    const { status } = spawnSync('npm', words, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) {
      throw new Error('npm could not install the linters to compare with.');
    }
    writeFileSync(join(home, 'complete'), '');
  }
}

const astGrepLanguages: Readonly<Record<string, string>> = {
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  python: 'Python',
  go: 'Go',
  c: 'C',
  cpp: 'Cpp',
};

/**
 * The tools for a language, with the rules of the local reviewers where they can take them: oxlint has rules of its own.
 *
 * @param folder where their configuration is put
 */
export function peerTools(language: string, reviewed: string, folder: string): PeerTool[] {
  install();
  mkdirSync(folder, { recursive: true });
  return [
    ...(language === 'javascript' ? [eslintTool(reviewed, folder)] : []),
    ...(language === 'javascript' || language === 'typescript' ? [oxlintTool(reviewed)] : []),
    ...(language === 'markdown' ? [markdownlintTool(reviewed, folder)] : []),
    ...(language in astGrepLanguages ? [astGrepTool(language, reviewed, folder)] : []),
  ];
}

function inHome(...path: readonly string[]): string {
  return join(home, 'node_modules', ...path);
}

function eslintTool(reviewed: string, folder: string): PeerTool {
  const config = join(folder, 'eslint.config.mjs');
  // Those of its core: plugins would have to be installed beside it.
  const rules = Object.entries(javascriptRules).filter(([name]) => !name.includes('/'));
  writeFileSync(config, `export default [{ rules: ${JSON.stringify(Object.fromEntries(rules))} }];\n`);
  const words = ['--config', config, '--no-warn-ignored', reviewed];
  return { name: 'eslint', program: process.execPath, words: [inHome('eslint/bin/eslint.js'), ...words] };
}

function oxlintTool(reviewed: string): PeerTool {
  return { name: 'oxlint', program: process.execPath, words: [inHome('oxlint/bin/oxlint'), reviewed] };
}

function markdownlintTool(reviewed: string, folder: string): PeerTool {
  const config = join(folder, '.markdownlint-cli2.jsonc');
  const rules = markdownlint.rules.filter(({ isDefault }) => isDefault).map(({ id }) => [id, true]);
  writeFileSync(config, JSON.stringify({ config: { default: false, ...Object.fromEntries(rules) } }));
  const words = ['--config', config, `${reviewed}/**/*.md`];
  const program = inHome('markdownlint-cli2/markdownlint-cli2-bin.mjs');
  return { name: 'markdownlint-cli2', program: process.execPath, words: [program, ...words] };
}

/** JSON is YAML, so that our rules can be written down as they are; what is code in them stays out. */
function astGrepTool(language: string, reviewed: string, folder: string): PeerTool {
  const rules = join(folder, 'rules');
  mkdirSync(rules, { recursive: true });
  writeFileSync(join(folder, 'sgconfig.yml'), JSON.stringify({ ruleDirs: ['rules'] }));
  for (const { grammars, rules: all } of rulePacks.filter((pack) => language in pack.grammars)) {
    for (const { id, title, rule, constraints, languages = Object.keys(grammars) } of all) {
      if (languages.includes(language)) {
        const written = { id, language: astGrepLanguages[language], message: title, severity: 'warning', rule };
        writeFileSync(join(rules, `${id}.yml`), JSON.stringify({ ...written, ...(constraints && { constraints }) }));
      }
    }
  }
  const platform = readdirSync(inHome('@ast-grep')).find((name) => name.startsWith('cli-')) ?? '';
  const words = ['scan', '--config', join(folder, 'sgconfig.yml'), '--json=stream', reviewed];
  return { name: 'ast-grep', program: inHome('@ast-grep', platform, 'ast-grep'), words };
}
