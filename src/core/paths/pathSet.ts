/**
 * Names and paths that are spelled out, to be asked whether a path is one of them or lies in one. However many there
 * are, a question takes a look for each folder on the way.
 */
export class PathSet {
  readonly #names = new Set<string>();
  readonly #paths = new Set<string>();
  readonly #folderNames = new Set<string>();
  readonly #folderPaths = new Set<string>();
  readonly #endings = new Set<string>();

  /** Every file and folder of this name, at any depth; only folders if so wished. */
  addName(name: string, foldersOnly = false): void {
    (foldersOnly ? this.#folderNames : this.#names).add(name);
  }

  /** The file or folder of this path; only a folder if so wished. */
  addPath(path: string, foldersOnly = false): void {
    (foldersOnly ? this.#folderPaths : this.#paths).add(path);
  }

  /** Every file and folder whose name ends with this, at any depth. It begins with a dot. */
  addEnding(ending: string): void {
    this.#endings.add(ending);
  }

  /** Whether a path (a folder's may end with `/`) is one of them or lies in one. */
  has(path: string): boolean {
    let start = 0;
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', start)) {
      const isFolder = end !== -1;
      const name = path.slice(start, isFolder ? end : undefined);
      const upTo = isFolder ? path.slice(0, end) : path;
      if (name !== '' && this.#is(name, upTo, isFolder)) {
        return true;
      }
      if (!isFolder) {
        return false;
      }
      start = end + 1;
    }
  }

  #is(name: string, path: string, isFolder: boolean): boolean {
    return (
      this.#names.has(name) ||
      this.#paths.has(path) ||
      (isFolder && (this.#folderNames.has(name) || this.#folderPaths.has(path))) ||
      (this.#endings.size > 0 && this.#hasEnding(name))
    );
  }

  #hasEnding(name: string): boolean {
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      if (this.#endings.has(name.slice(dot))) {
        return true;
      }
    }
    return false;
  }
}
