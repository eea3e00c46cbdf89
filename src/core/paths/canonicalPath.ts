/**
 * The path under which a file system that ignores case, Unicode form, invisible characters, trailing dots and spaces
 * or stream names would find it: what macOS and Windows do. Two paths with different canonical forms are never one
 * file unless a link or a short name (`GIT~1`) is in play.
 */
export function canonicalPath(path: string): string {
  return path
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .split(/[/\\]/)
    .map((segment) => segment.replace(/(?<!^):.*$/, '').replace(/(?<=[^. ])[. ]+$/, ''))
    .join('/');
}
