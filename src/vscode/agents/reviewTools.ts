/** A bundle of its own, loaded when a model first calls a tool. */
import '../editorLanguage';

import * as vscode from 'vscode';
import { findingsPage } from '../../core/agents/findingsPage';
import { pageSizes } from '../../core/agents/page';
import { runStatus } from '../../core/agents/runStatus';
import type { StartEstimate } from '../../core/run/spend/startEstimate';
import { type Severity, severities } from '../../core/types';
import { folderName } from '../folders';
import { toolIds } from '../ids';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import type { StartRequest, StartResult } from '../runs/runStarts';
import { type Sessions, storeOf } from '../sessions';
import { toolFolder } from './toolFolder';

export interface ReviewToolsDependencies {
  readonly sessions: Sessions;
  /** Resolves when the runs of before a reload are shown again. Does not reject. */
  readonly restored: Promise<unknown>;
  /** Begins a run as the commands do, asking what they ask. */
  readonly start: (request: StartRequest) => Promise<StartResult>;
  readonly estimate: (request: StartRequest, signal: AbortSignal) => Promise<StartEstimate>;
}

/** What language models can call in the editor, by name. They start reviews and read them; nothing of theirs is applied. */
export function reviewTools(
  dependencies: ReviewToolsDependencies,
): Readonly<Record<string, vscode.LanguageModelTool<unknown>>> {
  return {
    [toolIds.review]: new ReviewTool(dependencies),
    [toolIds.status]: readingTool(dependencies, () => runStatus),
    [toolIds.findings]: readingTool(dependencies, findingsIn),
  };
}

/** Starts a review, after the person has agreed, and answers with its id at once. */
export class ReviewTool implements vscode.LanguageModelTool<unknown> {
  readonly #dependencies: Pick<ReviewToolsDependencies, 'start' | 'estimate'>;

  constructor(dependencies: Pick<ReviewToolsDependencies, 'start' | 'estimate'>) {
    this.#dependencies = dependencies;
  }

  async prepareInvocation(
    { input }: vscode.LanguageModelToolInvocationPrepareOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.PreparedToolInvocation> {
    const request = await requestOf(input);
    const name = oneLine(folderName(request.folder));
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => controller.abort());
    const estimate = await this.#dependencies.estimate(request, controller.signal);
    listening.dispose();
    const scope =
      request.changedSince === undefined ? [] : [t('Only what differs from {0}.', oneLine(request.changedSince))];
    return {
      invocationMessage: t('Starting a review of “{0}”', name),
      confirmationMessages: {
        title: t('Review “{0}”?', name),
        message: plain([...scope, ...estimateText(estimate), t('No file is changed.')].join('\n')),
      },
    };
  }

  async invoke({ input }: vscode.LanguageModelToolInvocationOptions<unknown>): Promise<vscode.LanguageModelToolResult> {
    const result = await this.#dependencies.start(await requestOf(input));
    switch (result.kind) {
      case 'started':
        return answer({ run: result.session.run.store.header.id, state: 'running' });
      case 'failed':
        throw new Error(`The review was not started: ${oneLine(result.message)}`);
      case 'cancelled':
        throw new Error('The review was not started: the person decided against it.');
    }
  }
}

async function requestOf(input: unknown): Promise<StartRequest> {
  const changedSince = text(input, 'changedSince')?.trim();
  if (changedSince !== undefined && !/^[^\s-]\S*$/.test(changedSince)) {
    throw new Error('changedSince must be a branch, a tag or a commit.');
  }
  const found = await toolFolder(text(input, 'folder'));
  if (found.kind === 'refused') {
    throw new Error(found.message);
  }
  return { folder: found.folder, ...(changedSince !== undefined && { changedSince }) };
}

function estimateText(estimate: StartEstimate): readonly string[] {
  switch (estimate.kind) {
    case 'estimate':
      return estimate.sentences;
    case 'failed':
      return [oneLine(estimate.message)];
    case 'cancelled':
      return [];
  }
}

type Read = (input: unknown) => (store: ReturnType<typeof storeOf>) => object;

/** Answers with something of a run in the view: the one that is named, else the newest. */
function readingTool({ sessions, restored }: ReviewToolsDependencies, read: Read): vscode.LanguageModelTool<unknown> {
  return {
    async invoke({ input }) {
      await restored;
      const run = text(input, 'run');
      const shown = run === undefined || run === 'last' ? sessions.shown()[0] : sessions.shownByRun(run);
      if (!shown) {
        throw new Error('There is no such review in the view. Start one with reviewFolder.');
      }
      return answer(read(input)(storeOf(shown)));
    },
  };
}

const findingsIn: Read = (input) => (store) => {
  const limit = Number(valueIn(input, 'limit') ?? pageSizes.usual);
  const page = findingsPage(store, {
    severity: severities.find((severity): severity is Severity => severity === text(input, 'severity')),
    path: text(input, 'path'),
    rule: text(input, 'rule'),
    cursor: text(input, 'cursor'),
    limit: Number.isFinite(limit) ? Math.max(1, Math.floor(limit)) : pageSizes.usual,
  });
  if (!page) {
    throw new Error('Nothing has this cursor any more. Begin again without one.');
  }
  return { run: store.header.id, state: store.state.kind, ...page };
};

function valueIn(input: unknown, name: string): unknown {
  return input instanceof Object ? Object.entries(input).find(([key]) => key === name)?.[1] : undefined;
}

/** What a model gave under a name, if it is a text. */
function text(input: unknown, name: string): string | undefined {
  const value = valueIn(input, name);
  return typeof value === 'string' ? value : undefined;
}

function answer(value: object): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(value))]);
}

function plain(message: string): vscode.MarkdownString {
  return new vscode.MarkdownString().appendText(message);
}
