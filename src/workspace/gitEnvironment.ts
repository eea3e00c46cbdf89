import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GitDirectory } from './gitDirectory';

/**
 * What has git take a repository's `HEAD`, index and objects, and all else from a folder of ours (git(1)).
 *
 * @param place that folder
 */
export function repositoryEnvironment(directory: GitDirectory, place: string): Record<string, string> {
  return {
    GIT_DIR: directory.own,
    GIT_COMMON_DIR: place,
    GIT_OBJECT_DIRECTORY: join(directory.common, 'objects'),
  };
}

/** New objects go to a folder, and those of the repository are at hand; quoted as git reads lists of paths (git(1)). */
export function asideEnvironment({ common }: GitDirectory, objects: string): Record<string, string> {
  const alternate = JSON.stringify(join(common, 'objects'));
  return { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternate };
}

/** Where the user's own configuration is. */
export function userEnvironment(): Record<string, string> {
  const names = ['HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'PROGRAMDATA'];
  return { HOME: homedir(), ...fromEnvironment(names) };
}

/** By which programs that sign find the user's keys and agents, and where they ask for a passphrase (gpg-agent(1), ssh(1)). */
export function keyEnvironment(): Record<string, string> {
  return fromEnvironment(
    ['GNUPGHOME', 'GPG_TTY', 'PINENTRY_USER_DATA', 'SSH_AUTH_SOCK', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'].concat([
      'DBUS_SESSION_BUS_ADDRESS',
      'XDG_RUNTIME_DIR',
      'TERM',
      'USER',
      'LOGNAME',
      'LOCALAPPDATA',
    ]),
  );
}

function fromEnvironment(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
