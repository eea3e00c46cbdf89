import type { FileRole } from '../types';

/*
 * Names as test runners, frameworks and package layouts look for them or scaffold them. Whole names of folders only: a
 * `test-runner` or a `contest` may be what a project delivers.
 */

const fixtureFolder =
  /^(?:(?:__)?(?:test[-_]?)?fixtures?(?:__)?|fixtures[-_][\w-]+|[\w-]+[-_]fixtures|test[-_]?(?:files?|resources|assets|inputs?|vectors)|test[-_]?data(?:[-_]\w+)*|(?:regression|fuzz(?:ing|er)?|seed)[-_]?(?:inputs?|corpus|corpora|data)|expected(?:[-_]?(?:outputs?|results?|files?))?|__snapshots__|cassettes|goldens?|mock[-_]?data)$/i;

/** Holes that are there to be found: https://owasp.org/www-project-vulnerable-web-applications-directory/ */
const vulnerableName =
  /^(?:(?:dam[mn])?[-_]?vuln(?:erable)?(?:[-_]?(?:server|service|app|apps|api|web|site|code|code[-_]?snippets|examples?))?|vulnerable[-_]\w+|dvwa|dvga|juice[-_]?shop|webgoat|nodegoat|railsgoat)(?:\.\w+)?$/i;

const testFolder =
  /^(?:(?:__)?tests?(?:__)?|__mocks__|e2e|cypress|(?:unit|integration|int|e2e|functional|acceptance|system|smoke|regression|perf(?:ormance)?|load|fuzz|api|ui|browser)[-_]?test(?:s|ing)?|tests?[-_]?(?:unit|integration|e2e|utils?|helpers?|support|suites?|cases?|common|packages?|projects?|apps?)|(?:android|common|jvm|native|js|ios|desktop)Test|regress|test_\w+|bench(?:es|marks?)?|fuzz(?:ing|ers?)?)$/i;

const exampleFolder =
  /^(?:(?:code[-_]?)?(?:examples?|samples?)|examples?[-_][\w-]+|demos?|tutorials?|playgrounds?|quick[-_]?starts?|(?:sample|demo)[-_](?:apps?|projects?))$/i;

/** Not `archive`, which is mostly a module that reads or makes archives, nor `legacy` and `old`, which still run. */
const retiredFolder = /^_*(?:deprecated|obsolete|attic|graveyard|archived)_*$/i;
/** What merging and patching leave behind, and what file managers call a second copy. */
const leftBehind = /\.(?:orig|rej)$|\w (?:-[ ])?copy(?:[ ]\d+|[ ]\(\d+\))?\.\w+$/i;

/** Below a folder of tests, what tests read; `t1234` is what Git's test of this number does. */
const dataFolder = /^(?:data|resources|assets|files|inputs?|outputs?|expect|static|corpus|corpora|snapshots?|t\d{4})$/i;

/** Also what fuzzers have found: https://llvm.org/docs/LibFuzzer.html#output, https://google.github.io/oss-fuzz */
const fixtureName =
  /[._-]fixtures?\.\w+$|\.(?:snap|golden)$|^clusterfuzz-testcase-|^(?:crash|leak|timeout|oom)-[\da-f]{40}\b/i;

/** What Helm's chart-testing installs a chart with: https://github.com/helm/chart-testing#testing-custom-values */
const chartFixture = /(?:^|\/)ci\/[^/]*values\.ya?ml$/i;

/** Not of data and prose: a `test.yml` is a workflow, and `tests.md` speaks of tests. */
const testName =
  /^(?!.*\.(?:ya?ml|json|toml|md|txt|rst|html?)$)(?:(?:(?:unit[-_]?)?tests?|conftest|(?:test|bench|mock)[-_].+|(?:setup|jest|vitest)[._-]?tests?|testutils?|testhelpers?)\.\w+$|.*[._-](?:(?:unit|integration|perf)?tests?|spec|e2e|e2e-spec|cy|bench|benchmark|mocks?)\.\w+$|.*\.(?:t|bats)$)/i;

/** Code in such a folder runs what the rest of it is to do; what is no code may be a specification. */
const specCode = /(?:^|\/)specs?\/(?:.*\/)?[^/]*\.(?:[cm]?[jt]sx?|rb|php|coffee|lua)$/i;

const testClass =
  /[a-z\d](?:Tests?|TestCase|IT)\.(?:java|kt|scala|groovy|cs|vb|fs|swift|php|cpp|cc|m|mm)$|Spec\.(?:scala|groovy|kt)$/;

const exampleName = /^(?:example|sample)s?\.\w+$|[._-](?:example|sample|stories)(?:\.\w+)?$|snakeoil/i;

/**
 * What a file is in its project, by the names of its folders and its own, relative to the reviewed folder: whoever
 * reviews a folder of tests by itself wants to know about tests. Undefined for what the project is made of.
 */
export function roleOf(path: string): FileRole | undefined {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  const tests = folders.findIndex((folder, depth) => testFolder.test(folder) || (depth === 0 && folder === 't'));
  const isCompared = folders[0] === 'integration' && folders[1] === 'expect';
  const hasTestData =
    isCompared || (tests !== -1 && folders.slice(tests + 1).some((folder) => dataFolder.test(folder)));
  if (
    hasTestData ||
    fixtureName.test(name) ||
    vulnerableName.test(name) ||
    chartFixture.test(path) ||
    folders.some((folder) => fixtureFolder.test(folder) || vulnerableName.test(folder))
  ) {
    return 'fixture';
  }
  if (tests !== -1 || testName.test(name) || testClass.test(name) || specCode.test(path)) {
    return 'test';
  }
  if (exampleName.test(name) || folders.some((folder) => exampleFolder.test(folder))) {
    return 'example';
  }
  return leftBehind.test(name) || folders.some((folder) => retiredFolder.test(folder)) ? 'retired' : undefined;
}
