import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { builds } from '../../../src/core/gates/protected/builds';
import { workbench } from '../../../src/core/gates/protected/workbench';
import { isInsideGit, isProtectedPath } from '../../../src/core/gates/protectedPaths';

/** Paths as they stand in projects, by what they belong to. */
const protectedPaths = `
  action.yml tools/lint/action.yaml .claude-plugin/plugin.json hooks/hooks.json gemini-extension.json
  a/b/.vscode/tasks.json .vscode/a/launch.json webpack.prod.js webpack.common.cjs dangerfile.ts dangerfile.js .vscode-test.mjs
  .vscode-test.js jest.setup.js jest.setup.ts vitest.setup.ts .Rprofile .bashrc.d/10-path authorized_keys
  home/.ssh/authorized_keys roles/web/tasks/main.yml roles/web/handlers/main.yml playbook.yml playbook-db.yml
  .git/config .git .gitmodules .gitattributes .gitconfig .lfsconfig .githooks/x .hg/hgrc .hgrc .husky/pre-commit
  .husky/_/husky.sh .pre-commit-config.yaml lefthook.yml .lefthook-local.toml .config/lefthook.json .lintstagedrc.mjs
  lint-staged.config.js .commitlintrc.json commitlint.config.ts .releaserc release.config.cjs .overcommit.yml
  .simple-git-hooks.json .changeset/config.json .release-it.json .versionrc.js .goreleaser.yaml renovate.json
  .renovaterc.json .github/dependabot.yml CODEOWNERS docs/CODEOWNERS .mergify.yml
  .vscode/settings.json .vscode/tasks.json .vscode/extensions.json a.code-workspace .idea/workspace.xml app.iml
  .run/Main.run.xml .zed/settings.json .fleet/run.json .helix/languages.toml .nvim.lua .nvimrc .exrc .vimrc
  .vim/ftplugin/c.vim .dir-locals.el .dir-locals-2.el .emacs.d/init.el x.sublime-project .project .settings/x.prefs
  nbproject/project.xml .vs/tasks.vs.json
  AGENTS.md AGENTS.override.md CLAUDE.md CLAUDE.local.md GEMINI.md CRUSH.md QWEN.md .claude/settings.json
  .claude/hooks/x.sh .codex/config.toml .cursor/mcp.json .cursor/rules/a.mdc .cursorrules .windsurfrules
  .windsurf/rules/a.md .continue/config.yaml .continuerc.json .gemini/settings.json .aider.conf.yml .aiderignore
  .amazonq/mcp.json .kiro/settings/mcp.json .kiro/hooks/a.kiro.hook .roo/mcp.json .roomodes .clinerules
  .clinerules/a.md .junie/guidelines.md .opencode/agent/a.md opencode.json .goosehints .crush.json .qwen/settings.json
  .trae/rules/a.md .augment/rules/a.md .mcp.json mcp.json .github/copilot-instructions.md .github/agents/a.md
  .github/hooks/a.json .github/prompts/a.prompt.md .github/instructions/a.instructions.md .github/chatmodes/a.chatmode.md
  skills/x/SKILL.md replit.md .replit folder-review.yaml .reviewignore
  .bashrc .bash_aliases .zshrc .zshenv .profile .inputrc config.fish Microsoft.PowerShell_profile.ps1 .tmux.conf .envrc
  .env .env.local .env.production direnv.toml .direnvrc .tool-versions mise.toml .mise.local.toml .netrc .ssh/config
  .github/workflows/ci.yml .github/actions/x/action.yml .gitlab-ci.yml .gitlab/ci/build.yml .circleci/config.yml
  azure-pipelines.yml azure-pipelines-release.yml bitbucket-pipelines.yml .travis.yml Jenkinsfile Jenkinsfile.nightly
  .buildkite/pipeline.yml appveyor.yml .drone.yml .woodpecker.yml .cirrus.yml .semaphore/semaphore.yml .teamcity/settings.kts
  .builds/a.yml .tekton/a.yaml buildspec.yml cloudbuild.yaml bitrise.yml .readthedocs.yaml
  Dockerfile Dockerfile.dev web.Dockerfile Containerfile docker-compose.yml docker-compose.prod.yml compose.yaml
  docker-bake.hcl .devcontainer/devcontainer.json .devcontainer.json devfile.yaml .gitpod.yml Vagrantfile skaffold.yaml
  Tiltfile kustomization.yaml helmfile.yaml Earthfile Procfile vercel.json netlify.toml firebase.json wrangler.toml
  serverless.yml serverless.ts cdk.json Pulumi.yaml Pulumi.dev.yaml fly.toml app.yaml ansible.cfg .terraformrc
  .terraform.lock.hcl flake.nix shell.nix .htaccess .user.ini nginx.conf x.service debian/rules debian/postinst PKGBUILD
  package.json sub/package.json yarn.lock package-lock.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc .yarnrc.yml
  .yarn/plugins/x.cjs .yarn/releases/yarn.cjs .pnp.cjs .pnpmfile.cjs bunfig.toml deno.json import_map.json
  npm-shrinkwrap.json tsconfig.build.json jsconfig.json
  webpack.config.js webpack.config.babel.js rollup.config.mjs vite.config.ts vitest.config.ts vitest.workspace.ts
  esbuild.mjs esbuild.config.mjs rspack.config.ts tsup.config.ts build.config.ts snowpack.config.mjs metro.config.js
  .parcelrc turbo.json next.config.js nuxt.config.ts svelte.config.js astro.config.mjs remix.config.js angular.json
  tailwind.config.ts postcss.config.cjs babel.config.js .babelrc .swcrc vue.config.js gatsby-node.ts jest.config.ts
  jest.config.json jest-preset.js .mocharc.cjs mocha.opts karma.conf.js ava.config.mjs playwright.config.ts cypress.config.ts cypress.json
  cypress/plugins/index.js wdio.conf.ts nightwatch.conf.js nightwatch.json protractor.conf.js .nycrc.json .c8rc.json cucumber.js
  .taprc gulpfile.js gulpfile.babel.js Gruntfile.js Gruntfile.coffee Jakefile nx.json apps/x/project.json lage.config.js
  moon.yml .moon/tasks.yml lerna.json rush.json .storybook/main.ts .storybook/preview.tsx stylelint.config.js
  .stylelintrc.json .eslintrc.json eslint.config.mjs .eslintplugin.js .prettierrc.cjs prettier.config.js
  .markdownlint-cli2.mjs dprint.json .eleventy.js typedoc.json knexfile.ts nodemon.json .browserslistrc
  conftest.py tests/conftest.py pytest.ini .pytest.ini tox.ini setup.py setup.cfg pyproject.toml noxfile.py tasks.py fabfile.py dodo.py
  Pipfile requirements.txt requirements-dev.txt requirements/base.txt pip.conf mypy.ini .pylintrc pylintrc .flake8 x.pth
  sitecustomize.py usercustomize.py ipython_config.py jupyter_notebook_config.py docs/conf.py mkdocs.yml
  Rakefile lib/tasks/x.rake Gemfile gems.rb x.gemspec Guardfile Podfile Fastfile fastlane/Fastfile Dangerfile .rspec
  .rubocop.yml .irbrc .pryrc .bundle/config config.ru
  composer.json phpunit.xml phpunit.xml.dist phpstan.neon .php-cs-fixer.dist.php rector.php psalm.xml
  pom.xml .mvn/extensions.xml .mvn/jvm.config mvnw build.gradle build.gradle.kts settings.gradle gradle.properties gradlew
  gradle/wrapper/gradle-wrapper.properties gradle/libs.versions.toml buildSrc/src/main/kotlin/x.kt build.sbt
  project/plugins.sbt project/build.properties build.xml META-INF/services/javax.annotation.processing.Processor
  project.clj deps.edn app.csproj app.sln Directory.Build.props Directory.Build.targets Directory.Packages.props
  NuGet.config global.json .config/dotnet-tools.json build.cake Properties/launchSettings.json x.tt
  go.mod go.work .golangci.yml magefile.go Cargo.toml build.rs .cargo/config.toml rust-toolchain.toml
  Makefile GNUmakefile rules.mk justfile .justfile Taskfile.yml CMakeLists.txt x.cmake CMakePresets.json meson.build
  configure.ac configure m4/x.m4 SConstruct wscript Kconfig conanfile.py vcpkg.json BUILD BUILD.bazel WORKSPACE
  WORKSPACE.bazel MODULE.bazel x.bzl .bazelrc BUCK .buckconfig pants.toml .gdbinit .lldbinit .clangd Doxyfile
  Package.swift x.xcconfig App.xcodeproj/project.pbxproj pubspec.yaml analysis_options.yaml mix.exs config/runtime.exs
  rebar.config Setup.hs x.cabal .ghci hie.yaml dune dune-project x.opam build.zig x.nimble config.nims cpanfile x.rockspec
  .luacheckrc .latexmkrc book.toml _config.yml hugo.toml
`
  .trim()
  .split(/\s+/);

/** What globs with one level of braces, `*` and a final `/**` stand for, with something in each place. */
function examples(glob: string): string[] {
  const [, before, inner, after] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob) ?? [];
  return before === undefined || inner === undefined || after === undefined
    ? [glob.replace(/\/\*\*$/, '/a/b'), glob.replace(/\/\*\*$/, '')].map((path) => path.replaceAll('*', 'x'))
    : inner.split(',').flatMap((choice) => examples(before + choice + after));
}

describe('isProtectedPath', () => {
  it('knows the listed files under every name a file system may accept', () => {
    assert.ok(protectedPaths.length >= 300, `${protectedPaths.length} paths`);
    for (const path of protectedPaths) {
      const disguises = [
        path,
        `deep/er/${path}`,
        path.toUpperCase(),
        `dé/${path}`.normalize('NFD'),
        `${path}.`,
        `${path} .`,
        `${path}::$DATA`,
        `${path}:stream`,
        path.replaceAll('i', 'ı'),
        path.replaceAll('s', 'ſ'),
        path.replaceAll('k', '\u212a'),
        `${path.slice(0, 2)}\u200c${path.slice(2)}`,
        path.replaceAll('/', '\\'),
      ];
      for (const disguise of disguises) {
        assert.ok(isProtectedPath(disguise), JSON.stringify(disguise));
      }
    }
    assert.ok(isProtectedPath('GIT~1/config'));
    assert.ok(isProtectedPath('src/VSCODE~2/x.json'));
    assert.ok(isInsideGit('a/.GIT./hooks/pre-commit'));
  });

  it('matches each of its globs, which say why and where that is documented', () => {
    const seen = new Map<string, string>();
    for (const { globs, why, source } of [...workbench, ...builds]) {
      assert.match(why, /^\S.{10,}\S$/);
      assert.match(source, /^(https:\/\/\S+( |$))+$|^README\.md$/);
      for (const glob of globs.split(' ')) {
        assert.equal(glob, glob.toLowerCase(), 'paths are compared in lower case');
        assert.ok(!seen.has(glob), `${glob} stands twice: ${why}; ${seen.get(glob)}`);
        seen.set(glob, why);
        for (const example of examples(glob)) {
          assert.ok(isProtectedPath(`sub/${example}`), `${glob}: ${example}`);
        }
      }
    }
  });

  it('leaves ordinary files alone', () => {
    const ordinary = `
      src/a.ts README.md docs/git/config.md package.ts environment.ts a/lock.ts x.json .github/labels.yml make.ts
      src/config.ts src/app.component.ts src/webpack/loader.js lib/jest.ts test/setup.ts src/gulp.js docs/agents/intro.md
      docs/claude.html src/cursor/position.ts claude/x.ts src/rules.ts build/index.ts src/builder.py requirements.md
      src/conf/x.py app/models/rake.rb lib/gemfile_parser.rb spec/models/user_spec.rb src/main/java/org/gradle/Api.java
      src/main/java/pom/Xml.java cmd/main.go internal/mod.go build.go src/build.rs.md src/lib.rs cargo.md main.tf modules/x/main.tf
      scripts/deploy.sh bin/run include/make.h src/dune.ml.md lib/setup.ex src/docker/client.ts docs/dockerfiles.md
      src/circleci.ts data/settings.json data/compose.json src/vite.ts src/env.ts env/x.ts index.html style.css
      src/x.spec.ts src/config/index.ts src/eslint/rule.js i18n/de.json notes.txt LICENSE CHANGELOG.md CONTRIBUTING.md
      .gitignore .editorconfig .dockerignore .clang-format src/x.test.tsx public/manifest.json src/Jenkins.java
      src/workspace.ts src/targets.rs lib/dev.ex src/project.ts terraform.tfvars src/app.config.service.ts
    `;
    for (const path of ordinary.trim().split(/\s+/)) {
      assert.ok(!isProtectedPath(path), path);
    }
    assert.ok(!isInsideGit('src/git/a.ts'));
  });
});
