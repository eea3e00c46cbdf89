import * as vscode from 'vscode';
import type { News } from '../../core/report/historyText';
import type { Finding } from '../../core/types';
import type { ElementId } from '../elements';
import { severityTitle } from '../names';
import { joinParts, oneLine } from '../plainText';
import { tieThread } from '../threadElements';
import { findingDetails } from './findingDetails';

/** What a thread tells of a finding. It is plain text: an address in the words of a model becomes no link. */
export interface ThreadText {
  readonly label: string;
  readonly title: string;
  readonly body: string;
  /** What the menus in package.json look for in `commentThread`. */
  readonly words: string;
}

/** What a thread tells besides the finding itself. */
interface Surroundings {
  /** Hash of its file's text as it is now; undefined where nobody has looked. */
  readonly textHash: string | undefined;
  /** What there is to tell of it since the reviews before. */
  readonly news: News | undefined;
  /** Whether the rule behind it has documentation. */
  readonly isDocumented: boolean;
  /** Whether there are several changes to choose from. */
  readonly hasSeveral?: boolean;
}

export function threadText(finding: Finding, { textHash, news, isDocumented, hasSeveral }: Surroundings): ThreadText {
  const { severity, source, rule, proposal } = finding;
  return {
    label: oneLine(joinParts([severityTitle(severity), rule === undefined ? source : `${source}/${rule}`])),
    title: oneLine(finding.title),
    body: findingDetails(finding, textHash, news).join('\n\n'),
    words: joinParts(
      [
        'finding',
        proposal?.state.kind === 'ready' ? 'waiting' : '',
        isDocumented ? 'documented' : '',
        hasSeveral ? 'several' : '',
      ],
      ' ',
    ),
  };
}

/** A thread about a finding, still without words. */
export function beginThread(
  controller: vscode.CommentController,
  uri: vscode.Uri,
  range: vscode.Range,
  element: ElementId,
): vscode.CommentThread {
  const thread = controller.createCommentThread(uri, range, []);
  tieThread(thread, element);
  thread.canReply = false;
  // The list of all comments comes up by itself for what is not resolved.
  thread.state = vscode.CommentThreadState.Resolved;
  return thread;
}

export function fillThread(thread: vscode.CommentThread, { label, title, body, words }: ThreadText): void {
  // The one line of a comment that stands out is who wrote it.
  thread.comments = [{ author: { name: title }, body, mode: vscode.CommentMode.Preview }];
  thread.label = label;
  thread.contextValue = words;
}
