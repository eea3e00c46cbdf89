import type { FileReview } from '../../../core/fileReview';
import type { RunStore } from '../../../core/run/store';
import type { TreeElement } from '../../elements';
import { type TreeFilter, treeFilters } from './filter';
import { FolderIndex } from './folderIndex';
import { type Group, GroupIndex } from './groupIndex';
import { fixedGroups, type Grouping, type GroupKey, groupOf, groupOfFile } from './grouping';
import type { RemedyKind } from './row';
import { isServerFailure, type ServerTrouble, serverTrouble } from './serverTrouble';

/** What the tree is filtered and grouped by. */
export interface TreeShape {
  readonly filter: TreeFilter;
  readonly grouping: Grouping;
}

/** An element of one run. */
type Child = WithoutRun<TreeElement>;
type WithoutRun<One> = One extends unknown ? Omit<One, 'run'> : never;

/** Which rows a run has, and below which others; kept up to date file by file. */
export class RunRows {
  /** The numbers of all folders, however the tree is grouped. */
  readonly folders: FolderIndex;
  readonly #store: RunStore;
  readonly #shape: TreeShape;
  /** Undefined where the tree is grouped by folder. */
  readonly #groups: GroupIndex | undefined;
  /** Files that failed because the model's server did not work. */
  readonly #unserved = new Set<string>();

  constructor(store: RunStore, shape: TreeShape) {
    const { filter, grouping } = shape;
    this.#store = store;
    this.#shape = shape;
    this.folders = new FolderIndex(store.files(), treeFilters[filter].file);
    this.#groups = grouping === 'folder' ? undefined : new GroupIndex(store.files(), grouping, filter);
    for (const file of store.files()) {
      this.#noteFailure(file);
    }
  }

  /** Takes over the present state of a file. Tells whether other rows are there than before. */
  update(file: FileReview): 'other rows' | 'same rows' {
    this.#noteFailure(file);
    const [ofFolders, ofGroups] = [this.folders.update(file), this.#groups?.update(file)];
    return ofGroups ?? ofFolders;
  }

  /** Rows of a file that changed, beside its own: the findings, where those are not below it. */
  alsoChanged({ findings }: FileReview): readonly Child[] {
    return this.#groups ? findings.map(({ id }) => ({ kind: 'finding', finding: id })) : [];
  }

  get isGrouped(): boolean {
    return this.#groups !== undefined;
  }

  group(key: string): Group | undefined {
    return this.#groups?.group(key as GroupKey);
  }

  /** What is wrong with the model's server, if anything is. */
  get trouble(): ServerTrouble | undefined {
    const failed = [...this.#unserved].flatMap((path) => this.#store.file(path) ?? []);
    return serverTrouble(this.#store, failed);
  }

  /** All rows directly below one, in their order. */
  children(element: TreeElement): readonly Child[] {
    switch (element.kind) {
      case 'run':
        return [...this.#above(), ...this.#top()];
      case 'folder':
        return this.folders.children(element.path);
      case 'group':
        return this.#inGroup(element.path as GroupKey);
      case 'file':
        return this.#groups ? [] : this.#findingsOf(element.path);
      default:
        return [];
    }
  }

  /** The row that one stands below; undefined for a run and for what has gone. */
  parent(element: TreeElement): Child | undefined {
    switch (element.kind) {
      case 'run':
        return undefined;
      case 'folder':
        return folderOrRun(this.folders.shownParent(element.path));
      case 'file':
        return this.#groups ? this.#groupOfFile(element.path) : folderOrRun(this.folders.shownParent(element.path));
      case 'finding':
        return this.#aboveFinding(element.finding);
      case 'group':
        return { kind: 'run' };
      case 'active':
        return { kind: 'group', path: fixedGroups.active };
      case 'remedy':
        return { kind: 'group', path: fixedGroups.server };
      case 'more':
        return element.path.startsWith('/') ? { kind: 'group', path: element.path } : folderOrRun(element.path);
    }
  }

  /** What stands before all else: what is wrong, and what goes on. */
  #above(): readonly Child[] {
    return [
      ...(this.trouble ? [{ kind: 'group', path: fixedGroups.server } as const] : []),
      ...(this.#store.state.kind === 'running' ? [{ kind: 'group', path: fixedGroups.active } as const] : []),
    ];
  }

  #top(): readonly Child[] {
    return this.#groups
      ? this.#groups.groups().map(({ key }) => ({ kind: 'group', path: key }))
      : this.folders.children('');
  }

  #inGroup(key: GroupKey): readonly Child[] {
    switch (key) {
      case fixedGroups.active:
        return [...this.folders.inReview].map((path) => ({ kind: 'active', path }));
      case fixedGroups.server: {
        const kinds: readonly RemedyKind[] = [
          ...(this.trouble?.isRetryable ? (['retry'] as const) : []),
          'check',
          'model',
        ];
        return kinds.map((kind) => ({ kind: 'remedy', path: kind }));
      }
      default:
        return this.#groups?.children(key) ?? [];
    }
  }

  #findingsOf(path: string): readonly Child[] {
    const findings = this.#store.file(path)?.findings ?? [];
    const { finding: passes } = treeFilters[this.#shape.filter];
    return findings.filter(passes).map(({ id }) => ({ kind: 'finding', finding: id }));
  }

  #groupOfFile(path: string): Child | undefined {
    const status = this.#store.file(path)?.status;
    const key = status && groupOfFile(status, this.#findingsOf(path).length);
    return key && { kind: 'group', path: key };
  }

  #aboveFinding(id: string): Child | undefined {
    const { grouping } = this.#shape;
    const found = this.#store.finding(id);
    if (!found) {
      return undefined;
    }
    return grouping === 'folder'
      ? { kind: 'file', path: found.file.path }
      : { kind: 'group', path: groupOf(found.finding, grouping) };
  }

  #noteFailure({ path, status }: FileReview): void {
    if (isServerFailure(status)) {
      this.#unserved.add(path);
    } else {
      this.#unserved.delete(path);
    }
  }
}

function folderOrRun(path: string): Child {
  return path === '' ? { kind: 'run' } : { kind: 'folder', path };
}
