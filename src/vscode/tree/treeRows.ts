import { newsOf } from '../../core/report/historyText';
import type { DocumentationOf } from '../../core/strategy/rules';
import { treatments } from '../../core/strategy/treatment';
import { treatmentLines } from '../../core/strategy/treatmentText';
import type { TreeElement } from '../elements';
import { factsOf, heldFacts } from '../facts/runFacts';
import { type ReviewSession, type Sessions, type ShownRun, storeOf } from '../sessions';
import { fileRow } from './rows/fileRow';
import { findingRow } from './rows/findingRow';
import { folderRow } from './rows/folderRow';
import { fixedGroups } from './rows/grouping';
import { activeGroupRow, activeRow, fileAlone, groupRow, isRemedy, remedyRow, serverRow } from './rows/groupRow';
import type { Row } from './rows/row';
import { runRow } from './rows/runRow';
import type { RunRows } from './rows/runRows';

/** In a run of up to this many files the folders start open. */
const smallRun = 100;

/** What the row of an element is made with. */
interface Around {
  readonly sessions: Sessions;
  readonly session: ShownRun;
  readonly rows: RunRows;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly documentationOf: DocumentationOf;
  readonly leftOf: LeftOf;
}

/** When a review that is at work ends, in words; undefined as long as nobody can tell. */
export type LeftOf = (session: ReviewSession) => string | undefined;

type RowElement = Exclude<TreeElement, { kind: 'more' }>;

/** What the row of an element says; undefined for what has gone. */
export function rowOf(element: RowElement, around: Around): Row | undefined {
  const { sessions, session, rows, now } = around;
  const store = storeOf(session);
  const { folders } = rows;
  switch (element.kind) {
    case 'run': {
      const facts = 'holder' in session ? heldFacts(session) : factsOf(sessions, session);
      return runRow(facts, now, folders.tally(''));
    }
    case 'folder': {
      const expanded = folders.tally('').files <= smallRun;
      return folderRow(element.path, folders.shownParent(element.path), folders.tally(element.path), expanded);
    }
    case 'file': {
      const file = store.file(element.path);
      const applies = file ? treatmentLines(treatments(store.header.options)(file)) : [];
      return file && (rows.isGrouped ? fileAlone : fileRow)(file, now, applies);
    }
    case 'finding':
      return rowOfFinding(element.finding, around);
    case 'group':
      return rowOfGroup(element.path, around);
    case 'active': {
      const file = store.file(element.path);
      return file && activeRow(file, now);
    }
    case 'remedy':
      return isRemedy(element.path) ? remedyRow(element.path) : undefined;
  }
}

function rowOfFinding(id: string, { sessions, session, rows, documentationOf }: Around): Row | undefined {
  const store = storeOf(session);
  const found = store.finding(id);
  if (!found) {
    return undefined;
  }
  const { file, finding } = found;
  return findingRow(finding, {
    textHash: 'holder' in session ? undefined : session.textHash(file.path),
    news: newsOf(store, file.path, finding),
    isBeingVerified: !('holder' in session) && sessions.isBeingVerified(session, finding),
    isDocumented: documentationOf(finding) !== undefined,
    path: rows.isGrouped ? file.path : undefined,
  });
}

function rowOfGroup(key: string, { session, rows, leftOf }: Around): Row | undefined {
  if (key === fixedGroups.active) {
    return activeGroupRow(rows.folders.inReview.size, 'holder' in session ? undefined : leftOf(session));
  }
  if (key === fixedGroups.server) {
    const { trouble } = rows;
    return trouble && serverRow(trouble, rows.folders.tally('').files);
  }
  const group = rows.group(key);
  return group && groupRow(group);
}
