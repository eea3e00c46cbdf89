import type { LookLimits, Looks, Withheld } from '../../core/fileReview';
import { bothLooks } from '../../core/run/looks';
import { errorMessage } from '../../core/text/errorMessage';
import type { FileSnapshot, ReportedFinding } from '../../core/types';
import { freeTree } from '../syntax/fileTrees';
import { misnamedFormat } from '../syntax/grammars';
import { type Analyze, type Analyzer, type AnalyzerEnvironment, findingsOf } from './analyzer';
import { astGrep } from './astGrep';
import { unreadableConfig } from './dataFiles';
import { json, yaml } from './duplicateKeys';
import { eslint } from './eslint';
import type { ConfigReads, FolderConfig, WholeFolderConfig } from './folderConfig';
import { htmlValidate } from './htmlValidate';
import { asItCounts } from './inTests';
import { markdownlint } from './markdownlint';
import { ruff } from './ruff';
import { stylelint } from './stylelint';
import { syntaxErrors } from './syntaxErrors';
import { textChecks } from './textChecks';
import { withUnproven } from './unproven';

/** Every bundled analyzer as it is written, whatever the ledger says of its rules. */
export const bundled: readonly Analyzer[] = [
  textChecks,
  syntaxErrors,
  eslint,
  ruff,
  markdownlint,
  json,
  yaml,
  stylelint,
  htmlValidate,
  astGrep,
];

/** Every bundled analyzer, in the order in which findings are reported. */
export const analyzers: readonly Analyzer[] = bundled.map(withUnproven);

/** What all analyzers together say about one file. */
export interface FileAnalysis {
  readonly findings: readonly ReportedFinding[];
  /** Which of them have looked at it. */
  readonly looks: Looks;
  /** The analyzers that could not do their work on the file, and why. */
  readonly failures: readonly string[];
  /** The configuration that they looked for, and found or not. */
  readonly reads: ConfigReads;
  /** WebAssembly code has crashed; whatever shares its memory cannot be trusted with another file. */
  readonly damaged: boolean;
}

/** @param alsoSilenced also what the folder silences, each finding with its `hiddenBy` */
export type AnalyzeFile = (file: FileSnapshot, alsoSilenced?: boolean) => Promise<FileAnalysis>;

/**
 * Makes a function that runs analyzers over one file after another and loads each when it is first needed.
 *
 * @param wanted the only ones that look at a file, by name; undefined for all
 */
export function createFileAnalysis(
  analyzers: readonly Analyzer[],
  folderConfig: WholeFolderConfig,
  environment: AnalyzerEnvironment,
  wanted: (path: string) => readonly string[] | undefined = () => undefined,
): AnalyzeFile {
  const loaded = new Map<Analyzer, Promise<Analyze>>();

  function load(analyzer: Analyzer): Promise<Analyze> {
    const loading = loaded.get(analyzer) ?? analyzer.load(environment);
    loaded.set(analyzer, loading);
    return loading;
  }

  return async (file, alsoSilenced = false) => {
    const findings: ReportedFinding[] = [];
    const looked: string[] = [];
    const withheld: Withheld[] = [];
    const limits: Record<string, LookLimits> = {};
    const failures: string[] = [];
    let damaged = false;
    const { config, reads } = folderConfig.recorded();
    const only = wanted(file.path);
    const misnamed = misnamedFormat(file);
    for (const analyzer of analyzers) {
      if (!analyzer.supports(file)) {
        continue;
      }
      if (only?.includes(analyzer.name) === false) {
        withheld.push({ analyzer: analyzer.name, because: { kind: 'override' } });
        continue;
      }
      if (misnamed !== undefined && analyzer.name !== textChecks.name) {
        withheld.push({ analyzer: analyzer.name, because: { kind: 'dialect', name: misnamed } });
        continue;
      }
      try {
        const analyze = await load(analyzer);
        const analysis = await analyze(file, config, alsoSilenced);
        if (!('kind' in analysis)) {
          looked.push(analyzer.name);
        } else if (analysis.kind === 'looked') {
          looked.push(analyzer.name);
          limits[analyzer.name] = analysis.limits;
        } else if (analysis.because) {
          withheld.push({ analyzer: analyzer.name, because: analysis.because });
        }
        const found = asItCounts(analyzer, file, findingsOf(analysis));
        const all = [...unreadableConfigs(analyzer, file, config), ...found];
        for (const finding of all.filter(({ hiddenBy }) => alsoSilenced || !hiddenBy)) {
          findings.push(finding);
        }
      } catch (error) {
        failures.push(`${analyzer.name}: ${firstLineOf(error)}`);
        // What threw may have left its memory broken, and would then fail every file that follows.
        damaged = true;
      }
    }
    await freeTree(file);
    const limited = Object.keys(limits).length > 0 && { limits };
    const looks = bothLooks(undefined, { analyzers: looked, language: file.language, withheld, ...limited });
    return { findings, looks, failures, reads: reads(), damaged };
  };
}

/** A file that would be reviewed otherwise if what stands in the place of its configuration could be read says so. */
function unreadableConfigs(
  { name, configNames = [] }: Analyzer,
  { path }: FileSnapshot,
  config: FolderConfig,
): ReportedFinding[] {
  const unreadable = config.unreadable(path, configNames);
  return unreadable ? [unreadableConfig(name, unreadable)] : [];
}

function firstLineOf(error: unknown): string {
  return errorMessage(error).split('\n', 1)[0] ?? '';
}
