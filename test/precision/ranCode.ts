import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What V8 writes of a process: https://nodejs.org/api/cli.html#node_v8_coveragedir */
interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Range[] }[];
  }[];
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/**
 * Whether the code at a place ran in any process of Node.js that wrote its coverage into a folder; undefined of other files
 * than JavaScript's. What a process made of a file as it loaded it has other offsets, and is not asked about.
 *
 * @param root the folder in which it ran; paths are relative to it
 */
export function ranIn(coverageFolder: string, root: string): (path: string, offset: number) => boolean | undefined {
  const scripts = new Map<string, Range[][]>();
  for (const file of readdirSync(coverageFolder)) {
    for (const { url, functions } of scriptsIn(join(coverageFolder, file))) {
      const path = fileURLToPath(url);
      scripts.set(path, [...(scripts.get(path) ?? []), functions.flatMap(({ ranges }) => ranges)]);
    }
  }
  return (path, offset) =>
    /\.[cm]?js$/.test(path)
      ? (scripts.get(join(root, path)) ?? []).some((ranges) => (innermost(ranges, offset)?.count ?? 0) > 0)
      : undefined;
}

function scriptsIn(file: string): Coverage['result'] {
  try {
    const { result } = JSON.parse(readFileSync(file, 'utf8')) as Coverage;
    return result.filter(({ url }) => url.startsWith('file:'));
  } catch {
    // Of a process that was ended while it wrote.
    return [];
  }
}

function innermost(ranges: readonly Range[], offset: number): Range | undefined {
  const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset);
  return around.sort((a, b) => lengthOf(a) - lengthOf(b))[0];
}

function lengthOf({ startOffset, endOffset }: Range): number {
  return endOffset - startOffset;
}
