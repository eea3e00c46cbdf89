import { baseName } from './analyzer';
import { isSettings, parseConfig, setting } from './dataFiles';
import type { ConfigFile, FolderConfig } from './folderConfig';

const oldest = 7;
const newest = 14;

/** The newest syntax that Ruff reads. */
export const newestVersion = `py3${newest}`;

/**
 * The oldest Python that a project says it supports, as Ruff's `target-version`: by the nearest `pyproject.toml`,
 * `setup.cfg` or `setup.py` that tells. Ruff knows Python 3.7 to 3.14; what is older counts as 3.7.
 */
export function targetVersion(path: string, config: FolderConfig): string | undefined {
  for (const file of config.governing(path, ['pyproject.toml', 'setup.cfg', 'setup.py'])) {
    const version = versionIn(file);
    if (version !== undefined) {
      return version;
    }
  }
  return undefined;
}

const known = new WeakMap<ConfigFile, { readonly version: string | undefined }>();

function versionIn(file: ConfigFile): string | undefined {
  const read = known.get(file) ?? { version: oldestOf(requirementIn(file)) };
  known.set(file, read);
  return read.version;
}

/** Of a `setup.py`, which is a program, what stands there word for word. */
function requirementIn(file: ConfigFile): string | undefined {
  switch (baseName(file.path)) {
    case 'pyproject.toml':
      return requirementInProject(file);
    case 'setup.cfg':
      return /^[ \t]*python_requires[ \t]*=[ \t]*(.+)$/m.exec(file.text)?.[1];
    default:
      return /\bpython_requires[ \t]*=[ \t]*(["'])([^"'\n]+)\1/.exec(file.text)?.[2];
  }
}

function requirementInProject(file: ConfigFile): string | undefined {
  if (!/\bpython\b/.test(file.text)) {
    return undefined;
  }
  const data = parseConfig(file);
  const root = data.kind === 'data' && isSettings(data.value) ? data.value : {};
  const required = setting(setting(root, 'project'), 'requires-python');
  const poetry = setting(setting(setting(setting(root, 'tool'), 'poetry'), 'dependencies'), 'python');
  return [required, poetry].find((requirement) => typeof requirement === 'string');
}

/** The lower bound of `>=3.8,<4`, `~=3.9`, `^3.8`, `==3.10.*`. */
function oldestOf(requirement: string | undefined): string | undefined {
  const bounds = [...(requirement ?? '').matchAll(/(?:^|[\s,|])(?:>=?|~=|~|\^|={1,3})?\s*v?([23])(?:\.(\d+))?/g)];
  const minors = bounds.map(([, major, minor]) => (major === '2' ? oldest : Number(minor ?? 0)));
  return minors.length === 0 ? undefined : `py3${Math.min(Math.max(Math.min(...minors), oldest), newest)}`;
}
