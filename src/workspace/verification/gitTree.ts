import { createHash } from 'node:crypto';

/** What a repository names its objects by (gitrepository-layout(5), `extensions.objectFormat`). */
export type ObjectFormat = 'sha1' | 'sha256';

/** Bytes. Larger files are no source, and would have to fit into memory; they are left out of trees. */
export const longestFile = 512 * 1024 * 1024;

/** A file or a link of a tree. */
export interface TreeFile {
  /** As git writes it: a plain file, one that can be run, a symbolic link. */
  readonly mode: '100644' | '100755' | '120000';
  /** Git's name of its content. */
  readonly id: string;
}

/** Git's name of a file's content, of what a link leads to. */
export function blobId(content: Uint8Array, format: ObjectFormat): string {
  return objectId('blob', content, format);
}

/**
 * Git's name of the tree that has these files, by their paths with `/`: what `git write-tree` says of an index with
 * them. Without git, as it is asked for with every trial. The format of trees: git's Documentation, "Git Objects".
 */
export function treeId(files: ReadonlyMap<string, TreeFile>, format: ObjectFormat): string {
  return treeNamer(files, format)(new Map());
}

/** The same of trees in which some of the files are others, or more: only the folders of those are named anew. */
export function treeNamer(
  files: ReadonlyMap<string, TreeFile>,
  format: ObjectFormat,
): (others: ReadonlyMap<string, TreeFile>) => string {
  const root = folderOf(files);
  const known = new Map<Folder, string>();
  const nameOf = (folder: Folder): string => {
    const name = known.get(folder) ?? folderId(folder, nameOf, format);
    known.set(folder, name);
    return name;
  };
  const nameWith = (folder: Folder, others: Folder): string => {
    const entries = new Map(folder);
    const inner = new Map<Folder, Folder>();
    for (const [name, other] of others) {
      const own = folder.get(name);
      if (own instanceof Map && other instanceof Map) {
        inner.set(own, other);
      } else {
        entries.set(name, other);
      }
    }
    const withOthers = (entry: Folder) => {
      const other = inner.get(entry);
      return other ? nameWith(entry, other) : nameOf(entry);
    };
    return folderId(entries, withOthers, format);
  };
  return (others) => (others.size === 0 ? nameOf(root) : nameWith(root, folderOf(others)));
}

type Folder = Map<string, TreeFile | Folder>;

function folderOf(files: ReadonlyMap<string, TreeFile>): Folder {
  const root: Folder = new Map();
  for (const [path, file] of files) {
    const names = path.split('/');
    const name = names.pop() ?? '';
    let folder = root;
    for (const way of names) {
      const next = folder.get(way);
      const child: Folder = next instanceof Map ? next : new Map();
      folder.set(way, child);
      folder = child;
    }
    folder.set(name, file);
  }
  return root;
}

function folderId(folder: Folder, nameOf: (inner: Folder) => string, format: ObjectFormat): string {
  const entries = [...folder].map(([name, entry]) => {
    const isFolder = entry instanceof Map;
    return {
      // A folder stands where it would with a slash after its name.
      place: Buffer.from(isFolder ? `${name}/` : name),
      mode: isFolder ? '40000' : entry.mode,
      name,
      id: isFolder ? nameOf(entry) : entry.id,
    };
  });
  const sorted = entries.sort((a, b) => Buffer.compare(a.place, b.place));
  const parts = sorted.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
  return objectId('tree', Buffer.concat(parts), format);
}

function objectId(kind: 'blob' | 'tree', content: Uint8Array, format: ObjectFormat): string {
  return createHash(format).update(`${kind} ${content.length}\0`).update(content).digest('hex');
}
