import * as vscode from 'vscode';
import type { DocumentationOf } from '../../core/strategy/rules';
import { type ElementId, parseElementId, type TreeElement, toElementId } from '../elements';
import { type ReviewSession, type Sessions, type SessionsChange, type ShownRun, storeOf } from '../sessions';
import { countsMs, Throttle } from '../throttle';
import { moreRow } from './rows/folderRow';
import { fixedGroups } from './rows/grouping';
import { onlyLookedAt, type Row } from './rows/row';
import { RunRows, type TreeShape } from './rows/runRows';
import { ToldRows } from './toldRows';
import { toTreeItem } from './treeItems';
import { type LeftOf, rowOf } from './treeRows';

/** Rows shown of one level before it has to be asked for more. */
const levelSize = 1_000;

/** Above this many changed rows it is cheaper to draw the whole tree anew: each costs time for all its siblings. */
const maxRefreshedRows = 200;

/** How often the time that a review has taken so far is brought up to date, in milliseconds. */
const elapsedRefreshMs = 1_000;

/** What rows are made with besides. */
interface ReviewTreeDependencies {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly documentationOf: DocumentationOf;
  readonly leftOf: LeftOf;
}

/** Runs, their folders, files and findings as rows of a tree. */
export class ReviewTree implements vscode.TreeDataProvider<ElementId>, vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #now: () => number;
  readonly #documentationOf: DocumentationOf;
  readonly #leftOf: LeftOf;
  readonly #changed = new vscode.EventEmitter<ElementId[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #rows = new Map<ShownRun, RunRows>();
  /** How many rows of a long level are shown, by the element above it. */
  readonly #shown = new Map<ElementId, number>();
  #shape: TreeShape = { filter: 'all', grouping: 'folder' };
  readonly #told = new ToldRows();
  /** Runs and rows that are to be drawn anew; where other rows are there than before, all are. */
  readonly #changedRuns = new Set<ReviewSession>();
  readonly #changedRows = new Set<ElementId>();
  #isOther = false;
  readonly #runRefresh = new Throttle(countsMs, () => this.#refreshRuns());
  readonly #subscription: vscode.Disposable;
  #elapsedTimer: NodeJS.Timeout | undefined;
  #visible = true;

  constructor(
    sessions: Sessions,
    {
      now = Date.now,
      documentationOf = () => undefined,
      leftOf = () => undefined,
    }: Partial<ReviewTreeDependencies> = {},
  ) {
    this.#sessions = sessions;
    this.#now = now;
    this.#documentationOf = documentationOf;
    this.#leftOf = leftOf;
    this.#subscription = sessions.onDidChange((change) => this.#refresh(change));
  }

  /** Times are kept up to date only while somebody can see them. */
  set visible(value: boolean) {
    this.#visible = value;
    this.#followElapsed();
  }

  get shape(): TreeShape {
    return this.#shape;
  }

  set shape(value: TreeShape) {
    this.#shape = value;
    this.#rows.clear();
    this.#shown.clear();
    this.#drawAnew(undefined);
  }

  /** How many files of all runs in the view the filter lets through, and how many there are. */
  counts(): { readonly shown: number; readonly files: number } {
    const tallies = this.#sessions.shown().map((session) => this.#rowsOf(session).folders.tally(''));
    const sum = (count: 'shown' | 'files') => tallies.reduce((total, tally) => total + tally[count], 0);
    return { shown: sum('shown'), files: sum('files') };
  }

  getChildren(id?: ElementId): ElementId[] {
    const below = this.below(id);
    if (id !== undefined) {
      this.#told.tellBelow(id, below);
    }
    return below;
  }

  /** The rows below one, or the topmost ones, as far as their level is shown. */
  below(id: ElementId | undefined): ElementId[] {
    if (id === undefined) {
      return this.#sessions.shown().map((shown) => toElementId({ kind: 'run', run: storeOf(shown).header.id }));
    }
    const element = parseElementId(id);
    const session = element && this.#sessions.shownByRun(element.run);
    if (!session) {
      return [];
    }
    const { run } = element;
    const children = this.#rowsOf(session).children(element);
    const shown = this.#shownOf(element);
    const ids = children.slice(0, shown).map((child) => toElementId({ ...child, run }));
    const path = element.kind === 'run' ? '' : 'path' in element ? element.path : '';
    return children.length > shown ? [...ids, toElementId({ kind: 'more', run, path })] : ids;
  }

  getTreeItem(id: ElementId): vscode.TreeItem {
    const row = this.row(id);
    this.#told.tell(id, row);
    return toTreeItem(id, row);
  }

  resolveTreeItem(item: vscode.TreeItem, id: ElementId): vscode.TreeItem {
    const row = this.row(id);
    if (row) {
      // Not Markdown: there, an address would make a link of itself and the words behind it.
      item.tooltip = row.tooltip;
    }
    return item;
  }

  getParent(id: ElementId): ElementId | undefined {
    const element = parseElementId(id);
    const session = element && this.#sessions.shownByRun(element.run);
    const parent = session && this.#rowsOf(session).parent(element);
    return parent && toElementId({ ...parent, run: element.run });
  }

  /** Whether an element has a row, as far as its level is shown. */
  has(id: ElementId): boolean {
    const parent = this.getParent(id);
    return this.below(parent).includes(id) && (parent === undefined || this.has(parent));
  }

  /** Shows the next rows of the level that a "more" row ends. */
  showMore(element: Extract<TreeElement, { kind: 'more' }>): void {
    const above = this.getParent(toElementId(element));
    if (above !== undefined) {
      this.#shown.set(above, (this.#shown.get(above) ?? levelSize) + levelSize);
      this.#drawAnew([above]);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    clearInterval(this.#elapsedTimer);
    this.#runRefresh.dispose();
    this.#changed.dispose();
  }

  /** What a row says; undefined for what has gone while the editor was asking. */
  row(id: ElementId): Row | undefined {
    const element = parseElementId(id);
    const session = element && this.#sessions.shownByRun(element.run);
    if (!session) {
      return undefined;
    }
    const rows = this.#rowsOf(session);
    if (element.kind === 'more') {
      const above = parseElementId(this.getParent(id));
      return above && moreRow(rows.children(above).length - this.#shownOf(above));
    }
    const around = {
      sessions: this.#sessions,
      now: this.#now(),
      documentationOf: this.#documentationOf,
      leftOf: this.#leftOf,
    };
    const row = rowOf(element, { ...around, session, rows });
    return row && 'holder' in session ? onlyLookedAt(row) : row;
  }

  #shownOf(level: TreeElement): number {
    return this.#shown.get(toElementId(level)) ?? levelSize;
  }

  #rowsOf(session: ShownRun): RunRows {
    const rows = this.#rows.get(session) ?? new RunRows(storeOf(session), this.#shape);
    this.#rows.set(session, rows);
    return rows;
  }

  #refresh({ list, paths }: SessionsChange): void {
    const changed = [...paths].flatMap(([session, some]) => this.#update(session, some));
    this.#isOther ||= list || changed.length > maxRefreshedRows;
    for (const row of changed) {
      this.#changedRows.add(row);
    }
    for (const session of paths.keys()) {
      this.#changedRuns.add(session);
    }
    this.#followElapsed();
    if (list) {
      this.#forgetRemoved();
      this.#refreshRuns();
      return;
    }
    // Draws the rows with their run, where that is not too soon.
    this.#runRefresh.request();
    if (!this.#isOther) {
      this.#drawAnew([...this.#changedRows]);
      this.#changedRows.clear();
    }
  }

  /** Takes over files that have changed. Answers with their rows. */
  #update(session: ReviewSession, paths: ReadonlySet<string>): readonly ElementId[] {
    const { store } = session.run;
    const run = store.header.id;
    const rows = this.#rowsOf(session);
    const { inReview } = rows.folders;
    const changed: TreeElement[] = [];
    let isActive = false;
    for (const path of paths) {
      const file = store.file(path);
      isActive ||= inReview.has(path);
      if (file) {
        this.#isOther = rows.update(file) === 'other rows' || this.#isOther;
        changed.push({ kind: 'file', run, path }, ...rows.alsoChanged(file).map((one) => ({ ...one, run })));
      } else {
        // It has another name now.
        this.#rows.delete(session);
        this.#isOther = true;
      }
      isActive ||= inReview.has(path);
    }
    if (isActive) {
      changed.push({ kind: 'group', run, path: fixedGroups.active });
    }
    return changed.map(toElementId);
  }

  #forgetRemoved(): void {
    const present = new Set(this.#sessions.shown());
    for (const session of this.#rows.keys()) {
      if (!present.has(session)) {
        this.#rows.delete(session);
      }
    }
  }

  #refreshRuns(): void {
    const runs = [...this.#changedRuns].map(({ run }) => toElementId({ kind: 'run', run: run.store.header.id }));
    const changed = this.#isOther ? undefined : [...runs, ...this.#changedRows];
    this.#changedRuns.clear();
    this.#changedRows.clear();
    this.#isOther = false;
    this.#drawAnew(changed);
  }

  /** Undefined for the whole tree. Of the others only those that look different. */
  #drawAnew(ids: readonly ElementId[] | undefined): void {
    const outdated = ids && this.#told.outdated(ids, this);
    if (outdated === undefined) this.#told.forget();
    if (outdated?.length !== 0) this.#changed.fire(outdated);
  }

  #followElapsed(): void {
    const isReviewing = [...this.#rows.values()].some(({ folders }) => folders.inReview.size > 0);
    const wanted = this.#visible && (isReviewing || this.#verifying().length > 0);
    if (wanted && this.#elapsedTimer === undefined) {
      this.#elapsedTimer = setInterval(() => this.#refreshElapsed(), elapsedRefreshMs);
    } else if (!wanted) {
      clearInterval(this.#elapsedTimer);
      this.#elapsedTimer = undefined;
    }
  }

  #refreshElapsed(): void {
    const rows = [...this.#rows].flatMap(([session, { folders }]) => {
      const run = storeOf(session).header.id;
      const kinds = ['file', 'active'] as const;
      return [...folders.inReview].flatMap((path) => kinds.map((kind) => toElementId({ kind, run, path })));
    });
    if (rows.length > 0 && rows.length <= maxRefreshedRows) {
      this.#drawAnew(rows);
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
