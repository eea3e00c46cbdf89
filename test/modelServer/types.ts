/** The protocols the server speaks. */
export type ProtocolName = 'ollama' | 'openai' | 'anthropic';

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
  'repeating reply',
  'byte by byte',
  'compressed',
  // Answers that are not a completion
  'unauthorized',
  'forbidden',
  'no quota',
  'model missing',
  'rate limited',
  'server error',
  'unavailable',
  'request timeout',
  'conflict',
  'too early',
  'bad gateway',
  'gateway timeout',
  'overloaded',
  'bad request',
  'unprocessable',
  'payload too large',
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
  'no space',
  'several data lines',
  'byte order mark',
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
  'not a number',
  'duplicate keys',
  'deep nesting',
  // What is counted
  'prompt truncated',
  'negative usage',
  'broken usage',
  'huge usage',
] as const;
export type Fault = (typeof faults)[number];

/** What to answer one request with: findings or a verdict, a raw reply or a fault; nothing of them is the default reply. */
export interface Reply {
  findings?: readonly ReplyFinding[];
  /** To a request that puts a finding to the model once more; the default is `confirmed`. */
  verdict?: 'confirmed' | 'refuted' | 'unsure';
  reason?: string;
  /** To a request for another edit; the default is none. */
  edits?: ReplyFinding['edits'];
  text?: string;
  /** What the model thinks before, told beside the text and counted with it. */
  thinking?: string;
  fault?: Fault;
  /** An answer as it is, whatever the protocol: what something in between says. */
  raw?: { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };
  /** Value of a `Retry-After` header, for answers with an error status. */
  retryAfter?: string;
  /** More headers for those. */
  headers?: Readonly<Record<string, string>>;
  /** Instead of the server's own. */
  latencyMs?: number;
  /** Nothing is sent before this settles: how long a request takes is then a test's to say, not the machine's. */
  until?: Promise<unknown>;
  /** The text of the reply is sent in pieces of so many characters … */
  chunkLength?: number;
  /** … with so long between them. */
  chunkDelayMs?: number;
  /** What the server says it counted; null says nothing. The default is a fair estimate. */
  promptTokens?: number | null;
}

/** What a request says of the finding that it is about. */
export interface FindingWords {
  readonly lines: string;
  readonly title: string;
  readonly explanation: string;
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
  /** The finding that the request puts to the model once more; absent where it asks for a review. */
  readonly confirms?: FindingWords;
  /** The finding that another edit is asked for, with how the first one failed; absent where it asks for something else. */
  readonly failed?: FindingWords & {
    readonly edits: ReplyFinding['edits'];
    readonly command: string;
    readonly output: string;
  };
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
  /** When a slot took it up. */
  takenAt?: number;
  /** What it takes when nobody shares the server, in milliseconds. */
  workMs?: number;
  firstByteAt?: number;
  finishedAt?: number;
  /** How it ended; absent while it is under way. */
  end?: 'answered' | 'refused' | 'reset' | 'closed by client';
}

export interface ScriptedModel {
  name: string;
  /** What Ollama knows its weights by. */
  digest?: string;
  /** Runs elsewhere, whatever its name says. */
  remoteHost?: string;
  /** In memory; all are unless it says false. */
  loaded?: boolean;
  /** The longest context it has. Told of every model to Ollama's clients, and of those that have one to OpenAI's. */
  contextTokens?: number;
  /** What Ollama's `think` may be, as newer servers tell; "unknown" for those that tell no more than that it can think. */
  thinking?: readonly (boolean | string)[] | 'unknown';
}

export interface ModelServerOptions {
  /** 0 takes a free one. */
  port?: number;
  /** From taking up a request to the first byte of its answer. */
  latencyMs?: number;
  /** Spreads the latency over the files, always in the same way: the standard deviation of its logarithm. */
  noise?: number;
  /** Requests worked on at once; the default is any number. */
  slots?: number;
  /** What happens to requests beyond the slots. */
  beyond?: 'queue' | '429' | '503';
  /** In place of slots: any number is worked on at once, but more than so many share the speed of so many. */
  knee?: number;
  /** In place of slots: more requests than so many a minute are refused with 429 and `Retry-After`. */
  perMinute?: number;
  /** So long after the first request its slots, its knee or its requests per minute become so many. */
  changeCapacity?: { readonly afterMs: number; readonly to: number };
  models?: readonly ScriptedModel[];
  /** Without it a request is refused. */
  key?: string;
  /** Request options that are refused with 400, as servers do that lack them. */
  refuses?: readonly (
    | 'json_schema'
    | 'json_object'
    | 'temperature'
    | 'seed'
    | 'stream_options'
    | 'output_config'
    | 'format'
  )[];
  /** What a request is refused with, 400, in the words of a real server. */
  refuse?: (body: Record<string, unknown>) => string | undefined;
  /** What it is by what it tells about itself; the default is a server that answers every question. */
  disguise?: 'hosted' | 'llama.cpp';
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
