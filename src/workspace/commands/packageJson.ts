import * as v from 'valibot';
import type { ReadText } from './projectFile';

const packageShape = v.object({
  packageManager: v.optional(v.string()),
  scripts: v.optional(v.record(v.string(), v.string())),
});

/** What a package.json says of commands: https://docs.npmjs.com/cli/configuring-npm/package-json */
export interface PackageJson {
  readonly packageManager: string | undefined;
  readonly scripts: ReadonlyMap<string, string>;
  /** All of it. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** @returns Nothing where there is none that npm would read. */
export async function readPackageJson(read: ReadText, path = 'package.json'): Promise<PackageJson | undefined> {
  const content = parsed((await read(path)) ?? '');
  const checked = v.safeParse(packageShape, content);
  return checked.success
    ? {
        packageManager: checked.output.packageManager,
        scripts: new Map(Object.entries(checked.output.scripts ?? {})),
        content: content as Record<string, unknown>,
      }
    : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
