import { estimateTokenCount } from 'tokenx';
import type { FailureReason } from '../core/fileReview';
import type { ProfilePass } from '../core/options';
import type { Chunk } from '../core/parts';
import type { Completion, CompletionRequest, Endpoint, ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import { echoesOf } from '../core/prompt/echo';
import { type ParsedReply, parseReply, type Question } from '../core/prompt/parseReply';
import { type PlacedFinding, placeReply } from '../core/prompt/placeReply';
import { estimateMargin, isTruncated } from '../core/prompt/promptTokens';
import { complainAboutFindings, complainAboutReply, mergeRepaired } from '../core/prompt/repair';
import type { ModelFinding } from '../core/prompt/reply/modelFinding';
import { stripThinking } from '../core/prompt/reply/thinking';
import { replySchema } from '../core/prompt/replySchema';
import { type ShownFile, showingFiles, shownText } from '../core/prompt/shownText';
import { systemPrompt } from '../core/prompt/systemPrompt';
import { fileLines, userMessage } from '../core/prompt/userMessage';
import { requestTokens } from '../core/run/spend/budget';
import { maskSecrets } from '../core/text/secrets';
import type { FileSnapshot, ReportedFinding } from '../core/types';
import { type Answered, withAnswer, withTolerant } from './answered';

/** What a model reviewer is made from. */
export interface ModelReviewerOptions {
  readonly endpoint: Endpoint;
  /** Of all the profiles of the run, as parts number them. */
  readonly passes: readonly ProfilePass[];
  /** The user's own words to the model; empty for none. */
  readonly instructions: string;
  /** Estimates the tokens of a text. */
  readonly countTokens?: (text: string) => number;
  /** What the endpoint's own count of tokens is to such estimates, for the run's budget; 1 where it is not known. */
  readonly tokenRatio?: () => number;
}

const minReplyLength = 64 * 1024;

/**
 * The model as a reviewer: one request per part of a file and at most one more to have a bad reply repaired. It neither
 * retries nor limits itself nor divides files; whoever runs it does. Without a part it reviews the whole file under the
 * first pass.
 */
export function createModelReviewer(options: ModelReviewerOptions): Reviewer {
  const { endpoint, passes, instructions, countTokens = estimateTokenCount, tokenRatio = () => 1 } = options;
  const systems = passes.map(({ profile, pass }) => {
    const prompt = systemPrompt(profile, pass, instructions);
    const text = endpoint.local ? prompt : maskSecrets(prompt);
    return { text, tokens: countTokens(text), ...(profile.passes.length > 1 && { rule: pass.name }) };
  });
  const shown = showingFiles(endpoint.local);
  return {
    kind: 'model',
    review: (file, context) =>
      new ModelReview({ endpoint, systems, countTokens, tokenRatio, shown }, file, context).run(),
    dispose: async () => endpoint.dispose(),
  };
}

interface Setup {
  readonly endpoint: Endpoint;
  /** The system message of each pass. */
  readonly systems: readonly SystemMessage[];
  readonly countTokens: (text: string) => number;
  readonly tokenRatio: () => number;
  /** A file as the model may see it. */
  readonly shown: (file: FileSnapshot) => ShownFile;
}

interface SystemMessage {
  readonly text: string;
  readonly tokens: number;
  /** The rule of what is found with it. */
  readonly rule?: string;
}

/** The review of one part of a file. */
class ModelReview {
  readonly #setup: Setup;
  readonly #file: FileSnapshot;
  readonly #context: ReviewContext;
  readonly #system: SystemMessage;
  readonly #shown: ShownFile;
  readonly #question: Question;
  readonly #request: CompletionRequest;
  readonly #totalLines: number;
  /** The part of the file that is under review; absent for the whole of it. */
  readonly #chunk: Chunk | undefined;
  #answered: Answered = {};
  #queuedShare: number | undefined;

  constructor(setup: Setup, file: FileSnapshot, context: ReviewContext) {
    this.#setup = setup;
    this.#file = file;
    this.#context = context;
    const system = setup.systems[context.part?.pass ?? 0];
    if (!system) {
      throw new Error(`The profile has no pass ${context.part?.pass}.`);
    }
    this.#system = system;
    const { local } = setup.endpoint;
    this.#shown = setup.shown(file);
    this.#totalLines = fileLines(this.#shown.file).length;
    this.#chunk = chunkOf(context, this.#totalLines);
    const mask = (text: string) => shownText(text, local).shown;
    const user = userMessage(this.#shown.file, context.known, this.#chunk, mask, context.part?.neighbours?.files);
    const shownLength = this.#chunk ? user.length : file.text.length;
    this.#request = {
      system: this.#system.text,
      user,
      schema: replySchema,
      maxReplyLength: Math.max(minReplyLength, 4 * shownLength),
    };
    this.#question = { isEcho: echoesOf(this.#system.text, user), path: file.path };
  }

  async run(): Promise<ReviewOutcome> {
    const { maxPromptTokens = Number.POSITIVE_INFINITY, model } = this.#setup.endpoint;
    const tokens = this.#promptTokens();
    if (tokens * this.#margin > maxPromptTokens) {
      const message = `With about ${tokens} tokens ${this.#what} too long: the context of ${model} leaves ${maxPromptTokens} for it.`;
      return this.#notAsked('too long for the model', message);
    }
    const completion = await this.#ask(this.#request, tokens);
    if (completion === 'no budget') {
      return this.#notAsked('budget used up', 'The token budget of this run does not allow for another request.');
    }
    if (completion.kind !== 'complete') {
      return this.#stopped(completion);
    }
    return this.#wasTruncated(completion, tokens) ?? this.#read(completion);
  }

  /** The outcomes that a reply's own words have no part in come first. */
  async #read({ finish, text }: Completion & { kind: 'complete' }): Promise<ReviewOutcome> {
    const { model } = this.#setup.endpoint;
    if (finish === 'refused') {
      return this.#failed('refused', `${model} refused to review this file.`);
    }
    const reply = this.#parse(text);
    if (finish === 'cut off') {
      const thought = this.#answered.usage?.thinkingTokens;
      const advice = thought === undefined ? 'allow a longer reply' : `set “thinking” lower: it took ${thought} tokens`;
      const message = `The reply of ${model} was cut off at its length limit. Review the file in smaller parts or ${advice}.`;
      return this.#failed('reply cut off', message, this.#saved(reply));
    }
    switch (reply.kind) {
      case 'empty':
        return this.#failed('empty reply', `${model} replied with nothing, which does not mean that it found nothing.`);
      case 'clean':
        return this.#reviewed([]);
      case 'findings':
        return this.#improve(text, this.#place(reply.findings), reply.dropped);
      case 'unreadable':
        return this.#repair(text, reply);
    }
  }

  /** Asks again for what could not be used; what could be used is safe whatever comes of that. */
  async #improve(text: string, placed: readonly PlacedFinding[], dropped: readonly string[]): Promise<ReviewOutcome> {
    const complaints = [...dropped, ...placed.flatMap(({ complaint }) => complaint ?? [])];
    const repaired =
      complaints.length === 0 ? undefined : await this.#askAgain(text, complainAboutFindings(complaints));
    if (repaired?.kind === 'cancelled') {
      return repaired;
    }
    const reply = repaired?.kind === 'complete' && repaired.finish === 'stop' ? this.#parse(repaired.text) : undefined;
    const second = reply?.kind === 'findings' ? this.#place(reply.findings) : [];
    return this.#reviewed(mergeRepaired(placed, dropped.length, second));
  }

  /** Has a reply repaired of which nothing could be used. */
  async #repair(text: string, bad: ParsedReply & { kind: 'unreadable' }): Promise<ReviewOutcome> {
    const saved = this.#saved(bad);
    const repaired = await this.#askAgain(text, complainAboutReply(bad.complaint));
    if (repaired && repaired.kind !== 'complete') {
      return this.#stopped(repaired, saved);
    }
    const reply = repaired?.finish === 'stop' ? this.#parse(repaired.text) : undefined;
    if (reply?.kind === 'clean' || reply?.kind === 'findings') {
      return this.#reviewed(reply.kind === 'clean' ? [] : this.#place(reply.findings).map(({ reported }) => reported));
    }
    const message = `The reply of ${this.#setup.endpoint.model} could not be read, and asking again did not help. ${bad.complaint}`;
    return this.#failed('unreadable reply', message, saved);
  }

  /** Counts the replies of which something had to be read tolerantly. */
  #parse(text: string): ParsedReply {
    const reply = parseReply(text, this.#question);
    if (reply.kind === 'findings' && reply.tolerant > 0) {
      this.#answered = withTolerant(this.#answered);
    }
    return reply;
  }

  async #ask(request: CompletionRequest, promptTokens: number): Promise<Completion | 'no budget'> {
    const { endpoint } = this.#setup;
    const { signal, waiting, reserve } = this.#context;
    if (reserve && !(await reserve(this.#reservation(promptTokens)))) {
      return 'no budget';
    }
    const completion = await endpoint.complete({ ...request, promptTokens }, signal, waiting);
    if (completion.kind === 'complete') {
      this.#answered = withAnswer(this.#answered, endpoint.model, completion);
      this.#queuedShare = largest(this.#queuedShare, completion.queuedShare);
    }
    return completion;
  }

  #reservation(promptTokens: number): number {
    const { endpoint, tokenRatio } = this.#setup;
    return requestTokens(promptTokens, this.#file.language, tokenRatio(), endpoint.thinkingTokens);
  }

  /** Undefined when both together are more than the model can take, or than the budget allows for. */
  async #askAgain(reply: string, complaint: string): Promise<Completion | undefined> {
    // What the model thought before it replied is of no use to it now. A message must not be empty.
    const repair = { reply: stripThinking(reply).trim() || reply, complaint };
    const request = { ...this.#request, repair };
    const { maxPromptTokens = Number.POSITIVE_INFINITY } = this.#setup.endpoint;
    const tokens = this.#promptTokens() + this.#setup.countTokens(repair.reply + complaint);
    const completion = tokens * this.#margin > maxPromptTokens ? 'too long' : await this.#ask(request, tokens);
    return typeof completion === 'string' ? undefined : completion;
  }

  /** A part comes with its own count, which lacks the known findings alone. */
  #promptTokens(): number {
    const { part, known } = this.#context;
    return part && known.length === 0
      ? part.promptTokens
      : this.#system.tokens + this.#setup.countTokens(this.#request.user);
  }

  get #margin(): number {
    return estimateMargin(this.#file.language);
  }

  /** What is under review, with its verb. */
  get #what(): string {
    return this.#chunk ? `${linesOf(this.#chunk)} are` : 'the file is';
  }

  #wasTruncated(
    { usage, usageIsOurs }: Completion & { kind: 'complete' },
    expected: number,
  ): ReviewOutcome | undefined {
    const seen = usage.promptTokens;
    if (usageIsOurs || seen === undefined || !isTruncated(seen, expected)) {
      return undefined;
    }
    const message = `${this.#setup.endpoint.model} saw only ${seen} of about ${expected} tokens: the server cut the file. Give it a larger context.`;
    return this.#failed('prompt truncated', message);
  }

  #place(findings: readonly ModelFinding[]): PlacedFinding[] {
    return placeReply(findings, {
      text: this.#file.text,
      ...this.#shown,
      source: this.#setup.endpoint.model,
      rule: this.#system.rule,
      chunk: this.#chunk,
    });
  }

  /** What a reply that fails the file has of use. */
  #saved(reply: ParsedReply): ReportedFinding[] {
    return 'findings' in reply ? this.#place(reply.findings).map(({ reported }) => reported) : [];
  }

  #reviewed(findings: readonly ReportedFinding[]): ReviewOutcome {
    const { startLine, endLine } = this.#chunk?.lines ?? { startLine: 1, endLine: this.#totalLines };
    return {
      kind: 'reviewed',
      findings,
      coverage: { reviewedLines: endLine - startLine + 1, totalLines: this.#totalLines },
      looks: { analyzers: ['model'], language: this.#file.language },
      ...this.#answered,
      ...(this.#queuedShare !== undefined && { queuedShare: this.#queuedShare }),
    };
  }

  /** It has failed before anything was sent. */
  #notAsked(reason: FailureReason, message: string): ReviewOutcome {
    return { kind: 'failed', reason, message, findings: [], server: 'not asked' };
  }

  #failed(reason: FailureReason, message: string, findings: readonly ReportedFinding[] = []): ReviewOutcome {
    return { kind: 'failed', reason, message, findings, server: 'served', ...this.#answered };
  }

  #stopped(
    completion: Exclude<Completion, { kind: 'complete' }>,
    findings: readonly ReportedFinding[] = [],
  ): ReviewOutcome {
    return completion.kind === 'cancelled' ? completion : { ...completion, findings, ...this.#answered };
  }
}

/** Undefined when the part is the whole file. */
function chunkOf({ part }: ReviewContext, totalLines: number): Chunk | undefined {
  const lines = part?.chunk.lines;
  return lines && (lines.startLine > 1 || lines.endLine < totalLines) ? part.chunk : undefined;
}

function linesOf({ lines: { startLine, endLine } }: Chunk): string {
  return `lines ${startLine}-${endLine}`;
}

function largest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
