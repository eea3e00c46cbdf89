import {
  type Answer,
  type AnswerStore,
  answerKey,
  asAnswer,
  digestOf,
  missReason,
  type QuestionParts,
  type Subject,
} from '../core/answers';
import type { FailureReason } from '../core/fileReview';
import type { CompletionRequest, Endpoint } from '../core/modelPorts';
import type { KeptCounts, MissReason, ModelRequests } from '../core/modelUse';
import type { Hasher } from '../core/ports';
import { estimateMargin, isTruncated } from '../core/prompt/promptTokens';
import { beginningOf, hasThought } from '../core/prompt/reply/beginning';
import { neverSent, type RequestContext, type RequestFailure, type RequestOutcome } from '../core/requests';
import { requestTokens } from '../core/run/spend/budget';
import { credibleUsage, type Role, usageSoFar } from '../core/run/spend/usage';
import { reviewFailures } from '../core/text/reviewFailures';
import { english } from '../core/text/say';
import { TextSecrets } from '../core/text/textSecrets';
import { estimateTokens } from '../core/text/tokens';
import type { FileSnapshot } from '../core/types';
import { type Complete, ExchangeCost } from './exchangeCost';

/** Says that something is too long for a model, by our estimate of its tokens and what the context has room for. */
export type TooLong = (tokens: number, model: string, room: number) => string;

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

/**
 * What a model is asked about one file: each request stays within the model's context and the run's budget, and an answer
 * that cannot be taken at its word is told from the others.
 */
export class Exchange {
  readonly endpoint: Endpoint;
  /** What it has cost until now. */
  readonly cost: ExchangeCost;
  readonly countTokens: (text: string) => number;
  readonly #tokenRatio: () => number;
  readonly #file: FileSnapshot;
  readonly #context: RequestContext;
  readonly #role: Pick<ModelRequests, Role>;
  readonly #subject: () => Subject;
  readonly #answers: KeptAnswers | undefined;
  /** Replies that were given now, with their questions. */
  readonly #replies: { readonly missed: Missed; readonly completion: Complete }[] = [];
  #unfinished: string | undefined;

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
    this.cost = new ExchangeCost(endpoint.model, role);
  }

  /** What the last reply says that did not come to its end: it became too long, or a loop, or was cut off. */
  get unfinished(): string | undefined {
    return this.#unfinished;
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
   * Sends a request, unless its answer is known, it is too long or the budget does not allow for it. An answer that does not
   * count in full is a failure: a refusal, one that was cut off (see `unfinished`), one to a prompt that was.
   *
   * @param promptTokens our estimate of the whole prompt
   * @param tooLong what is said where it is
   */
  async ask(
    request: CompletionRequest,
    promptTokens: number,
    tooLong: TooLong,
  ): Promise<Complete | RequestFailure | { readonly kind: 'cancelled' }> {
    const { model, maxPromptTokens, thinkingTokens } = this.endpoint;
    const { signal, waiting, reserve } = this.#context;
    this.#unfinished = undefined;
    const recalled = this.#answers && (await this.#recall(request, this.#answers));
    if (recalled && 'kind' in recalled) {
      return this.#inFull(recalled, promptTokens);
    }
    if (promptTokens > this.room) {
      return notAsked('too long for the model', tooLong(promptTokens, model, maxPromptTokens ?? 0));
    }
    const tokens = requestTokens(promptTokens, this.#file.language, this.#tokenRatio(), thinkingTokens);
    if (reserve && !(await reserve(tokens))) {
      return notAsked('over the budget', english(reviewFailures.overBudget, tokens));
    }
    const completion = await this.endpoint.complete({ ...request, promptTokens }, signal, waiting);
    if (completion.kind === 'complete') {
      this.cost.add(completion, missedIn(recalled));
      const answer = this.#inFull(completion, promptTokens);
      if (recalled && answer.kind === 'complete') {
        this.#replies.push({ missed: recalled, completion });
        this.cost.addAnswer(recalled.key);
      }
      return answer;
    }
    if (completion.kind === 'cancelled') {
      return completion;
    }
    const { stopped, ...failure } = completion;
    this.#unfinished = stopped?.said;
    if (stopped) {
      const estimated = [promptTokens, this.countTokens(stopped.said)].map((count) => count * this.#tokenRatio());
      this.cost.add({ ...stopped, usage: usageSoFar(stopped.usage, estimated) }, missedIn(recalled), false);
    } else if (!neverSent.has(failure.server)) {
      this.cost.note('unanswered', 1, missedIn(recalled));
    }
    return { ...failure, ...this.cost.spent };
  }

  #inFull(completion: Complete, promptTokens: number): Complete | RequestFailure {
    this.#unfinished = completion.finish === 'cut off' ? completion.text : undefined;
    return this.#problem(completion, promptTokens) ?? completion;
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
  #problem({ usage, usageIsOurs, finish }: Complete, expectedTokens: number): RequestFailure | undefined {
    const { model } = this.endpoint;
    const seen = usageIsOurs ? undefined : credibleUsage(usage).promptTokens;
    if (seen !== undefined && isTruncated(seen, expectedTokens)) {
      const message = english(reviewFailures.promptCut, model, seen, expectedTokens);
      return this.failed('prompt truncated', message);
    }
    switch (finish) {
      case 'stop':
        return undefined;
      case 'refused':
        return this.failed(
          'refused',
          english(this.#isReview ? reviewFailures.refusesFile : reviewFailures.refusesAnswer, model),
        );
      case 'cut off': {
        const thought = this.cost.spent.usage?.thinkingTokens;
        const [long, thinking] = this.#isReview
          ? [reviewFailures.fileCutOff, reviewFailures.fileCutOffThinking]
          : [reviewFailures.answerCutOff, reviewFailures.answerCutOffThinking];
        const message = thought === undefined ? english(long, model) : english(thinking, model, thought);
        return this.failed('reply cut off', message);
      }
    }
  }

  /** The failure of an answer. */
  failed(reason: FailureReason, message: string): RequestFailure {
    return { kind: 'failed', reason, message, server: 'served', ...this.cost.spent };
  }

  /** The failure of an answer that says nothing. */
  saidNothing(answer: Complete): RequestFailure {
    const { model } = this.endpoint;
    const [nothing, onlyThinking] = this.#isReview
      ? [reviewFailures.nothingOfFile, reviewFailures.onlyThinkingOfFile]
      : [reviewFailures.nothing, reviewFailures.onlyThinking];
    return this.failed('empty reply', english(hasThought(answer) ? onlyThinking : nothing, model));
  }

  /** A failure with how the reply begins, for people, who may see no secret of the file. */
  quoting(failure: string, reply: string): string {
    const secrets = new TextSecrets(this.#file.text, this.#file.path);
    const beginning = beginningOf(reply, (said) => secrets.mask(said));
    return beginning === '' ? failure : english(reviewFailures.begins, failure, beginning);
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
      this.cost.addRecalled(reply, key);
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
}

function missedIn(recalled: Missed | undefined): KeptCounts {
  return recalled ? { missed: { [recalled.reason]: 1 } } : {};
}

/** Failed before anything was sent. */
export function notAsked(reason: FailureReason, message: string): RequestFailure {
  return { kind: 'failed', reason, message, server: 'not asked' };
}
