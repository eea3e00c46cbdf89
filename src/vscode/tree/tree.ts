import * as vscode from 'vscode';
import { newsOf } from '../../core/report/historyText';
import type { DocumentationOf } from '../../core/strategy/rules';
import { treatments } from '../../core/strategy/treatment';
import { treatmentLines } from '../../core/strategy/treatmentText';
import { type ElementId, parseElementId, type TreeElement, toElementId } from '../elements';
import { factsOf, heldFacts } from '../facts/runFacts';
import { type ReviewSession, type Sessions, type SessionsChange, type ShownRun, storeOf } from '../sessions';
import { Throttle } from '../throttle';
import { fileRow } from './rows/fileRow';
import { type TreeFilter, treeFilters } from './rows/filter';
import { findingRow } from './rows/findingRow';
import { FolderIndex, worstOpen } from './rows/folderIndex';
import { folderRow, moreRow } from './rows/folderRow';
import { onlyLookedAt, type Row } from './rows/row';
import { runRow } from './rows/runRow';
import { toTreeItem } from './treeItems';

/** Rows shown of one level before it has to be asked for more. */
const levelSize = 1_000;

/** Above this many changed rows it is cheaper to draw the whole tree anew: each costs time for all its siblings. */
const maxRefreshedRows = 200;

/**
 * The row of a run is drawn anew at most this often, in milliseconds: it takes all rows below it along, and it changes
 * with each of them.
 */
const runRefreshMs = 1_000;

/** How often the time that a review has taken so far is brought up to date, in milliseconds. */
const elapsedRefreshMs = 1_000;

/** In a run of up to this many files the folders start open. */
const smallRun = 100;

/** What rows are made with besides. */
interface ReviewTreeDependencies {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly documentationOf: DocumentationOf;
}

/** Runs, their folders, files and findings as rows of a tree. */
export class ReviewTree implements vscode.TreeDataProvider<ElementId>, vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #now: () => number;
  readonly #documentationOf: DocumentationOf;
  readonly #changed = new vscode.EventEmitter<ElementId[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #indexes = new Map<ShownRun, FolderIndex>();
  /** How many rows of a long level are shown, by the element above it. */
  readonly #shown = new Map<ElementId, number>();
  #filter: TreeFilter = 'all';
  readonly #changedRuns = new Set<ReviewSession>();
  readonly #runRefresh = new Throttle(runRefreshMs, () => this.#refreshRuns());
  readonly #subscription: vscode.Disposable;
  #elapsedTimer: NodeJS.Timeout | undefined;
  #visible = true;

  constructor(
    sessions: Sessions,
    { now = Date.now, documentationOf = () => undefined }: Partial<ReviewTreeDependencies> = {},
  ) {
    this.#sessions = sessions;
    this.#now = now;
    this.#documentationOf = documentationOf;
    this.#subscription = sessions.onDidChange((change) => this.#refresh(change));
  }

  /** Times are kept up to date only while somebody can see them. */
  set visible(value: boolean) {
    this.#visible = value;
    this.#followElapsed();
  }

  get filter(): TreeFilter {
    return this.#filter;
  }

  set filter(value: TreeFilter) {
    this.#filter = value;
    this.#indexes.clear();
    this.#changed.fire(undefined);
  }

  /** How many files of all runs in the view the filter lets through, and how many there are. */
  counts(): { readonly shown: number; readonly files: number } {
    const tallies = this.#sessions.shown().map((session) => this.#index(session).tally(''));
    const sum = (count: 'shown' | 'files') => tallies.reduce((total, tally) => total + tally[count], 0);
    return { shown: sum('shown'), files: sum('files') };
  }

  getChildren(id?: ElementId): ElementId[] {
    if (id === undefined) {
      return this.#sessions.shown().map((shown) => toElementId({ kind: 'run', run: storeOf(shown).header.id }));
    }
    const element = parseElementId(id);
    const session = element && this.#sessions.shownByRun(element.run);
    if (!session) {
      return [];
    }
    switch (element.kind) {
      case 'run':
      case 'folder':
        return this.#folderChildren(session, element);
      case 'file':
        return (storeOf(session).file(element.path)?.findings ?? [])
          .filter(treeFilters[this.#filter].finding)
          .map(({ id: finding }) => toElementId({ kind: 'finding', run: element.run, finding }));
      default:
        return [];
    }
  }

  getTreeItem(id: ElementId): vscode.TreeItem {
    return toTreeItem(id, this.#row(id));
  }

  resolveTreeItem(item: vscode.TreeItem, id: ElementId): vscode.TreeItem {
    const row = this.#row(id);
    if (row) {
      // Not Markdown: there, an address would make a link of itself and the words behind it.
      item.tooltip = row.tooltip;
    }
    return item;
  }

  getParent(id: ElementId): ElementId | undefined {
    const element = parseElementId(id);
    const session = element && this.#sessions.shownByRun(element.run);
    if (!session || element.kind === 'run') {
      return undefined;
    }
    const { run } = element;
    if (element.kind === 'finding') {
      const path = storeOf(session).finding(element.finding)?.file.path;
      return path === undefined ? undefined : toElementId({ kind: 'file', run, path });
    }
    const path = element.kind === 'more' ? element.path : this.#index(session).shownParent(element.path);
    return toElementId(path === '' ? { kind: 'run', run } : { kind: 'folder', run, path });
  }

  /** Whether an element has a row, as far as its level is shown. */
  has(id: ElementId): boolean {
    const parent = this.getParent(id);
    return this.getChildren(parent).includes(id) && (parent === undefined || this.has(parent));
  }

  /** Shows the next rows of the level that a "more" row ends. */
  showMore(element: Extract<TreeElement, { kind: 'more' }>): void {
    const above = this.getParent(toElementId(element));
    if (above !== undefined) {
      this.#shown.set(above, (this.#shown.get(above) ?? levelSize) + levelSize);
      this.#changed.fire([above]);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    clearInterval(this.#elapsedTimer);
    this.#runRefresh.dispose();
    this.#changed.dispose();
  }

  #folderChildren(session: ShownRun, element: TreeElement & { kind: 'run' | 'folder' }): ElementId[] {
    const { run } = element;
    const path = element.kind === 'run' ? '' : element.path;
    const children = this.#index(session).children(path);
    const shown = this.#shown.get(toElementId(element)) ?? levelSize;
    const ids = children.slice(0, shown).map((child) => toElementId({ ...child, run }));
    return children.length > shown ? [...ids, toElementId({ kind: 'more', run, path })] : ids;
  }

  /** Undefined for what has gone while the editor was asking. */
  #row(id: ElementId): Row | undefined {
    const element = parseElementId(id);
    const session = element && this.#sessions.shownByRun(element.run);
    if (!session) {
      return undefined;
    }
    const row = this.#rowOf(session, element, id);
    return row && 'holder' in session ? onlyLookedAt(row) : row;
  }

  #rowOf(session: ShownRun, element: TreeElement, id: ElementId): Row | undefined {
    const store = storeOf(session);
    const index = this.#index(session);
    switch (element.kind) {
      case 'run':
        return runRow(
          'holder' in session ? heldFacts(session) : factsOf(this.#sessions, session),
          this.#now(),
          worstOpen(index.tally('')),
        );
      case 'folder': {
        const expanded = index.tally('').files <= smallRun;
        return folderRow(element.path, index.shownParent(element.path), index.tally(element.path), expanded);
      }
      case 'file': {
        const file = store.file(element.path);
        return file && fileRow(file, this.#now(), treatmentLines(treatments(store.header.options)(file)));
      }
      case 'finding': {
        const found = store.finding(element.finding);
        if (!found) {
          return undefined;
        }
        const { file, finding } = found;
        return findingRow(finding, {
          textHash: 'holder' in session ? undefined : session.textHash(file.path),
          news: newsOf(store, file.path, finding),
          isBeingVerified: !('holder' in session) && this.#sessions.isBeingVerified(session, finding),
          isDocumented: this.#documentationOf(finding) !== undefined,
        });
      }
      case 'more': {
        const shown = this.#shown.get(this.getParent(id) ?? '') ?? levelSize;
        return moreRow(index.children(element.path).length - shown);
      }
    }
  }

  #index(session: ShownRun): FolderIndex {
    const index =
      this.#indexes.get(session) ?? new FolderIndex(storeOf(session).files(), treeFilters[this.#filter].file);
    this.#indexes.set(session, index);
    return index;
  }

  #refresh({ list, paths }: SessionsChange): void {
    const rows: ElementId[] = [];
    let structure = list;
    for (const [session, changed] of paths) {
      const { header } = session.run.store;
      for (const path of changed) {
        const file = session.run.store.file(path);
        structure = (file && this.#index(session).update(file) === 'other rows') || structure;
        rows.push(toElementId({ kind: 'file', run: header.id, path }));
      }
    }
    if (list) {
      this.#forgetRemoved();
    }
    this.#followElapsed();
    if (structure || rows.length > maxRefreshedRows) {
      this.#changed.fire(undefined);
      return;
    }
    if (rows.length > 0) {
      this.#changed.fire(rows);
    }
    for (const session of paths.keys()) {
      this.#changedRuns.add(session);
    }
    this.#runRefresh.request();
  }

  #forgetRemoved(): void {
    const present = new Set(this.#sessions.shown());
    for (const session of this.#indexes.keys()) {
      if (!present.has(session)) {
        this.#indexes.delete(session);
      }
    }
  }

  #refreshRuns(): void {
    const rows = [...this.#changedRuns].map((session) =>
      toElementId({ kind: 'run', run: session.run.store.header.id }),
    );
    this.#changedRuns.clear();
    this.#changed.fire(rows);
  }

  #followElapsed(): void {
    const isReviewing = [...this.#indexes.values()].some((index) => index.inReview.size > 0);
    const wanted = this.#visible && (isReviewing || this.#verifying().length > 0);
    if (wanted && this.#elapsedTimer === undefined) {
      this.#elapsedTimer = setInterval(() => this.#refreshElapsed(), elapsedRefreshMs);
    } else if (!wanted) {
      clearInterval(this.#elapsedTimer);
      this.#elapsedTimer = undefined;
    }
  }

  #refreshElapsed(): void {
    const rows = [...this.#indexes].flatMap(([session, index]) =>
      [...index.inReview].map((path) => toElementId({ kind: 'file', run: storeOf(session).header.id, path })),
    );
    if (rows.length > 0 && rows.length <= maxRefreshedRows) {
      this.#changed.fire(rows);
    }
    for (const session of this.#verifying()) {
      this.#changedRuns.add(session);
      this.#runRefresh.request();
    }
  }

  #verifying(): readonly ReviewSession[] {
    return this.#sessions.all().filter((session) => this.#sessions.verifying(session) !== undefined);
  }
}
