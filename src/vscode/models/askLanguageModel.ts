import * as vscode from 'vscode';
import type { CompletionRequest } from '../../core/modelPorts';
import { verdictSchema } from '../../core/prompt/confirmPrompt';
import { ModelReply, type ReplyPart } from './modelReply';
import { settled } from './settled';

/** Limits of one exchange, in milliseconds. */
export interface AskLimits {
  /** From the moment the request is under way until the first content. */
  readonly firstContentMs: number;
  /** Between two pieces of content. */
  readonly idleMs: number;
}

/** What came of one request. */
export type Answer =
  | { readonly kind: 'reply'; readonly text: string; readonly form: Form }
  /** `text` is what came before. */
  | { readonly kind: 'error'; readonly error: unknown; readonly text: string }
  | { readonly kind: 'too long'; readonly text: string }
  | { readonly kind: 'silent' | 'stalled' | 'aborted' };

/** How a reply is asked for and comes: as the input of a tool, whose schema models are held to, or as text. */
export type Form = 'tool' | 'text';

const justification =
  'Folder Review sends the files under review to this model, one at a time, and shows what it finds.';

/** Sends one request and reads the answer to it. Never rejects, and returns soon after an abort. */
export async function askLanguageModel(
  model: vscode.LanguageModelChat,
  request: CompletionRequest,
  form: Form,
  limits: AskLimits,
  signal: AbortSignal,
): Promise<Answer> {
  const source = new vscode.CancellationTokenSource();
  const reply = new ModelReply();
  try {
    const options = { justification, ...(form === 'tool' && requiredTool(request.schema)) };
    // No limit: this is where a person is asked for consent, who may be away.
    const sent = await settled(model.sendRequest(messagesOf(request), options, source.token), signal);
    return sent.kind === 'answer'
      ? await read(sent.value.stream, reply, { ...limits, length: request.maxReplyLength }, signal)
      : { kind: 'aborted' };
  } catch (error) {
    return signal.aborted ? { kind: 'aborted' } : { kind: 'error', error, text: reply.text };
  } finally {
    // Where the answer is complete there is nothing left to cancel.
    source.cancel();
    source.dispose();
  }
}

/**
 * What a request consists of, for counting tokens.
 *
 * @returns the texts that come with every request, and those that are its own
 */
export function textsOf(
  { system, user, repair, schema }: CompletionRequest,
  form: Form,
): { readonly fixed: readonly string[]; readonly own: readonly string[] } {
  return {
    fixed: form === 'tool' ? [system, JSON.stringify(reviewTool(schema))] : [system],
    own: repair === undefined ? [user] : [user, repair.reply, repair.complaint],
  };
}

/** There is no system role: what belongs there comes first. */
function messagesOf({ system, user, repair }: CompletionRequest): vscode.LanguageModelChatMessage[] {
  const message = vscode.LanguageModelChatMessage;
  const messages = [message.User(system), message.User(user)];
  return repair === undefined
    ? messages
    : [...messages, message.Assistant(repair.reply), message.User(repair.complaint)];
}

function reviewTool(inputSchema: object): vscode.LanguageModelChatTool {
  return inputSchema === verdictSchema
    ? { name: 'report_verdict', description: 'Takes the reply: the verdict and its reason. Call it once.', inputSchema }
    : {
        name: 'report_findings',
        description: 'Takes the reply: every finding of the review, or an empty list. Call it once.',
        inputSchema,
      };
}

function requiredTool(schema: object): vscode.LanguageModelChatRequestOptions {
  return { tools: [reviewTool(schema)], toolMode: vscode.LanguageModelChatToolMode.Required };
}

/** @throws what the provider ends the stream with */
async function read(
  stream: AsyncIterable<unknown>,
  reply: ModelReply,
  limits: AskLimits & { readonly length: number },
  signal: AbortSignal,
): Promise<Answer> {
  const parts = stream[Symbol.asyncIterator]();
  let hasBegun = false;
  let deadline = Date.now() + limits.firstContentMs;
  while (true) {
    const next = await settled(parts.next(), signal, deadline - Date.now());
    if (next.kind !== 'answer') {
      return { kind: next.kind === 'aborted' ? 'aborted' : hasBegun ? 'stalled' : 'silent' };
    }
    if (next.value.done) {
      return { kind: 'reply', text: reply.text, form: reply.isCall ? 'tool' : 'text' };
    }
    if (reply.add(partOf(next.value.value))) {
      hasBegun = true;
      deadline = Date.now() + limits.idleMs;
    }
    if (reply.length > limits.length) {
      return { kind: 'too long', text: reply.text };
    }
  }
}

function partOf(part: unknown): ReplyPart {
  if (part instanceof vscode.LanguageModelTextPart) {
    return { kind: 'text', text: part.value };
  }
  return part instanceof vscode.LanguageModelToolCallPart ? { kind: 'call', input: part.input } : { kind: 'other' };
}
