import { delimiter } from 'node:path';
import { searchPath } from '../git';
import { projectOf } from '../gitDirectory';

/** In the environment of every process that a command starts: by its value they are found, wherever they went. */
export const tagVariable = 'FOLDER_REVIEW_RUN';

/**
 * What commands get of our environment: who the user is, what the system needs, and where toolchains are and keep what
 * they share between projects. No keys, no ways to agents that hold some, nothing of the editor, of git or of npm that
 * was meant for us, and nothing that has a runtime load more code.
 */
const passedOn = new Set(
  [
    ['HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME'],
    ['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'USERNAME', 'HOMEDRIVE', 'HOMEPATH'],
    ['APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMW6432'],
    ['COMMONPROGRAMFILES', 'COMMONPROGRAMFILES(X86)', 'OS', 'PROCESSOR_ARCHITECTURE', 'NUMBER_OF_PROCESSORS'],
    ['JAVA_HOME', 'MAVEN_HOME', 'GRADLE_HOME', 'GRADLE_USER_HOME', 'ANDROID_HOME', 'ANDROID_SDK_ROOT', 'DOTNET_ROOT'],
    ['GOPATH', 'GOROOT', 'GOCACHE', 'GOMODCACHE', 'GOTOOLCHAIN', 'CARGO_HOME', 'RUSTUP_HOME', 'RUSTUP_TOOLCHAIN'],
    ['NVM_DIR', 'VOLTA_HOME', 'PNPM_HOME', 'PYENV_ROOT', 'RBENV_ROOT', 'ASDF_DIR', 'ASDF_DATA_DIR', 'NIX_PATH'],
    ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'SDKROOT', 'DEVELOPER_DIR'],
  ].flat(),
);

/**
 * The environment in which commands run. Their search path holds absolute folders only, none of them in the reviewed
 * project or in `node_modules`. Messages are in English, so that they can be read by those who know the tools' words;
 * characters are the user's. No colours, nobody there to answer (`CI`).
 *
 * @param folder What is reviewed: absolute, real path.
 * @param added Names of more variables to pass on, from a setting that no folder can change. They are the user's own
 *   decision, keys too.
 */
export async function commandEnvironment(
  folder: string,
  added: readonly string[],
  from: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const project = await projectOf(folder);
  const wanted = new Set([...passedOn, ...added.map((name) => name.toUpperCase())]);
  const passed = Object.entries(from).flatMap(([name, value]) =>
    value !== undefined && wanted.has(name.toUpperCase()) ? [[name, value] as const] : [],
  );
  return {
    ...Object.fromEntries(passed),
    ...localeOf(from),
    PATH: (await searchPath(project, from)).join(delimiter),
    CI: '1',
    NO_COLOR: '1',
    TERM: 'dumb',
    GIT_TERMINAL_PROMPT: '0',
    ...(process.platform === 'win32' && { NoDefaultCurrentDirectoryInExePath: '1' }),
  };
}

/** What the user's locale decides but for messages: POSIX and, from PAPER on, the GNU C library. */
const category = /^LC_(?:CTYPE|COLLATE|NUMERIC|TIME|MONETARY|PAPER|NAME|ADDRESS|TELEPHONE|MEASUREMENT|IDENTIFICATION)$/;

/** `LC_ALL` would have the last word on the language of messages, too (POSIX, Base Definitions, 8.2). */
function localeOf(from: NodeJS.ProcessEnv): Record<string, string> {
  if (from.LC_ALL) {
    return { LANG: from.LC_ALL, LC_MESSAGES: 'C' };
  }
  const categories = Object.entries(from).flatMap(([name, value]) =>
    value !== undefined && category.test(name) ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(categories), LC_MESSAGES: 'C' };
}
