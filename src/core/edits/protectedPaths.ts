import picomatch from 'picomatch/posix';
import { canonicalPath } from '../text/canonicalPath';

/**
 * Files that configure or run something when they change: version control, editors, agents, builds, tests, package
 * managers, shells. The first block is what VS Code itself asks about before an agent may edit it.
 */
const patterns = [
  '**/.git/**',
  '**/.vscode/**',
  '**/{package.json,server.xml,build.rs,web.config,.gitattributes,.env,cargo.toml}',
  '**/{.npmrc,.yarnrc,.yarnrc.yml,.pnpmfile.{js,cjs,mjs},pnpm-workspace.yaml}',
  '**/*.{code-workspace,csproj,fsproj,vbproj,vcxproj,proj,targets,props,gradle,gradle.kts}',
  '**/gradle.properties',
  '**/ruby_lsp/*/addon*',
  '**/*.lock',
  '**/*-lock.{yaml,json}',
  '**/.mcp.json',
  '**/.github/{agents,hooks,workflows,actions,prompts,instructions,chatmodes}/**',
  '**/{.claude,.codex}/**',

  '**/{.git,.gitmodules,.gitconfig}',
  '**/{.husky,.githooks}/**',
  '**/.github/copilot-instructions.md',
  '**/{.gitlab-ci.yml,azure-pipelines.yml,bitbucket-pipelines.yml,.travis.yml,jenkinsfile}',
  '**/{.circleci,.buildkite}/**',
  '**/{.pre-commit-config.yaml,lefthook.{yml,yaml}}',
  '**/{agents,claude,gemini}.md',
  '**/{.cursor,.windsurf,.continue,.gemini,.kiro,.roo,.amazonq,.idea,.zed,.fleet}/**',
  '**/{.cursorrules,.windsurfrules,.clinerules,.roomodes}',
  '**/.clinerules/**',
  '**/.aider*',
  '**/mcp.json',
  '**/.devcontainer/**',
  '**/.devcontainer.json',
  '**/{dockerfile*,*.dockerfile,docker-compose*,compose.{yml,yaml}}',
  '**/{makefile,gnumakefile,*.mk,cmakelists.txt,*.cmake,justfile,rakefile,gemfile,vagrantfile,gradlew,.bazelrc}',
  '**/{conftest.py,setup.py,setup.cfg,pyproject.toml,tox.ini,noxfile.py,sitecustomize.py,usercustomize.py,*.pth}',
  '**/.rubocop.yml',
  '**/{.eslintrc*,eslint.config.*,jest.config.*,vitest.config.*,webpack.config.*,vite.config.*,babel.config.*}',
  '**/{.babelrc*,.mocharc*,rollup.config.*,esbuild.{js,cjs,mjs,ts},playwright.config.*}',
  '**/{.prettierrc*,prettier.config.*}',
  '**/tsconfig*.json',
  '**/{.envrc,.env.*,.tool-versions,mise.toml,.mise.toml,.direnvrc}',
  '**/.{bash,zsh}{rc,_profile,env,_login,_logout}',
  '**/{.profile,.zprofile,.zlogin,.kshrc,.cshrc,.inputrc,config.fish}',
  '**/{go.mod,go.work,pom.xml,build.xml,build.sbt,build.bazel,workspace.bazel,module.bazel,composer.json,deno.json*}',
  '**/folder-review.{yaml,yml}',
  '**/.reviewignore',
];

/** One expression for all: to try them one after another takes ten times as long. */
const listed = new RegExp(patterns.map((pattern) => picomatch.makeRe(pattern, { dot: true }).source).join('|'));

/** Whether a change of this path (relative, with `/`) needs a person's own look, whatever the file system calls it. */
export function isProtectedPath(path: string): boolean {
  return listed.test(canonicalPath(path)) || path.split('/').some((segment) => /~\d/.test(segment));
}

/** Whether the path lies inside git's own folder, which is never changed. */
export function isInsideGit(path: string): boolean {
  return canonicalPath(path).split('/').includes('.git');
}
