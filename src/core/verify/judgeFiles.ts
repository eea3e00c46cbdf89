import picomatch from 'picomatch/posix';
import { canonicalPath } from '../paths/canonicalPath';

/**
 * By what linters, test runners and checks of types, coverage and dependencies are told what to find, wherever it lies:
 * names as the tools' own pages have them. Beside those that a tool loads or runs, which are protected paths.
 */
const names = [
  '{.,}{ruff,clippy,rustfmt}.toml pyrightconfig.json .bandit bandit.{yml,yaml} nose2.cfg unittest.cfg {.,}coverage{rc,.toml} .pydocstyle',
  '.clang-{tidy,format} .clang-{tidy,format}-ignore cpplint.cfg {.,}cppcheck{,.xml,.cppcheck} *.{cppcheck,supp} suppressions.{txt,xml} {.,}iwyu.imp',
  '{.,}golangci.{yml,yaml,toml,json} {.,}revive.toml staticcheck.conf {.,}errcheck.txt .testcoverage.{yml,yaml}',
  '{deny,cargo-deny,nextest,tarpaulin,.tarpaulin,typos,_typos,.typos}.toml',
  'tslint.json .{eslint,prettier,stylelint,markdownlint,oxlint,biome}ignore .markdownlint.{json,jsonc,yml,yaml} {.,}knip.{json,jsonc} .{depcheck,ls-lint,size-limit}{rc,.json,.yml} .jscpd.json',
  '{karma,stryker}.conf.* .mutmut* .cspell.json cspell.{json,yml,yaml}',
  '{checkstyle,pmd,spotbugs,findbugs,detekt,ktlint,scalastyle}{,-*,_*}.{xml,yml,yaml} {detekt,lint}-baseline.xml lint.xml .scala{fmt,fix}.conf',
  '{.,}{swiftlint,swiftformat,detekt,reek,semgrep,hadolint,yamllint,codecov,dialyzer_ignore,ansible-lint,gitleaks,trivy}{,.yml,.yaml,.toml,.exs}',
  '.{semgrep,trivy,gitleaks,yamllint}ignore .tflint.hcl .sqlfluff{,ignore} .vale.ini sonar-project.properties selene.toml .proverc .editorconfig',
];

const listed = picomatch.makeRe(`**/{${names.flatMap((line) => line.split(' ')).join(',')}}`, { dot: true });

/** Whether a file of this path (relative, with `/`) tells a tool what to find fault with, whatever the file system calls it. */
export function tellsJudges(path: string): boolean {
  return listed.test(canonicalPath(path));
}
