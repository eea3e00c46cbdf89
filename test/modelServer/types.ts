/** The two protocols the server speaks. */
export type ProtocolName = 'ollama' | 'openai';

/** A finding as the reply schema has it. */
export interface ReplyFinding {
  title: string;
  explanation: string;
  severity: 'error' | 'warning' | 'info';
  category: 'bug' | 'security' | 'performance' | 'maintainability' | 'style' | 'docs' | 'test';
  confidence: 'high' | 'medium' | 'low';
  startLine: number;
  endLine: number;
  edits: { startLine: number; endLine: number; oldText: string; newText: string }[];
}

export const faults = [
  // The connection
  'hang before headers',
  'hang mid-stream',
  'keep-alive only',
  'keep-alive mid-stream',
  'reset before headers',
  'reset mid-body',
  'huge headers',
  'huge body',
  'endless reply',
  // Answers that are not a completion
  'unauthorized',
  'forbidden',
  'no quota',
  'model missing',
  'rate limited',
  'server error',
  'unavailable',
  'bad request',
  'context exceeded',
  'redirect',
  'page',
  'other json',
  'error body',
  // The stream
  'error event',
  'missing end',
  'missing done mark',
  'double done mark',
  'crlf',
  'split characters',
  'comments',
  'not streamed',
  'garbled line',
  // The reply
  'cut off',
  'refusal',
  'empty',
  'free text',
  'fenced',
  'with thinking',
  'invalid json',
  'truncated json',
  'prompt truncated',
] as const;
export type Fault = (typeof faults)[number];

/** What to answer one request with: findings, a raw reply or a fault; nothing of them is the default reply. */
export interface Reply {
  findings?: readonly ReplyFinding[];
  text?: string;
  fault?: Fault;
  /** Value of a `Retry-After` header, for `rate limited` and `unavailable`. */
  retryAfter?: string;
  /** Instead of the server's own. */
  latencyMs?: number;
  /** The text of the reply is sent in pieces of so many characters … */
  chunkLength?: number;
  /** … with so long between them. */
  chunkDelayMs?: number;
  /** What the server says it counted; null says nothing. The default is a fair estimate. */
  promptTokens?: number | null;
}

/** One request for a completion as a script sees it. */
export interface ScriptedRequest {
  readonly protocol: ProtocolName;
  /** 0-based, in the order of arrival. */
  readonly index: number;
  /** Path on the `File:` line of the user message. */
  readonly file: string;
  /** How many requests for the same file came before. */
  readonly earlier: number;
  /** The last message asks for a bad reply to be repaired. */
  readonly repair: boolean;
  readonly system: string;
  readonly user: string;
  /** The last message; the same as `user` unless this is a repair. */
  readonly last: string;
  readonly model: string;
  readonly stream: boolean;
  readonly body: Record<string, unknown>;
}

export type Script = (request: ScriptedRequest) => Reply;

/** A request for a completion as it went. Times are milliseconds on one monotonic clock. */
export interface LoggedRequest extends ScriptedRequest {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly startedAt: number;
  /** The client's port: equal for requests over one connection. */
  readonly connection: number | undefined;
  /** Requests under way when it came, itself included. */
  readonly inFlight: number;
  firstByteAt?: number;
  finishedAt?: number;
  /** How it ended; absent while it is under way. */
  end?: 'answered' | 'refused' | 'reset' | 'closed by client';
}

export interface ScriptedModel {
  name: string;
  /** Runs elsewhere, whatever its name says. */
  remoteHost?: string;
  /** In memory; all are unless it says false. */
  loaded?: boolean;
}

export interface ModelServerOptions {
  /** 0 takes a free one. */
  port?: number;
  /** From taking up a request to the first byte of its answer. */
  latencyMs?: number;
  /** Requests worked on at once; the default is any number. */
  slots?: number;
  /** What happens to requests beyond the slots. */
  beyond?: 'queue' | '429' | '503';
  models?: readonly ScriptedModel[];
  /** Without it a request is refused. */
  key?: string;
  /** Request options that are refused with 400, as servers do that lack them. */
  refuses?: readonly ('json_schema' | 'json_object' | 'temperature' | 'stream_options')[];
  reply?: Script;
}

export interface ModelServer {
  /** Base URL for the protocol `ollama`; with `/v1` behind it for `openai`. */
  readonly url: string;
  /** Requests for completions, in the order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Paths of all other requests, in the order of arrival. */
  readonly metadata: readonly string[];
  /** The most requests for completions that were under way at once. */
  readonly maxInFlight: number;
  /** Replaces the script. */
  reply(script: Script): void;
  /** Forgets what was logged. */
  clear(): void;
  /** Ends every connection and stops listening. */
  stop(): Promise<void>;
}
