import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Completion, CompletionRequest, Endpoint } from '../../src/core/modelPorts';
import type { EditorModelOptions } from '../../src/core/options';
import type { LanguageModelLimits } from '../../src/vscode/models/conversation';
import { createLanguageModelEndpoint } from '../../src/vscode/models/languageModelEndpoint';

/*
 * The language models of the extension in `test/host/modelProvider`, for the tests that script them.
 */

/** What a request looks like to the provider. */
export interface Asked {
  readonly model: { readonly id: string };
  readonly messages: readonly { readonly role: vscode.LanguageModelChatMessageRole; readonly text: string }[];
  readonly tools: readonly vscode.LanguageModelChatTool[];
  readonly toolMode: vscode.LanguageModelChatToolMode;
  readonly token: vscode.CancellationToken;
  report(part: vscode.LanguageModelResponsePart): void;
}

type TestModel = Partial<vscode.LanguageModelChatInformation> & {
  readonly id: string;
  readonly requiresAuthorization?: { readonly label: string };
};

/** The exports of the extension in `test/host/modelProvider`. */
export interface Script {
  respond: (asked: Asked) => Promise<void>;
  countTokens: (text: string) => number | Promise<number>;
  reset(): void;
  setModels(models: readonly TestModel[]): void;
}

export const text = (value: string) => new vscode.LanguageModelTextPart(value);
export const call = (input: object) => new vscode.LanguageModelToolCallPart('call', 'report_findings', input);
export const never = () => new Promise<never>(() => {});

export const request: CompletionRequest = {
  system: 'You review.',
  user: 'File: a.js',
  schema: { type: 'object' },
  maxReplyLength: 1_000,
};

let script: Script | undefined;

/** Requests that the provider was asked since the last `resetModels`. */
export let asked: Asked[] = [];

/** Back to one model that finds nothing, and to no requests. */
export async function resetModels(): Promise<Script> {
  const provider = vscode.extensions.getExtension<Script>('folder-review.folder-review-model-provider');
  assert.ok(provider);
  script = await provider.activate();
  script.reset();
  asked = [];
  return script;
}

/** Answers the first request with the first of these, and so on, and all others with the last. */
export function respond(...answers: ((asked: Asked) => unknown)[]): void {
  assert.ok(script);
  script.respond = async (request) => {
    asked.push(request);
    await answers[Math.min(asked.length, answers.length) - 1]?.(request);
  };
}

export async function endpointOf(
  options: Partial<EditorModelOptions> = {},
  limits: Partial<LanguageModelLimits> = {},
): Promise<Endpoint> {
  const { signal } = new AbortController();
  const creation = await createLanguageModelEndpoint(
    { id: 'editor', kind: 'vscode', model: 'folder-review-test/one', ...options },
    signal,
    limits,
  );
  assert.ok(creation.kind === 'endpoint', JSON.stringify(creation));
  return creation.endpoint;
}

export function complete(
  endpoint: Endpoint,
  change: Partial<CompletionRequest> = {},
  signal = new AbortController().signal,
): Promise<Completion> {
  return endpoint.complete({ ...request, ...change }, signal, () => {});
}

export function replyOf(completion: Completion): Extract<Completion, { kind: 'complete' }> {
  assert.ok(completion.kind === 'complete', JSON.stringify(completion));
  return completion;
}

export function failureOf(completion: Completion): Extract<Completion, { kind: 'failed' }> {
  assert.ok(completion.kind === 'failed', JSON.stringify(completion));
  return completion;
}
