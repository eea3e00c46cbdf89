import { code, type ProtectedFiles } from './protectedFiles';

/** What stands around the code: version control, editors, agents, shells, machines that build and deliver. */
export const workbench: readonly ProtectedFiles[] = [
  {
    globs:
      '.git/** .vscode/** package.json server.xml build.rs web.config .gitattributes .env cargo.toml ' +
      '.npmrc .yarnrc .yarnrc.yml .pnpmfile.{js,cjs,mjs} pnpm-workspace.yaml gradle.properties ' +
      '*.{code-workspace,csproj,fsproj,vbproj,vcxproj,proj,targets,props,gradle,gradle.kts} ruby_lsp/*/addon* ' +
      '*.lock *-lock.{yaml,json} .mcp.json .github/{agents,hooks}/** .claude/** .codex/**',
    why: 'VS Code itself asks before one of its agents may edit them (chat.tools.edits.autoApprove)',
    source: 'https://github.com/microsoft/vscode/blob/main/src/vs/workbench/contrib/chat/browser/chat.contribution.ts',
  },
  {
    globs: '.gitmodules .gitconfig .lfsconfig .githooks/** .git-hooks/** .hg/** .svn/** .jj/**',
    why: 'git and others fetch, filter and run hooks by them',
    source: 'https://git-scm.com/docs/git-config',
  },
  {
    globs:
      '.husky/** .pre-commit-config.{yml,yaml} .pre-commit-hooks.{yml,yaml} .overcommit.{yml,yaml} captainhook.json ' +
      `{lefthook,lefthook-local,.lefthook,.lefthook-local}.{yml,yaml,toml,json,jsonc} {.lefthook,.lefthook-local}/** ` +
      '{.simple-git-hooks,simple-git-hooks}.{js,cjs,json} grumphp.{yml,yaml} prek.toml',
    why: 'hook managers run their commands at each commit',
    source: 'https://lefthook.dev/configuration/ https://pre-commit.com https://typicode.github.io/husky/',
  },
  {
    globs:
      '.idea/** *.{iml,ipr,iws} .run/** .zed/** .fleet/** .helix/** .nova/** .theia/** .lapce/** .vs/** .settings/** ' +
      '.project .cproject .classpath *.launch nbproject/** *.sublime-{project,build,settings,commands} .atom/**',
    why: 'editors run the tasks, servers and tools they name',
    source: 'https://zed.dev/docs/tasks https://www.jetbrains.com/help/idea/run-debug-configuration.html',
  },
  {
    globs:
      '.vim/** .nvim/** .nvim.lua _vimrc _exrc _gvimrc .dir-locals{,-2}.el .emacs .emacs.d/** .projectile .spacemacs ' +
      '.lite_project.lua',
    why: 'Vim (exrc) and Emacs (directory variables) evaluate them when a file beside them is opened',
    source:
      'https://neovim.io/doc/user/options.html https://www.gnu.org/software/emacs/manual/html_node/emacs/Directory-Variables.html',
  },
  {
    globs:
      '{agents,agent,claude,gemini,crush,qwen,warp,grok,codex,replit,skill}{,.local,.override}.md ' +
      'copilot-instructions.md *.{instructions,prompt,chatmode,agent}.md .rules .rules/** .ruler/** ' +
      '.github/{workflows,actions,prompts,instructions,chatmodes,skills,copilot}/**',
    why: 'coding agents take them for their user’s words',
    source:
      'https://agents.md https://code.visualstudio.com/docs/copilot/customization/custom-instructions https://github.com/charmbracelet/crush',
  },
  {
    globs:
      '.{agent,agents,ai,aiassistant,amazonq,amp,antigravity,augment,cline,clinerules,codebuddy,codeium,cody,continue}/** ' +
      '.{copilot,crush,cursor,devin,factory,firebender,gemini,goose,grok,junie,kilocode,kiro,lingma,openhands}/** ' +
      '.{opencode,pearai,qwen,roo,sourcegraph,tabnine,trae,void,warp,windsurf,zencoder}/** .bolt/** .replit replit.nix ' +
      '.{claude,cursor,codex,copilot}-plugin/** hooks/hooks.json gemini-extension.json',
    why: 'the folders of coding agents: commands, hooks, servers, permissions, instructions',
    source:
      'https://docs.cursor.com/context/rules https://kiro.dev/docs/ https://opencode.ai/docs/config/ https://docs.roocode.com',
  },
  {
    globs:
      '.aider* .cursorrules .cursorignore .windsurfrules .clinerules .clineignore .continuerules .roomodes .roorules* ' +
      '.rooignore .kilocodemodes .goosehints .augment-guidelines .geminiignore {.,}crush.json {.,}opencode.{json,jsonc} ' +
      '.claude.json .codex.{json,toml} firebender.json {.,}mcp.{json,yml,yaml} {.,}mcp_config.json mcp-config.json .mcp/**',
    why: 'the files of coding agents, and the servers that they start',
    source: 'https://aider.chat/docs/config/aider_conf.html https://modelcontextprotocol.io/docs',
  },
  {
    globs: 'folder-review.{yaml,yml} .reviewignore',
    why: 'our own: what is reviewed, and how',
    source: 'README.md',
  },
  {
    globs:
      '.{bash,zsh}{rc,_profile,env,_login,_logout,_aliases,_functions} .profile .zprofile .zlogin .zlogout .login ' +
      '.logout .xprofile .xsession .pam_environment config.fish conf.d/*.fish {,*.}{profile,psprofile}.ps1 ' +
      '*_profile.ps1 .{bash,zsh}rc.d/** .profile.d/** .tmux.conf .netrc .ssh/** authorized_keys{,2} known_hosts .gnupg/** .aws/** .kube/** .docker/** crontab autorun.inf',
    why: 'shells run them, and other tools take keys, hosts and commands from them',
    source: 'https://www.gnu.org/software/bash/manual/html_node/Bash-Startup-Files.html',
  },
  {
    globs:
      '.envrc .env.* {.,}env.local direnv.toml .tool-versions {.,}mise{,.*}.toml .mise/** mise/config.toml .rtx.toml .autoenv*',
    why: 'direnv, mise and others set the environment by them when somebody enters the folder',
    source: 'https://direnv.net https://mise.jdx.dev/configuration.html',
  },
  {
    globs: '.*rc .*rc.* .config/**',
    why: 'the usual names of configuration (rc files, cosmiconfig, lilconfig): many are code, or name modules that are loaded',
    source: 'https://github.com/cosmiconfig/cosmiconfig#usage-for-end-users https://github.com/antonk52/lilconfig',
  },
  {
    globs:
      '.gitlab-ci*.{yml,yaml} .gitlab/ci/** {azure,bitbucket}-pipelines*.{yml,yaml} .azure-pipelines/** ' +
      '.azuredevops/** .travis.yml jenkinsfile{,.*,-*} *.jenkinsfile .jenkins/** .circleci/** .buildkite/** ' +
      '{.,}appveyor.yml .drone.{yml,yaml,jsonnet,star} .woodpecker.{yml,yaml} .woodpecker/** .cirrus.{yml,star} ' +
      '.semaphore/** wercker.yml {.,}codefresh.{yml,yaml} .teamcity/** .build.yml .builds/** .gocd.yaml .tekton/** ' +
      'screwdriver.yaml bitrise.yml codemagic.yaml codeship-*.yml .zuul.yaml .zuul.d/** .harness/** .space.kts ' +
      'action.{yml,yaml} .{gitea,forgejo}/** dagger.json buildspec*.{yml,yaml} cloudbuild*.{yml,yaml,json} .cloudbuild/** .prow.yaml',
    why: 'build machines run their steps, with the project’s keys',
    source: 'https://docs.gitlab.com/ci/yaml/ https://circleci.com/docs/configuration-reference/',
  },
  {
    globs:
      '.github/{dependabot,codeql*,release}.{yml,yaml} codeowners renovate{,-config}.{json,json5} .mergify.{yml,yaml} ' +
      '.mergify/** release-please-config.json .release-it.* .changeset/config.json .goreleaser*.{yml,yaml} ' +
      '.readthedocs.{yml,yaml}',
    why: 'robots update, merge and release by them; code owners are who must agree',
    source: 'https://docs.renovatebot.com/configuration-options/ https://goreleaser.com/customization/hooks/',
  },
  {
    globs:
      'dockerfile{,.*,-*} *.dockerfile containerfile{,.*,-*} *.containerfile {docker-,podman-,}compose*.{yml,yaml} docker-compose* ' +
      'docker-bake*.{hcl,json} .devcontainer/** .devcontainer.json devfile.{yml,yaml} .gitpod.{yml,dockerfile} ' +
      'vagrantfile skaffold.{yml,yaml} tiltfile garden.{yml,yaml} helmfile{,.*}.{yml,yaml} kustomization.{yml,yaml} ' +
      '.ddev/** .lando*.yml okteto.{yml,yaml} earthfile devbox.json devenv.{nix,yaml}',
    why: 'containers and virtual machines are built and started by them',
    source: 'https://containers.dev/implementors/spec/ https://docs.docker.com/reference/dockerfile/',
  },
  {
    globs:
      'procfile{,.*} heroku.yml app.{yml,yaml,json} fly.toml render.{yml,yaml} railway.{json,toml} nixpacks.toml ' +
      'vercel.json now.json netlify.toml firebase.json wrangler.{toml,json,jsonc} amplify.{yml,yaml} eas.json ' +
      `serverless*.{yml,yaml,json,${code.slice(1, -1)}} cdk.json cdktf.json pulumi*.{yml,yaml} samconfig.{toml,yaml} ` +
      'ansible.cfg roles/*/{tasks,handlers}/** playbook*.{yml,yaml} site.yml playbooks/*.{yml,yaml} .terraformrc terraform.rc .terraform/** *.lock.hcl terragrunt.hcl snapcraft.yaml flake.nix ' +
      'shell.nix default.nix',
    why: 'hosts build, deliver and start by them; each names commands, plug-ins or hooks',
    source: 'https://docs.netlify.com/configure-builds/file-based-configuration/ https://firebase.google.com/docs/cli',
  },
  {
    globs: '.htaccess .user.ini php.ini nginx.conf httpd.conf uwsgi.ini *.{service,timer,socket,desktop,reg} texmf.cnf',
    why: 'servers and systems start programs by them',
    source:
      'https://httpd.apache.org/docs/current/howto/htaccess.html https://www.freedesktop.org/wiki/Software/systemd/',
  },
  {
    globs: 'debian/** pkgbuild apkbuild *.{ebuild,eclass,spec} charmcraft.yaml',
    why: 'packages are built, and their installation runs scripts, by them',
    source: 'https://www.debian.org/doc/debian-policy/ch-maintainerscripts.html',
  },
];
