import { code, type ProtectedFiles } from './protectedFiles';

/** What builds, tests and checks the code, by language: the tools run or load these. */
export const builds: readonly ProtectedFiles[] = [
  {
    globs: `*.{config,conf,workspace,preset}.{${code.slice(1, -1)},coffee,tsx,jsx} *-preset.${code} {webpack,rollup,vite,vitest,jest,playwright,tailwind,babel}.config.*.${code} webpack.*.${code} {jest,vitest}{.,-}{setup,global-setup,environment}{,.*}.{${code.slice(1, -1)},jsx,tsx} {setuptests,setup-jest}.{${code.slice(1, -1)},jsx,tsx} .vscode-test{,.*}.{${code.slice(1, -1)},json} dangerfile{,.*}.{${code.slice(1, -1)},jsx,tsx}`,
    why:
      'the usual name of configuration that is code: bundlers (webpack, Rollup, Vite, esbuild, Parcel, Rspack, tsup, ' +
      'unbuild, Snowpack, Metro), tests (Jest, Vitest, AVA, Playwright, Cypress, Karma, WebdriverIO, Nightwatch, ' +
      'Protractor), frameworks (Next, Nuxt, Svelte, Astro, Remix, Vue, Tailwind, PostCSS, Babel) and linters',
    source: 'https://webpack.js.org/configuration/ https://vite.dev/config/ https://jestjs.io/docs/configuration',
  },
  {
    globs:
      `{jest,lint-staged,stylelint,commitlint,prettier,postcss,release,ava,playwright,cypress}.config.{json,yml,yaml,toml} ` +
      'nightwatch.json cypress.json cypress/plugins/** mocha.opts testem.json jasmine.json ' +
      `{jasmine,testem,cucumber,knexfile,plopfile,jsdoc,typedoc,esbuild}.${code} cucumber.{json,yml,yaml} ` +
      'typedoc.json jsdoc.json ormconfig.* nodemon.json wdio.*conf* .storybook/** .vitepress/** .vuepress/** ' +
      '.eleventy.{js,cjs,mjs} .hygen.js',
    why: 'test runners, generators and documentation tools load what they name, or run them',
    source: 'https://mochajs.org/#configuring-mocha-nodejs https://storybook.js.org/docs/configure',
  },
  {
    globs:
      `{gulpfile,gruntfile,jakefile,ember-cli-build,brunch-config,gatsby-config,gatsby-node,gatsby-browser,gatsby-ssr}{,.*}.{${code.slice(1, -1)},coffee} ` +
      '{gulpfile,gruntfile,jakefile} .ember-cli nx.json project.json workspace.json turbo.{json,jsonc} lerna.json ' +
      'moon.{yml,yaml} .moon/** rush.json common/config/rush/** {.,}angular{,-cli}.json nest-cli.json ' +
      'capacitor.config.json ionic.config.json',
    why: 'task runners run their commands',
    source:
      'https://gulpjs.com/docs/ https://nx.dev/reference/project-configuration https://turborepo.com/docs/reference',
  },
  {
    globs:
      '{.eslintplugin,eslint-local-rules}{,.*} {.,}eslint.config.* .markdownlint.{js,cjs,mjs} .markdownlint-cli2.* ' +
      'dprint.json {.,}oxlint.json .prettier.* biome.{json,jsonc} tsconfig*.json jsconfig*.json import_map.json ' +
      'deno.{json,jsonc} bunfig.toml bun.lockb npm-shrinkwrap.json .yarn/** .pnp.* .pnpmfile.* lage.config.*',
    why: 'linters, compilers and package managers load rules, plug-ins and packages by them',
    source: 'https://eslint.org/docs/latest/use/configure/ https://yarnpkg.com/configuration/yarnrc',
  },
  {
    globs:
      'conftest.py {.,}pytest.{ini,toml} tox.{ini,toml} setup.{py,cfg} pyproject.toml noxfile.py tasks.py fabfile.py ' +
      'dodo.py locustfile.py pavement.py pipfile {requirements,constraints}*.{txt,in} {requirements,constraints}/*.{txt,in} ' +
      'environment.{yml,yaml} poetry.toml uv.toml pdm.toml hatch.toml hatch_build.py pip.{conf,ini} {.,}mypy.ini pylintrc ' +
      '.flake8 {.,}pylintrc.toml behave.ini alembic.ini manage.py snakefile',
    why: 'Python’s build, test and lint tools import or run them, or what they name',
    source:
      'https://docs.pytest.org/en/stable/reference/customize.html https://pip.pypa.io/en/stable/topics/configuration/',
  },
  {
    globs:
      '{site,user}customize.py *.{pth,egg-link} pyvenv.cfg .pdbrc.py .ipython/** .jupyter/** ' +
      '{ipython,jupyter,jupyter_*}_config.py gunicorn*.conf.py celeryconfig.py conf.py mkdocs.{yml,yaml}',
    why: 'Python and its tools run them by themselves when they start',
    source: 'https://docs.python.org/3/library/site.html',
  },
  {
    globs:
      'rakefile{,.*} *.{rake,gemspec,podspec,thor} gemfile{,.*} gems.rb {guard,cap,brew,pod,fast,app,danger,berks,thor,steep,match,delivery}file ' +
      'fastlane/** .rspec .rubocop*.yml .standard.yml .simplecov .erb*lint.{yml,yaml} .bundle/** config.ru',
    why: 'Ruby evaluates them: dependencies, tasks, tests, linters',
    source: 'https://bundler.io/man/gemfile.5.html https://docs.rubocop.org/rubocop/extensions.html',
  },
  {
    globs:
      'composer.json phpunit*.xml{,.dist} phpstan*.{neon,php}{,.dist} phpstan*.neon.dist psalm*.xml{,.dist} ' +
      '.php-cs-fixer{,.dist}.php .php_cs{,.dist} rector.php ecs.php phpcs.xml{,.dist} .phpcs.xml{,.dist} .phan/** ' +
      'infection.json*{,.dist} codeception*.{yml,yaml} behat.{yml,yaml,php} phpspec.yml{,.dist} phpbench.json ' +
      'robofile.php castor.php deploy.php box.json{,.dist}',
    why: 'PHP’s package manager, tests and linters load or run them, or what they name',
    source: 'https://getcomposer.org/doc/articles/scripts.md https://docs.phpunit.de/en/11.5/configuration.html',
  },
  {
    globs:
      'pom.xml .mvn/** mvnw* gradlew* gradle/wrapper/** gradle/*.{toml,xml,properties} buildsrc/** *.{versions.toml,sbt} project/*.{scala,properties} ' +
      'build.{xml,sc,mill} ivy*.xml .m2/** jitpack.yml meta-inf/services/** .bsp/** *.main.kts',
    why: 'builds of the JVM run or load them; services name the classes that a compiler loads',
    source: 'https://maven.apache.org/configure.html https://docs.gradle.org/current/userguide/build_environment.html',
  },
  {
    globs: 'project.clj profiles.clj deps.edn bb.edn shadow-cljs.edn build.{boot,clj} .clj-kondo/**',
    why: 'Clojure’s tools evaluate them, or what they name',
    source: 'https://clojure.org/reference/clojure_cli',
  },
  {
    globs:
      '*.{sln,slnx,slnf,shproj,sqlproj,wixproj,esproj,nuspec,runsettings,tt,rsp} nuget.config global.json ' +
      'packages.config paket.{dependencies,references} build.{cake,fsx} cake.config launchsettings.json .globalconfig',
    why: 'MSBuild, NuGet and Visual Studio run tasks, templates and tools by them',
    source: 'https://learn.microsoft.com/visualstudio/msbuild/customize-by-directory',
  },
  {
    globs:
      'go.{mod,work,sum} .golangci.{yml,yaml,toml,json} magefile.go magefiles/** .air.toml modd.conf wails.json ' +
      'buf*.yaml sqlc.{yml,yaml,json}',
    why: 'Go and its tools fetch modules, load plug-ins and run commands by them',
    source: 'https://go.dev/ref/mod https://golangci-lint.run/plugins/module-plugins/',
  },
  {
    globs: '.cargo/** rust-toolchain{,.toml} bacon.toml makefile.toml cargo-generate.toml',
    why: 'Cargo and rustup choose compilers, runners and aliases by them',
    source: 'https://doc.rust-lang.org/cargo/reference/config.html',
  },
  {
    globs:
      'makefile{,.*} gnumakefile bsdmakefile *.{mk,mak,am,m4,ninja} {.,}justfile *.just taskfile{,.*}.{yml,yaml} maskfile.md ' +
      'cmakelists.txt *.cmake cmake{,user}presets.json meson.build meson{_,.}options{,.txt} configure{,.ac,.in} ' +
      'autogen.sh bootstrap{,.sh} kconfig{,.*} kbuild sconstruct sconscript wscript tupfile{,.*} jamfile{,.*} jamroot{,.*} *.jam ' +
      'xmake.lua premake*.lua *.{pro,pri,prf,gyp,gypi,gn,gni} conanfile.{py,txt} vcpkg{,-configuration}.json',
    why: 'build tools run them',
    source: 'https://www.gnu.org/software/make/manual/ https://cmake.org/cmake/help/latest/manual/cmake-presets.7.html',
  },
  {
    globs:
      'build build.bazel build.pants workspace{,.*}.bazel workspace{,.bzlmod} module.bazel *.{bzl,bazel,bazelproject} .bazelversion ' +
      'buck buck2 .buckconfig{,.*} .buckroot targets pants*.toml .plzconfig*',
    why: 'Bazel, Buck, Pants and Please run their rules',
    source: 'https://bazel.build/concepts/build-files https://buck2.build/docs/concepts/buckconfig/',
  },
  {
    globs: '.gdbinit .lldbinit .clangd compile_commands.json compile_flags.txt .ccls doxyfile*',
    why: 'debuggers run them; language servers and Doxygen run the compilers and filters they name',
    source: 'https://clangd.llvm.org/config https://www.doxygen.nl/manual/config.html',
  },
  {
    globs:
      'package.swift cartfile* *.{xcconfig,xcscheme,pbxproj,xctestplan} project.swift workspace.swift tuist{,.swift} tuist/** ' +
      'pubspec.yaml build.yaml analysis_options.yaml melos.yaml',
    why: 'Swift, Xcode and Dart build, run scripts and load plug-ins by them',
    source: 'https://docs.swift.org/package-manager/ https://dart.dev/tools/analysis',
  },
  {
    globs:
      'mix.exs .iex.exs .formatter.exs .credo.exs config/*.exs rebar.config{,.script} erlang.mk ' +
      'setup.{hs,lhs} *.cabal cabal.project* stack.yaml package.yaml .ghci hie.yaml ' +
      'dune dune-{project,workspace} *.opam .ocamlinit myocamlbuild.ml elm.json',
    why: 'Elixir, Erlang, Haskell and OCaml evaluate them when they build or start',
    source: 'https://hexdocs.pm/mix/Mix.html https://dune.readthedocs.io https://cabal.readthedocs.io',
  },
  {
    globs:
      'build.zig{,.zon} *.{nimble,nims} nim.cfg shard.yml {manifest,project}.toml deps/build.jl startup.jl .renviron .rprofile{,.site} ' +
      '{makefile,build}.pl cpanfile dist.ini *.rockspec .busted dub.{json,sdl} *.hxml guix.scm latexmkrc book.toml ' +
      '_config.{yml,yaml} _plugins/** hugo.{toml,yaml,yml,json} dbt_project.yml packages.yml copier.{yml,yaml}',
    why: 'the build, start and documentation files of other languages and generators',
    source: 'https://ziglang.org/learn/build-system/ https://rust-lang.github.io/mdBook/format/configuration/',
  },
];
