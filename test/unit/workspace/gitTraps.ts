import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, git, put } from './support';

/** A repository with two commits, and what is planted beside it. */
export interface TrapGround {
  /** The repository. */
  readonly project: string;
  /** A folder of the attacker's, outside of it. */
  readonly planted: string;
  /** A program that leaves a mark, whatever it is called with. */
  readonly program: string;
}

/** One way in which a repository gets git to run a program. */
export interface Trap {
  readonly name: string;
  /** What is added to `.git/config`. */
  config?(ground: TrapGround): string;
  make?(ground: TrapGround): void;
  /** What springs it: the words of a git that is called without a care, in the project. */
  readonly springs: readonly string[];
  /** What that git is told on its input. */
  readonly input?: string;
  /** Minor number of the first git 2 that can be caught so. */
  readonly since?: number;
  /** What our review is asked to compare with; the default is `HEAD`. */
  readonly revision?: string;
  /** What it says then; by default it lists what has changed. */
  readonly refused?: RegExp;
  /** What it says where git does not go on without an object that some gits take for an empty one. */
  readonly mayBeRefused?: RegExp;
}

const missing = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';

/** A remote that git asks for missing objects, and that is a program. */
const promisor = ({ program }: TrapGround) =>
  `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n` +
  `[remote "origin"]\n\turl = ext::sh -c ${program}\n\tpromisor = true\n\tpartialclonefilter = blob:none\n` +
  '[protocol "ext"]\n\tallow = always\n[protocol]\n\tallow = always\n';

const hook =
  (name: string) =>
  ({ project, program }: TrapGround) => {
    mkdirSync(join(project, '.git', 'hooks'), { recursive: true });
    cpSync(program, join(project, '.git', 'hooks', name));
  };

/** Makes the object of a revision one that only a fetch can bring. */
function forget({ project }: TrapGround, revision: string): void {
  const id = git(project, 'rev-parse', revision).trim();
  rmSync(join(project, '.git', 'objects', id.slice(0, 2), id.slice(2)));
}

/** Changes a file behind git's back, so that it has to look into it. */
const edit = ({ project }: TrapGround) => void put(project, 'a.txt', 'other\n');

/**
 * Every way in git-config(1), githooks(5), gitattributes(5), gitmodules(5) and partial-clone.txt to have git 2.55 run
 * something that a repository can plant. Not here, as git takes them from the user's own configuration alone:
 * `trace2.*`, `uploadpack.packObjectsHook`, `safe.*`, `init.templateDir`.
 */
export const traps: readonly Trap[] = [
  { name: 'core.fsmonitor', config: ({ program }) => `[core]\n\tfsmonitor = ${program}\n`, springs: ['status'] },
  {
    name: 'core.fsmonitor in a file that is included',
    config: () => '[include]\n\tpath = more\n',
    make: ({ project, program }) => void put(project, '.git/more', `[core]\n\tfsmonitor = ${program}\n`),
    springs: ['status'],
  },
  {
    name: 'core.fsmonitor in a file that is included on a condition',
    config: ({ project }) => `[includeIf "gitdir:${project}/"]\n\tpath = ../more\n`,
    make: ({ project, program }) => void put(project, 'more', `[core]\n\tfsmonitor = ${program}\n`),
    springs: ['status'],
  },
  {
    name: 'core.fsmonitor in the configuration of the work tree',
    config: () => '[extensions]\n\tworktreeConfig = true\n',
    make: ({ project, program }) => void put(project, '.git/config.worktree', `[core]\n\tfsmonitor = ${program}\n`),
    springs: ['status'],
  },
  {
    name: 'a hook of core.hooksPath',
    config: ({ planted }) => `[core]\n\thooksPath = ${planted}/hooks\n`,
    make: ({ planted, program }) => {
      mkdirSync(join(planted, 'hooks'));
      cpSync(program, join(planted, 'hooks', 'pre-commit'));
    },
    springs: ['commit', '--allow-empty', '--message=x'],
  },
  { name: 'a hook before a commit', make: hook('pre-commit'), springs: ['commit', '--allow-empty', '--message=x'] },
  {
    name: 'a hook after the index was written',
    make: (ground) => {
      hook('post-index-change')(ground);
      edit(ground);
    },
    springs: ['add', '.'],
  },
  { name: 'a hook after a checkout', make: hook('post-checkout'), springs: ['checkout', '-b', 'new'] },
  { name: 'a hook of references', make: hook('reference-transaction'), springs: ['branch', 'new'], since: 28 },
  {
    name: 'a hook before garbage is collected',
    config: () => '[gc]\n\tauto = 1\n\tautoDetach = false\n',
    make: (ground) => {
      hook('pre-auto-gc')(ground);
      // Git counts the objects of one folder and takes it for all.
      for (const name of ['0'.repeat(38), '1'.repeat(38)]) {
        put(ground.project, `.git/objects/17/${name}`);
      }
    },
    springs: ['gc', '--auto'],
  },
  {
    name: 'a hook in the configuration',
    config: ({ program }) => `[hook "x"]\n\tevent = pre-commit\n\tevent = post-index-change\n\tcommand = ${program}\n`,
    springs: ['commit', '--allow-empty', '--message=x'],
    since: 54,
  },
  {
    name: 'gc.recentObjectsHook',
    config: ({ program }) => `[gc]\n\trecentObjectsHook = ${program}\n`,
    make: ({ project }) => void git(project, 'hash-object', '-w', '--stdin'),
    springs: ['prune', '--expire=now'],
    since: 42,
  },
  ...['clean', 'process'].map(
    (kind): Trap => ({
      name: `filter.<driver>.${kind}`,
      config: ({ program }) => `[filter "x"]\n\t${kind} = ${program}\n\trequired = true\n`,
      make: (ground) => {
        put(ground.project, '.gitattributes', '*.txt filter=x\n');
        edit(ground);
      },
      springs: ['diff'],
    }),
  ),
  {
    name: 'filter.<driver>.clean, with a name that a command line could not override',
    config: ({ program }) => `[filter "a=b"]\n\tclean = ${program}\n`,
    make: (ground) => {
      put(ground.project, '.git/info/attributes', '*.txt filter=a=b\n');
      edit(ground);
    },
    springs: ['diff'],
  },
  {
    name: 'filter.<driver>.smudge',
    config: ({ program }) => `[filter "x"]\n\tsmudge = ${program}\n`,
    make: ({ project }) => {
      put(project, '.gitattributes', '*.txt filter=x\n');
      rmSync(join(project, 'a.txt'));
    },
    springs: ['checkout', '--', 'a.txt'],
  },
  {
    name: 'diff.external',
    config: ({ program }) => `[diff]\n\texternal = ${program}\n`,
    make: edit,
    springs: ['diff'],
  },
  ...['command', 'textconv'].map(
    (kind): Trap => ({
      name: `diff.<driver>.${kind}`,
      config: ({ program }) => `[diff "x"]\n\t${kind} = ${program}\n`,
      make: (ground) => {
        put(ground.project, '.gitattributes', '*.txt diff=x\n');
        edit(ground);
      },
      springs: ['diff'],
    }),
  ),
  {
    name: 'merge.<driver>.driver',
    config: ({ program }) => `[merge "x"]\n\tdriver = ${program}\n`,
    make: ({ project }) => {
      put(project, '.git/info/attributes', '*.txt merge=x\n');
      git(project, 'checkout', '--quiet', '-b', 'other', 'HEAD~1');
      put(project, 'a.txt', 'theirs\n');
      commitAll(project);
      git(project, 'checkout', '--quiet', 'main');
    },
    springs: ['merge', 'other'],
  },
  {
    name: 'difftool.<tool>.cmd',
    config: ({ program }) => `[difftool "x"]\n\tcmd = ${program}\n`,
    make: edit,
    springs: ['difftool', '--no-prompt', '--tool=x'],
  },
  {
    name: 'alias.<name> with a command',
    config: ({ program }) => `[alias]\n\tx = !${program}\n\tls-files = !${program}\n\trev-parse = !${program}\n`,
    springs: ['x'],
  },
  {
    name: 'core.editor',
    config: ({ program }) => `[core]\n\teditor = ${program}\n`,
    springs: ['commit', '--allow-empty'],
  },
  {
    name: 'sequence.editor',
    config: ({ program }) => `[sequence]\n\teditor = ${program}\n`,
    springs: ['rebase', '--interactive', '--force-rebase', 'HEAD~1'],
  },
  {
    name: 'gpg.program',
    config: ({ program }) => `[gpg]\n\tprogram = ${program}\n[commit]\n\tgpgsign = true\n[user]\n\tsigningkey = x\n`,
    springs: ['commit', '--allow-empty', '--message=x'],
  },
  {
    name: 'gpg.ssh.defaultKeyCommand',
    config: ({ program }) => `[gpg]\n\tformat = ssh\n[gpg "ssh"]\n\tdefaultKeyCommand = ${program}\n`,
    springs: ['commit', '--allow-empty', '--message=x', '--gpg-sign'],
    since: 34,
  },
  {
    name: 'credential.helper',
    config: ({ program }) => `[credential]\n\thelper = ${program}\n`,
    springs: ['credential', 'fill'],
    input: 'protocol=https\nhost=example.org\n\n',
  },
  {
    name: 'core.askPass',
    config: ({ program }) => `[core]\n\taskPass = ${program}\n`,
    springs: ['credential', 'fill'],
    input: 'protocol=https\nhost=example.org\n\n',
    since: 30,
  },
  {
    name: 'core.sshCommand',
    config: ({ program }) => `[core]\n\tsshCommand = ${program}\n`,
    springs: ['ls-remote', 'ssh://example.invalid/x'],
  },
  {
    name: 'core.gitProxy',
    config: ({ program }) => `[core]\n\tgitProxy = ${program}\n`,
    springs: ['ls-remote', 'git://example.invalid/x'],
  },
  {
    name: 'remote.<name>.uploadpack',
    config: ({ project, program }) => `[remote "x"]\n\turl = ${project}\n\tuploadpack = ${program}\n`,
    springs: ['ls-remote', 'x'],
  },
  {
    name: 'remote.<name>.receivepack',
    config: ({ project, program }) => `[remote "x"]\n\turl = ${project}\n\treceivepack = ${program}\n`,
    springs: ['push', 'x', 'main:new'],
  },
  {
    name: 'remote.<name>.vcs',
    config: ({ program }) =>
      `[remote "x"]\n\tvcs = ext\n\turl = sh -c ${program}\n[protocol "ext"]\n\tallow = always\n`,
    springs: ['ls-remote', 'x'],
  },
  {
    name: 'url.<base>.insteadOf',
    config: ({ program }) =>
      `[url "ext::sh -c ${program} "]\n\tinsteadOf = https://\n[protocol "ext"]\n\tallow = always\n`,
    springs: ['ls-remote', 'https://example.invalid/x'],
  },
  {
    name: 'core.alternateRefsCommand',
    config: ({ program }) => `[core]\n\talternateRefsCommand = ${program}\n`,
    make: ({ project, planted }) => {
      git(planted, 'clone', '--quiet', '--bare', project, 'other.git');
      put(project, '.git/objects/info/alternates', `${planted}/other.git/objects\n`);
    },
    springs: ['receive-pack', '.'],
    input: '0000',
  },
  {
    name: 'submodule.<name>.update',
    config: ({ project, program }) =>
      `[submodule "m"]\n\tactive = true\n\turl = ${project}\n\tupdate = !${program}\n[protocol "file"]\n\tallow = always\n`,
    make: ({ project }) => {
      git(project, 'clone', '--quiet', '.', 'm');
      put(project, '.gitmodules', `[submodule "m"]\n\tpath = m\n\turl = ${project}\n`);
      git(project, 'add', '.gitmodules', 'm');
      git(project, 'update-index', '--cacheinfo', `160000,${git(project, 'rev-parse', 'HEAD~1').trim()},m`);
    },
    springs: ['submodule', 'update'],
  },
  {
    name: 'tar.<format>.command',
    config: ({ program }) => `[tar "x"]\n\tcommand = ${program}\n`,
    springs: ['archive', '--format=x', 'HEAD'],
  },
  {
    name: 'man.<tool>.cmd',
    config: ({ program }) => `[man]\n\tviewer = x\n[man "x"]\n\tcmd = ${program}\n`,
    springs: ['help', '--man', 'log'],
  },
  {
    name: 'browser.<tool>.cmd',
    config: ({ program }) => `[web]\n\tbrowser = x\n[browser "x"]\n\tcmd = ${program}\n`,
    springs: ['web--browse', 'http://example.invalid'],
  },
  {
    name: 'trailer.<token>.command',
    config: ({ program }) => `[trailer "x"]\n\tkey = X\n\tcommand = ${program}\n`,
    springs: ['interpret-trailers', '--trailer', 'x=1'],
    input: 'subject\n',
  },
  {
    name: 'a fetch of a missing commit',
    config: promisor,
    springs: ['rev-parse', `${missing}^{commit}`],
    revision: missing,
    refused: /git knows no revision/,
  },
  {
    name: 'a fetch of a missing tree of the commit that is compared',
    make: (ground) => forget(ground, 'HEAD~1^{tree}'),
    config: promisor,
    springs: ['diff-index', '--cached', 'HEAD~1'],
    revision: 'HEAD~1',
    mayBeRefused: /An object is missing in the repository, and a review fetches none/,
  },
  {
    name: 'a fetch of ignore rules that stand in the index alone',
    make: (ground) => {
      const { project } = ground;
      put(project, 'sub/.gitignore', 'x\n');
      commitAll(project);
      git(project, 'update-index', '--skip-worktree', 'sub/.gitignore');
      rmSync(join(project, 'sub', '.gitignore'));
      put(project, 'sub/new.txt');
      forget(ground, 'HEAD:sub/.gitignore');
    },
    config: promisor,
    springs: ['ls-files', '--others', '--exclude-standard'],
  },
  {
    name: 'a fetch of attributes that stand in the index alone',
    make: (ground) => {
      const { project } = ground;
      put(project, '.gitattributes', '*.txt text\n');
      commitAll(project);
      rmSync(join(project, '.gitattributes'));
      forget(ground, 'HEAD:.gitattributes');
      edit(ground);
    },
    config: promisor,
    springs: ['diff'],
  },
  {
    name: 'a fetch of a folder that is collapsed in the index',
    make: (ground) => {
      const { project } = ground;
      put(project, 'inner/deep/c.txt');
      put(project, 'outer/d.txt');
      commitAll(project);
      if (gitVersion >= 34) {
        git(project, 'sparse-checkout', 'init', '--cone', '--sparse-index');
      }
      forget(ground, 'HEAD:inner');
    },
    config: promisor,
    springs: ['ls-files'],
    since: 34,
    mayBeRefused: /An object is missing/,
  },
  {
    name: 'a git directory elsewhere',
    make: ({ project, planted, program }) => {
      renameSync(join(project, '.git'), join(planted, 'git'));
      put(project, '.git', `gitdir: ${planted}/git\n`);
      git(project, 'config', 'core.fsmonitor', program);
    },
    springs: ['status'],
  },
  {
    name: 'a git directory in the folder, under another name',
    make: ({ project, program }) => {
      renameSync(join(project, '.git'), join(project, 'data'));
      put(project, '.git', 'gitdir: data\n');
      git(project, 'config', 'core.fsmonitor', program);
    },
    springs: ['status'],
  },
  {
    name: 'a git directory that shares the configuration of another',
    make: ({ project, planted, program }) => {
      cpSync(join(project, '.git'), join(planted, 'git'), { recursive: true });
      put(planted, 'git/config', `[core]\n\tfsmonitor = ${program}\n`);
      put(project, '.git/commondir', `${planted}/git\n`);
    },
    springs: ['status'],
  },
];

/** Minor number of the git 2 on the PATH. */
export const gitVersion = Number(/\d+\.(\d+)/.exec(execFileSync('git', ['version'], { encoding: 'utf8' }))?.[1]);

/** Lays a trap out in an empty folder. */
export function layTrap(folder: string, trap: Trap): TrapGround & { hasSprung(): boolean } {
  const [project, planted, mark] = [join(folder, 'project'), join(folder, 'planted'), join(folder, 'sprung')];
  mkdirSync(project);
  mkdirSync(planted);
  const program = put(planted, 'program', `#!/bin/sh\necho "$0" >> ${mark}\n`);
  chmodSync(program, 0o755);
  git(project, 'init', '--quiet');
  put(project, 'a.txt', 'one\n');
  put(project, 'sub/b.txt', 'one\n');
  commitAll(project);
  put(project, 'a.txt', 'two\n');
  commitAll(project);
  const ground = { project, planted, program };
  trap.make?.(ground);
  if (trap.config) {
    appendFileSync(join(project, '.git', 'config'), trap.config(ground));
  }
  rmSync(mark, { force: true });
  return { ...ground, hasSprung: () => existsSync(mark) };
}
