import type { FileReview } from '../../../core/fileReview';
import { type Finding, type Severity, severities } from '../../../core/types';
import { type TreeFilter, treeFilters } from './filter';
import { type Grouping, type GroupKey, groupOf, groupOfFile } from './grouping';
import { isOpenIn, type OpenCounts, openCount, worstOpen } from './openCounts';

/** One group with its numbers. */
export interface Group {
  readonly key: GroupKey;
  /** One of its findings, which names it; undefined for a group of files. */
  readonly example: Finding | undefined;
  /** Files that it has rows of. */
  readonly files: number;
  /** Files among them that have not come to their end. */
  readonly unfinished: number;
  /** Its findings by severity, and those of them that nobody has dealt with yet. */
  readonly all: OpenCounts;
  readonly open: OpenCounts;
}

/** A row in a group. */
export type GroupChild =
  | { readonly kind: 'finding'; readonly finding: string }
  | { readonly kind: 'file'; readonly path: string };

type Counts = { -readonly [Name in keyof Group]: Group[Name] } & {
  all: Record<Severity, number>;
  open: Record<Severity, number>;
};

interface Held extends Counts {
  /** By path, what the group has of the file: its findings, or the file itself where there are none. */
  readonly parts: Map<string, readonly Finding[]>;
  /** Undefined after something was added or has gone. */
  children: readonly GroupChild[] | undefined;
}

/**
 * The findings of a run by severity, rule or source, kept up to date file by file. Files that failed and files without
 * findings are in groups of their own, so that every file is accounted for.
 */
export class GroupIndex {
  readonly #grouping: Exclude<Grouping, 'folder'>;
  readonly #filter: TreeFilter;
  readonly #groups = new Map<GroupKey, Held>();
  /** As they were when they were counted. */
  readonly #counted = new Map<string, FileReview>();

  constructor(files: Iterable<FileReview>, grouping: Exclude<Grouping, 'folder'>, filter: TreeFilter) {
    this.#grouping = grouping;
    this.#filter = filter;
    for (const file of files) {
      this.#count(file, 1);
      this.#counted.set(file.path, file);
    }
  }

  /** Takes over the present state of a file. Tells whether other rows are there than before. */
  update(file: FileReview): 'other rows' | 'same rows' {
    const before = this.#counted.get(file.path);
    const isOther = !before || this.#rowsOf(before) !== this.#rowsOf(file);
    if (before) {
      this.#count(before, -1);
    }
    this.#count(file, 1);
    this.#counted.set(file.path, file);
    return isOther ? 'other rows' : 'same rows';
  }

  /** Groups of findings, the heaviest and then the largest first; then those of files. */
  groups(): readonly Group[] {
    return [...this.#groups.values()].sort(compare);
  }

  group(key: GroupKey): Group | undefined {
    return this.#groups.get(key);
  }

  /** In the order of paths and places. */
  children(key: GroupKey): readonly GroupChild[] {
    const group = this.#groups.get(key);
    if (!group) {
      return [];
    }
    group.children ??= [...group.parts.keys()].sort().flatMap((path): GroupChild[] => {
      const findings = group.parts.get(path) ?? [];
      return findings.length === 0
        ? [{ kind: 'file', path }]
        : findings.map(({ id }) => ({ kind: 'finding', finding: id }));
    });
    return group.children;
  }

  /** What of a file is in which group; a group of files has none of its findings. */
  #parts(file: FileReview): ReadonlyMap<GroupKey, readonly Finding[]> {
    const parts = new Map<GroupKey, Finding[]>();
    const rule = treeFilters[this.#filter];
    if (!rule.file(file)) {
      return parts;
    }
    const findings = file.findings.filter(rule.finding);
    for (const finding of findings) {
      const key = groupOf(finding, this.#grouping);
      const known = parts.get(key);
      if (known) {
        known.push(finding);
      } else {
        parts.set(key, [finding]);
      }
    }
    const own = groupOfFile(file.status, findings.length);
    return own ? parts.set(own, []) : parts;
  }

  /** Equal for two states of a file that have the same rows. */
  #rowsOf(file: FileReview): string {
    return [...this.#parts(file)].map(([key, some]) => [key, ...some.map(({ id }) => id)].join('\n')).join('\n\n');
  }

  #count(file: FileReview, sign: 1 | -1): void {
    const isUnfinished = file.status.kind === 'queued' || file.status.kind === 'reviewing';
    for (const [key, findings] of this.#parts(file)) {
      const group = this.#groups.get(key) ?? emptyGroup(key);
      this.#groups.set(key, group);
      group.example ??= findings[0];
      group.files += sign;
      group.unfinished += isUnfinished ? sign : 0;
      for (const finding of findings) {
        group.all[finding.severity] += sign;
        group.open[finding.severity] += isOpenIn(file, finding) ? sign : 0;
      }
      if (sign === 1) {
        group.parts.set(file.path, findings);
      } else {
        group.parts.delete(file.path);
      }
      group.children = undefined;
      if (group.files === 0) {
        this.#groups.delete(key);
      }
    }
  }
}

function emptyGroup(key: GroupKey): Held {
  return {
    ...{ key, example: undefined, files: 0, unfinished: 0, parts: new Map(), children: undefined },
    ...{ all: { error: 0, warning: 0, info: 0 }, open: { error: 0, warning: 0, info: 0 } },
  };
}

/** By what does not change while a person works: a group stays where it is when its findings are dealt with. */
function compare(a: Group, b: Group): number {
  return weight(a) - weight(b) || openCount(b.all) - openCount(a.all) || (a.key < b.key ? -1 : 1);
}

function weight({ all }: Group): number {
  const worst = worstOpen(all);
  return worst ? severities.indexOf(worst) : severities.length;
}
