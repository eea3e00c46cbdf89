import {
  type Answer,
  type AnswerStore,
  addKept,
  answerKey,
  asAnswer,
  digestOf,
  type KeptCounts,
  type MissReason,
  missReason,
  type QuestionParts,
  type Subject,
} from '../core/answers';
import type { FailureReason, ModelRequests, Usage } from '../core/fileReview';
import type { Completion, CompletionRequest, Endpoint } from '../core/modelPorts';
import type { Hasher } from '../core/ports';
import { estimateMargin, isTruncated } from '../core/prompt/promptTokens';
import { neverSent, type RequestContext, type RequestFailure, type RequestOutcome } from '../core/requests';
import { requestTokens } from '../core/run/spend/budget';
import { addUsage, credibleUsage, type Role, totalTokens } from '../core/run/spend/usage';
import { TextSecrets } from '../core/text/textSecrets';
import { estimateTokens } from '../core/text/tokens';
import type { FileSnapshot } from '../core/types';

/** What a model is asked with, whatever it is asked. */
export interface ModelOptions {
  readonly endpoint: Endpoint;
  /** Estimates the tokens of a text. */
  readonly countTokens?: ((text: string) => number) | undefined;
  /** What the endpoint's own count of tokens is to such estimates, for the run's budget; 1 where it is not known. */
  readonly tokenRatio?: (() => number) | undefined;
  /** Where accepted replies are kept, and taken from; without it everything is asked anew. */
  readonly answers?: KeptAnswers | undefined;
}

/** The answers of all times, and what their keys are made with. */
export interface KeptAnswers {
  readonly store: AnswerStore;
  readonly hash: Hasher;
  /** Real path of the reviewed folder, which tells files of one name apart when they are looked back for. */
  readonly folder: string;
}

/** A question that no kept answer counts for, with what it is known by when it is asked again in other words. */
interface Missed {
  readonly key: string;
  readonly about: string;
  readonly parts: QuestionParts;
  readonly reason: MissReason;
}

type Complete = Completion & { readonly kind: 'complete' };

/** What all answers of an exchange together have cost, and how they were asked for. */
export interface Answered {
  readonly usage?: Usage;
  readonly asked?: ModelRequests;
  /** The largest part of its time that a request waited in the server's own queue. */
  readonly queuedShare?: number;
  /** Those that were given and those that were there, by what they are kept under. */
  readonly answers?: readonly string[];
}

/**
 * What a model is asked about one file, and what that has cost: each request stays within the model's context and the
 * run's budget, and an answer that cannot be taken at its word is told from the others.
 */
export class Exchange {
  readonly endpoint: Endpoint;
  readonly countTokens: (text: string) => number;
  readonly #tokenRatio: () => number;
  readonly #file: FileSnapshot;
  readonly #context: RequestContext;
  readonly #role: Pick<ModelRequests, Role>;
  readonly #subject: () => Subject;
  readonly #answers: KeptAnswers | undefined;
  /** Replies that were given now, with their questions. */
  readonly #replies: { readonly missed: Missed; readonly completion: Complete }[] = [];
  #answered: Answered = {};

  /**
   * @param file what it is about
   * @param subject the same with everything else that is asked; only called for where something is
   * @param role what it is for, as its cost has it
   */
  constructor(
    { endpoint, answers, countTokens = estimateTokens, tokenRatio = () => 1 }: ModelOptions,
    file: FileSnapshot,
    context: RequestContext,
    subject: () => Subject,
    role: Pick<ModelRequests, Role> = {},
  ) {
    this.endpoint = endpoint;
    this.countTokens = countTokens;
    this.#answers = answers;
    this.#tokenRatio = tokenRatio;
    this.#file = file;
    this.#context = context;
    this.#subject = subject;
    this.#role = role;
  }

  get answered(): Answered {
    return this.#answered;
  }

  /** Else it is about one finding. */
  get #isReview(): boolean {
    return !this.#role.confirms && !this.#role.repairs;
  }

  /** How long a prompt may be, by our estimate. In tokens. */
  get room(): number {
    return (this.endpoint.maxPromptTokens ?? Number.POSITIVE_INFINITY) / estimateMargin(this.#file.language);
  }

  /**
   * Sends a request, unless its answer is known, it is too long or the budget does not allow for it.
   *
   * @param promptTokens our estimate of the whole prompt
   * @param what it is about, with its verb
   */
  async ask(
    request: CompletionRequest,
    promptTokens: number,
    what: string,
  ): Promise<Complete | RequestFailure | { readonly kind: 'cancelled' }> {
    const { model, maxPromptTokens, thinkingTokens } = this.endpoint;
    const { signal, waiting, reserve } = this.#context;
    const recalled = this.#answers && (await this.#recall(request, this.#answers));
    if (recalled && 'kind' in recalled) {
      return recalled;
    }
    if (promptTokens > this.room) {
      const message = `With about ${promptTokens} tokens ${what} too long: the context of ${model} leaves ${maxPromptTokens} for it.`;
      return notAsked('too long for the model', message);
    }
    const tokens = requestTokens(promptTokens, this.#file.language, this.#tokenRatio(), thinkingTokens);
    if (reserve && !(await reserve(tokens))) {
      return notAsked(
        'over the budget',
        `What is left of the run’s token budget does not allow for another request: it may take ${tokens} tokens.`,
      );
    }
    const completion = await this.endpoint.complete({ ...request, promptTokens }, signal, waiting);
    if (completion.kind === 'complete') {
      this.#count(completion, missedIn(recalled));
      if (recalled) {
        this.#replies.push({ missed: recalled, completion });
        this.#noteAnswer(recalled.key);
      }
    } else if (completion.kind === 'failed' && !neverSent.has(completion.server)) {
      this.#countIn('unanswered', 1, missedIn(recalled));
    }
    return completion.kind === 'failed' ? { ...completion, ...this.#spent } : completion;
  }

  /** Like `ask`; an answer that does not count in full is a failure. */
  async askInFull(...asked: Parameters<Exchange['ask']>): ReturnType<Exchange['ask']> {
    const [, promptTokens] = asked;
    const completion = await this.ask(...asked);
    return completion.kind === 'complete' ? (this.problem(completion, promptTokens) ?? completion) : completion;
  }

  /**
   * How the exchange ended. What came of it in full need never be asked for again: its replies are kept, each under the
   * request that it was given to.
   */
  async ended<Outcome extends RequestOutcome>(outcome: Outcome): Promise<Outcome> {
    if (outcome.kind === 'reviewed' && this.#answers) {
      const { store } = this.#answers;
      const replies = this.#replies
        .filter(({ completion: { text } }) => !this.#tellsSecret(text))
        .map(({ missed: { key, about, parts }, completion: { kind: _, queuedShare: __, ...reply } }) => {
          const answer: Answer = { ...reply, at: Date.now(), parts };
          return store.keep(key, answer, { urgency: 'durable', about });
        });
      await Promise.all(replies);
    }
    return outcome;
  }

  /** Why nothing that the answer says counts, or not all; undefined when it has been given in full, to the full question. */
  problem({ usage, usageIsOurs, finish }: Complete, expectedTokens: number): RequestFailure | undefined {
    const { model } = this.endpoint;
    const seen = usageIsOurs ? undefined : usage.promptTokens;
    if (seen !== undefined && isTruncated(seen, expectedTokens)) {
      const message = `${model} saw only ${seen} of about ${expectedTokens} tokens: the server cut the file. Give it a larger context.`;
      return this.failed('prompt truncated', message);
    }
    switch (finish) {
      case 'stop':
        return undefined;
      case 'refused':
        return this.failed('refused', `${model} refused to ${this.#isReview ? 'review this file' : 'answer'}.`);
      case 'cut off': {
        const thought = this.#answered.usage?.thinkingTokens;
        const advice = [
          ...(this.#isReview ? ['review the file in smaller parts'] : []),
          thought === undefined ? 'allow a longer reply' : `set “thinking” lower: it took ${thought} tokens`,
        ].join(' or ');
        const message = `The reply of ${model} was cut off at its length limit. To get it whole, ${advice}.`;
        return this.failed('reply cut off', message);
      }
    }
  }

  /** The failure of an answer. */
  failed(reason: FailureReason, message: string): RequestFailure {
    return { kind: 'failed', reason, message, server: 'served', ...this.#spent };
  }

  /** Counts the last answer as one that had to be read tolerantly. */
  readTolerantly(): void {
    this.#countIn('tolerant', 1);
  }

  /** Counts findings of the answers that could not be read. */
  leftUnread(findings: number): void {
    this.#countIn('unread', findings);
  }

  #countIn(what: 'tolerant' | 'unread' | 'unanswered', count: number, kept: KeptCounts = {}): void {
    const { asked = this.#notAskedYet } = this.#answered;
    const counts = { ...asked, ...addKept(asked, kept), [what]: (asked[what] ?? 0) + count };
    this.#answered = { ...this.#answered, asked: counts };
  }

  /** What a model may see on this machine is written nowhere: such a reply is asked for again. */
  #tellsSecret(text: string): boolean {
    return this.endpoint.local && new TextSecrets(this.#file.text, this.#file.path).mask(text) !== text;
  }

  /** The kept answer, or why there is none. */
  async #recall(request: CompletionRequest, { store, hash, folder }: KeptAnswers): Promise<Complete | Missed> {
    const key = answerKey(request, this.endpoint, hash);
    const answer = asAnswer(await store.recall(key));
    if (answer && answer.at >= (this.#context.answersSince ?? 0)) {
      const { at: _, parts: __, ...reply } = answer;
      const { asked = this.#notAskedYet } = this.#answered;
      this.#answered = { ...this.#answered, asked: { ...asked, ...addKept(asked, { recalled: 1 }) } };
      this.#noteAnswer(key);
      return { kind: 'complete', ...reply };
    }
    const { about, parts } = digestOf(this.#asked(request, folder), hash);
    return { key, about, parts, reason: answer ? 'anew' : missReason(await store.missing(key, about), parts) };
  }

  /** The whole subject of a request: with who is asked, and in which words. */
  #asked({ system, schema, repair }: CompletionRequest, folder: string): Subject {
    const { model, digest = '', thinking = '' } = this.endpoint;
    const { about, parts } = this.#subject();
    const again = repair ? { about: ['again'], parts: { question: repair.reply + repair.complaint } } : undefined;
    return {
      about: [folder, this.#file.path, ...Object.keys(this.#role), ...about, ...(again?.about ?? [])],
      parts: {
        ...{ model, weights: digest, thinking, wording: system + JSON.stringify(schema), text: this.#file.textHash },
        ...parts,
        ...again?.parts,
      },
    };
  }

  #noteAnswer(key: string): void {
    this.#answered = { ...this.#answered, answers: [...(this.#answered.answers ?? []), key] };
  }

  get #spent(): Pick<Answered, 'usage' | 'asked'> {
    const { usage, asked } = this.#answered;
    return { ...(usage && { usage }), ...(asked && { asked }) };
  }

  get #notAskedYet(): ModelRequests {
    return { ...this.#role, model: this.endpoint.model, requests: 0, sampling: {} };
  }

  #count({ usage: told, sampling = {}, queuedShare: share }: Complete, kept: KeptCounts): void {
    const { usage: before, asked, queuedShare = share, answers } = this.#answered;
    const own = credibleUsage(told);
    const uncounted = (asked?.uncounted ?? 0) + (totalTokens(own) === undefined ? 1 : 0);
    const requests = (asked?.requests ?? 0) + 1;
    const usage = addUsage(before, own);
    const longest = share === undefined ? queuedShare : Math.max(share, queuedShare ?? 0);
    this.#answered = {
      ...(usage && { usage }),
      asked: {
        ...{ ...asked, ...this.#role, model: this.endpoint.model, requests, sampling },
        ...addKept(asked ?? {}, kept),
        ...(uncounted > 0 && { uncounted }),
      },
      ...(longest !== undefined && { queuedShare: longest }),
      ...(answers && { answers }),
    };
  }
}

function missedIn(recalled: Missed | undefined): KeptCounts {
  return recalled ? { missed: { [recalled.reason]: 1 } } : {};
}

/** Failed before anything was sent. */
export function notAsked(reason: FailureReason, message: string): RequestFailure {
  return { kind: 'failed', reason, message, server: 'not asked' };
}
