import { groupBy } from '../groupBy';
import { seenBy } from '../run/seen';
import { nothingSeen } from '../run/seenFolder';
import { renamesSince } from '../run/seenRenames';
import type { RunStore } from '../run/store';
import { ruleIdOf } from '../strategy/rules';
import type { Finding } from '../types';

/** Who makes findings, as figures tell it: a rule of an analyzer, by the name that settings know it by, or a model. */
type Maker = { readonly kind: 'rule'; readonly name: string } | { readonly kind: 'model'; readonly name: string };

/** What became of the findings of a rule or a model over some runs, each finding counted once. */
export interface MakerFigures {
  readonly maker: Maker;
  readonly shown: number;
  /** Of those, with an edit that a person could accept. */
  readonly offered: number;
  /** Of those, applied and not taken back. */
  readonly accepted: number;
  /** What a person did not want: dismissed, or applied and taken back. */
  readonly turnedDown: number;
  /** Accepted ÷ offered; absent where nothing was offered. */
  readonly share?: number;
  /** Nobody accepts what it offers, and it is still at work: it can be switched off. */
  readonly isUnwanted: boolean;
}

/** What became of findings over the runs of a folder. */
export interface FolderOutcomes {
  readonly makers: readonly MakerFigures[];
  /** Over how many runs. */
  readonly runs: number;
  /** Runs whose record is not in it: it cannot be read, or is too long for where it is shown. */
  readonly leftOut: number;
}

/** So many are turned down before a rule is said to be unwanted. */
const leastTurnedDown = 3;

type Decision = 'accepted' | 'turned down' | 'open';

interface Tallied {
  readonly maker: Maker;
  isOffered: boolean;
  decision: Decision;
  /** Which of the runs showed it last, counting from 1. */
  shownIn: number;
}

/**
 * What became of findings over the runs of a folder, by who made them. A finding that several runs found is one, as far as
 * it has an identity; what a person decided of it last counts, and a later run in which it only waits again takes nothing
 * back.
 */
export class OutcomeTally {
  readonly #found = new Map<string, Tallied>();
  /** Files by what they are called, each by a number that it keeps when it is renamed. */
  readonly #files = new Map<string, number>();
  #numbered = 0;
  #seen = nothingSeen;
  #runs = 0;

  get runs(): number {
    return this.#runs;
  }

  /** Adds a run; those that began earlier first. */
  add(store: RunStore): void {
    this.#runs++;
    this.#followRenames(store);
    for (const { path, findings, hidden = [] } of store.files()) {
      for (const finding of findings) {
        this.#take(path, finding, store.header.id, decisionOf(finding));
      }
      for (const finding of hidden.filter(({ hiddenBy }) => hiddenBy.kind === 'dismissed')) {
        this.#take(path, finding, store.header.id, 'turned down');
      }
    }
    this.#seen = seenBy([store], this.#seen);
  }

  #followRenames(store: RunStore): void {
    const moved = [...renamesSince(this.#seen.files, store)].map(([path, from]) => ({
      path,
      from,
      file: this.#fileOf(from),
    }));
    for (const { from } of moved) {
      this.#files.delete(from);
    }
    for (const { path, file } of moved) {
      this.#files.set(path, file);
    }
  }

  #fileOf(path: string): number {
    const file = this.#files.get(path) ?? ++this.#numbered;
    this.#files.set(path, file);
    return file;
  }

  /** Those with the most findings first. */
  figures(): readonly MakerFigures[] {
    const byMaker = groupBy([...this.#found.values()], ({ maker }) => `${maker.kind} ${maker.name}`);
    return [...byMaker.values()]
      .flatMap((all) => this.#figuresOf(all) ?? [])
      .sort((a, b) => b.shown - a.shown || (a.maker.name < b.maker.name ? -1 : 1));
  }

  #take(path: string, finding: Finding, run: string, decision: Decision): void {
    const { identity, id, proposal } = finding;
    const key = `${this.#fileOf(path)}\n${identity ?? `${run} ${id}`}`;
    const known = this.#found.get(key) ?? {
      ...{ maker: makerOf(finding), isOffered: false, decision: 'open' as const, shownIn: 0 },
    };
    known.isOffered ||= proposal !== undefined && proposal.state.kind !== 'rejected';
    known.decision = decision === 'open' ? known.decision : decision;
    known.shownIn = this.#runs;
    this.#found.set(key, known);
  }

  #figuresOf(all: readonly Tallied[]): MakerFigures | undefined {
    const [first] = all;
    const offered = all.filter(({ isOffered }) => isOffered);
    const accepted = offered.filter(({ decision }) => decision === 'accepted').length;
    const turnedDown = all.filter(({ decision }) => decision === 'turned down').length;
    const isAtWork = all.some(({ shownIn }) => shownIn === this.#runs);
    const isUnwanted = isRule(first?.maker) && accepted === 0 && turnedDown >= leastTurnedDown && isAtWork;
    return (
      first && {
        ...{ maker: first.maker, shown: all.length, offered: offered.length, accepted, turnedDown },
        ...(offered.length > 0 && { share: accepted / offered.length }),
        isUnwanted,
      }
    );
  }
}

/** Whether settings can name it: others may say anything in the place of a name. */
function isRule(maker: Maker | undefined): boolean {
  return maker?.kind === 'rule' && /^[^\p{C}*=]+\/[^\p{C}*=]+$/u.test(maker.name);
}

function makerOf(finding: Finding): Maker {
  return finding.reviewer === 'model'
    ? { kind: 'model', name: finding.source }
    : { kind: 'rule', name: ruleIdOf(finding.reviewer, finding) };
}

function decisionOf({ proposal }: Finding): Decision {
  switch (proposal?.state.kind) {
    case 'applied':
    case 'applied with editor changes':
      return 'accepted';
    case 'reverted':
      return 'turned down';
    default:
      return 'open';
  }
}
