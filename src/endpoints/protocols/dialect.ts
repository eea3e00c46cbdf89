import type { CompletionRequest } from '../../core/modelPorts';
import type { NotTaken, Sampling, Thinking } from '../../core/modelUse';
import type { Answer } from './answer';

/** What some servers of a protocol take and others refuse. */
export type Feature = 'json_schema' | 'json_object' | 'usage' | 'chat template' | 'effort' | 'think' | NotTaken;

/** What a request for a completion is written from. */
export interface Draft {
  readonly request: CompletionRequest;
  readonly model: string;
  /** What the server is known not to take. */
  readonly lacks: ReadonlySet<Feature>;
  /** Undefined when it is not known. */
  readonly contextTokens: number | undefined;
  /** The part of the context that is kept free for the reply, thinking included. */
  readonly replyTokens: number | undefined;
  /** How much of that, or beside a reply of the usual length, is for thinking; 0 where none is asked for. */
  readonly thinkingTokens: number;
  /** Absent: nobody wants other than what is usual. */
  readonly thinking: Thinking | undefined;
}

/** How one protocol asks for a completion and answers. */
export interface Dialect {
  /** Below the base URL. */
  readonly path: string;
  readonly firstAlone: boolean;
  /** What can be left out of a request, in the order in which it is given up, and how refusals name it. */
  readonly optional: readonly { readonly feature: Feature; readonly named: RegExp }[];
  body(draft: Draft): object;
  /** What such a body asks for beside the reply. */
  sampling(draft: Draft): Sampling;
  /** Notes what one JSON message of an answer says. */
  read(message: unknown, answer: Answer): void;
}

/** What is asked for, and what of it its server is known not to take. */
export function samplingOf(
  { lacks }: Draft,
  asked: { readonly [Name in keyof Sampling]?: Sampling[Name] | undefined },
  wanted: readonly NotTaken[],
): Sampling {
  const { temperature, seed, thinking } = asked;
  const notTaken = wanted.filter((feature) => lacks.has(feature));
  return {
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
    ...(thinking !== undefined && { thinking }),
    ...(notTaken.length > 0 && { notTaken }),
  };
}

/** One message of a conversation, in the form that all the protocols share. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** The messages of a request behind the system message. */
export function turnsOf({ user, repair }: CompletionRequest): Message[] {
  const turns: Message[] = [{ role: 'user', content: user }];
  return repair === undefined
    ? turns
    : [...turns, { role: 'assistant', content: repair.reply }, { role: 'user', content: repair.complaint }];
}
