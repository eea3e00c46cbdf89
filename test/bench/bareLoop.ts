/**
 * `bareLoop.cjs LANGUAGE FOLDER WASM`: the packages that the local reviewers are made of, with the same rules, over all
 * files of a folder: no run, no record, no gate, no process beside this one. What the local reviewers cost above it is ours.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { Linter } from 'eslint/universal';
import { lint } from 'markdownlint/sync';
import { startAstGrep } from '../../src/reviewers/analyzers/astGrepRuntime';
import { typescriptParser } from '../../src/reviewers/analyzers/babelParser';
import { eslintPlugins } from '../../src/reviewers/analyzers/eslintPlugins';
import { javascriptRules, typescriptRules } from '../../src/reviewers/analyzers/eslintRules';
import { markdownlint } from '../../src/reviewers/analyzers/markdownlint';
import { defaultCodes } from '../../src/reviewers/analyzers/ruffRules/ruffRules';
import { rulePacks } from '../../src/reviewers/analyzers/rules/packs';
import { grammars } from '../../src/reviewers/syntax/grammars';
import { createParser } from '../../src/reviewers/syntax/treeSitter';

type Look = (text: string) => unknown;

async function astGrepLook(language: string, wasmFolder: string): Promise<Look[]> {
  const known: Partial<typeof grammars> = grammars;
  const grammar = known[language as keyof typeof grammars];
  const rules = rulePacks
    .filter((pack) => language in pack.grammars)
    .flatMap((pack) => pack.rules)
    .filter(({ languages }) => languages?.includes(language) ?? true);
  if (!grammar || rules.length === 0) {
    return [];
  }
  const runtime = await startAstGrep(wasmFolder);
  const { parser } = await createParser(wasmFolder, grammar.file);
  const any = { rule: { any: rules.map(({ rule }) => rule) } };
  return [
    async (text) => {
      const tree = parser.parse(text);
      if (!tree) {
        return;
      }
      const parsed = await runtime.read(grammar, text, tree);
      const root = parsed.nodeOf(tree.rootNode);
      if (root.findAll(any).length > 0) {
        rules.map(({ rule, constraints }) => root.findAll({ rule, ...(constraints && { constraints }) }));
      }
      root.free();
      parsed.free();
      tree.delete();
    },
  ];
}

function eslintLook(language: string): Look {
  const linter = new Linter({ configType: 'flat' });
  const ours =
    language === 'javascript'
      ? { rules: javascriptRules }
      : { rules: typescriptRules, languageOptions: { parser: typescriptParser } };
  const config: Linter.Config = { files: ['**'], plugins: { ...eslintPlugins }, ...ours };
  return (text) => linter.verify(text, config, { filename: 'file.js' });
}

function ruffLook(): Look {
  const chosen = { select: defaultCodes, preview: true, 'explicit-preview-rules': true };
  const workspace = new Workspace({ 'target-version': 'py314', lint: chosen, preview: true }, 1);
  return (text) => workspace.check(text);
}

function markdownlintLook(): Look {
  const chosen = markdownlint.rules.filter(({ isDefault }) => isDefault).map(({ id }) => [id, true]);
  const config = { default: false, ...Object.fromEntries(chosen) };
  return (text) => lint({ strings: { file: text }, config });
}

async function main(language: string, folder: string, wasmFolder: string): Promise<void> {
  const looks = [
    ...(language === 'javascript' || language === 'typescript' ? [eslintLook(language)] : []),
    ...(language === 'python' ? [ruffLook()] : []),
    ...(language === 'markdown' ? [markdownlintLook()] : []),
    ...(await astGrepLook(language, wasmFolder)),
  ];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      // What was parsed is freed between two tasks.
      await new Promise(setImmediate);
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      for (const look of looks) {
        await look(text);
      }
    }
  }
}

const [language = '', folder = '', wasmFolder = ''] = process.argv.slice(2);
void main(language, folder, wasmFolder);
