import { estimateTokenCount } from 'tokenx';
import type { Profile } from '../core/options';
import type { Completion, CompletionRequest, Endpoint, ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import { type ModelFinding, type ParsedReply, parseReply } from '../core/prompt/parseReply';
import { type PlacedFinding, placeReply } from '../core/prompt/placeReply';
import { complainAboutFindings, complainAboutReply, mergeRepaired } from '../core/prompt/repair';
import { replySchema } from '../core/prompt/replySchema';
import { systemPrompt } from '../core/prompt/systemPrompt';
import { userMessage } from '../core/prompt/userMessage';
import { maskSecrets } from '../core/text/secrets';
import type { FailureReason, FileSnapshot, ReportedFinding, Usage } from '../core/types';

export interface ModelReviewerOptions {
  readonly endpoint: Endpoint;
  readonly profile: Profile;
  /** The user's own words to the model; empty for none. */
  readonly instructions: string;
  /** Estimates the tokens of a text. */
  readonly countTokens?: (text: string) => number;
}

/** How much more than estimated a prompt may turn out to be. */
const estimateMargin = 1.15;
/** A prompt of which the server counted less than this share of our estimate was cut before the model saw it … */
const truncatedShare = 0.7;
/** … unless the difference is so small that it says nothing. In tokens. */
const truncatedAtLeast = 200;

const minReplyLength = 64 * 1024;

/**
 * The model as a reviewer: one request per file and at most one more to have a bad reply repaired. It neither retries
 * nor limits itself; whoever runs it does.
 */
export function createModelReviewer(options: ModelReviewerOptions): Reviewer {
  const { endpoint, profile, instructions, countTokens = estimateTokenCount } = options;
  const systems = profile.passes.map((pass) => {
    const text = systemPrompt(pass, instructions);
    return { text, tokens: countTokens(text) };
  });
  return {
    kind: 'model',
    review: (file, context) => new ModelReview({ endpoint, systems, countTokens }, file, context).run(),
    dispose: async () => endpoint.dispose(),
  };
}

interface Setup {
  readonly endpoint: Endpoint;
  /** The system message of each pass. */
  readonly systems: readonly SystemMessage[];
  readonly countTokens: (text: string) => number;
}

interface SystemMessage {
  readonly text: string;
  readonly tokens: number;
}

/** The review of one part of a file. */
class ModelReview {
  readonly #setup: Setup;
  readonly #file: FileSnapshot;
  readonly #context: ReviewContext;
  readonly #system: SystemMessage;
  readonly #shown: string;
  readonly #request: CompletionRequest;
  #usage: Usage | undefined;

  constructor(setup: Setup, file: FileSnapshot, context: ReviewContext) {
    this.#setup = setup;
    this.#file = file;
    this.#context = context;
    const system = setup.systems[context.part?.pass ?? 0];
    if (!system) {
      throw new Error(`The profile has no pass ${context.part?.pass}.`);
    }
    this.#system = system;
    const mask = setup.endpoint.local ? (text: string) => text : maskSecrets;
    this.#shown = mask(file.text);
    const known = context.known.map((finding) => ({ ...finding, title: mask(finding.title) }));
    this.#request = {
      system: this.#system.text,
      user: userMessage({ ...file, text: this.#shown }, known),
      schema: replySchema,
      maxReplyLength: Math.max(minReplyLength, 4 * file.text.length),
    };
  }

  async run(): Promise<ReviewOutcome> {
    const { maxPromptTokens = Number.POSITIVE_INFINITY, model } = this.#setup.endpoint;
    const tokens = this.#tokensOf(this.#request);
    if (tokens * estimateMargin > maxPromptTokens) {
      const message = `With about ${tokens} tokens the file is too long: the context of ${model} leaves ${maxPromptTokens} for it.`;
      return this.#failed('too long for the model', message);
    }
    const completion = await this.#ask(this.#request);
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
    const reply = parseReply(text);
    if (finish === 'cut off') {
      const message = `The reply of ${model} was cut off at its length limit. Review the file in smaller parts or allow a longer reply.`;
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
    const reply = repaired?.kind === 'complete' && repaired.finish === 'stop' ? parseReply(repaired.text) : undefined;
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
    const reply = repaired?.finish === 'stop' ? parseReply(repaired.text) : undefined;
    if (reply?.kind === 'clean' || reply?.kind === 'findings') {
      return this.#reviewed(reply.kind === 'clean' ? [] : this.#place(reply.findings).map(({ reported }) => reported));
    }
    const message = `The reply of ${this.#setup.endpoint.model} could not be read, and asking again did not help. ${bad.complaint}`;
    return this.#failed('unreadable reply', message, saved);
  }

  async #ask(request: CompletionRequest): Promise<Completion> {
    const completion = await this.#setup.endpoint.complete(request, this.#context.signal, this.#context.waiting);
    if (completion.kind === 'complete') {
      this.#usage = sumUsage(this.#usage, completion.usage);
    }
    return completion;
  }

  /** Undefined when both together are more than the model can take. */
  async #askAgain(reply: string, complaint: string): Promise<Completion | undefined> {
    const request = { ...this.#request, repair: { reply, complaint } };
    const { maxPromptTokens = Number.POSITIVE_INFINITY } = this.#setup.endpoint;
    return this.#tokensOf(request) * estimateMargin > maxPromptTokens ? undefined : this.#ask(request);
  }

  #tokensOf({ user, repair }: CompletionRequest): number {
    const { countTokens } = this.#setup;
    return this.#system.tokens + countTokens(user) + countTokens((repair?.reply ?? '') + (repair?.complaint ?? ''));
  }

  #wasTruncated({ usage }: Completion & { kind: 'complete' }, expected: number): ReviewOutcome | undefined {
    const seen = usage.promptTokens;
    if (seen === undefined || seen >= expected * truncatedShare || expected - seen < truncatedAtLeast) {
      return undefined;
    }
    const message = `${this.#setup.endpoint.model} saw only ${seen} of about ${expected} tokens: the server cut the file. Give it a larger context.`;
    return this.#failed('prompt truncated', message);
  }

  #place(findings: readonly ModelFinding[]): PlacedFinding[] {
    const { text } = this.#file;
    return placeReply(findings, { text, shown: this.#shown, source: this.#setup.endpoint.model });
  }

  /** What a reply that fails the file has of use. */
  #saved(reply: ParsedReply): ReportedFinding[] {
    return 'findings' in reply ? this.#place(reply.findings).map(({ reported }) => reported) : [];
  }

  #reviewed(findings: readonly ReportedFinding[]): ReviewOutcome {
    const totalLines = this.#file.text.split('\n').length;
    return { kind: 'reviewed', findings, coverage: { reviewedLines: totalLines, totalLines }, ...this.#usageSoFar() };
  }

  #failed(reason: FailureReason, message: string, findings: readonly ReportedFinding[] = []): ReviewOutcome {
    return { kind: 'failed', reason, message, findings, ...this.#usageSoFar() };
  }

  #stopped(
    completion: Exclude<Completion, { kind: 'complete' }>,
    findings: readonly ReportedFinding[] = [],
  ): ReviewOutcome {
    return completion.kind === 'cancelled' ? completion : { ...completion, findings, ...this.#usageSoFar() };
  }

  #usageSoFar(): { usage?: Usage } {
    return this.#usage === undefined ? {} : { usage: this.#usage };
  }
}

function sumUsage(before: Usage | undefined, now: Usage): Usage {
  const promptTokens = sum(before?.promptTokens, now.promptTokens);
  const completionTokens = sum(before?.completionTokens, now.completionTokens);
  return {
    ...(promptTokens !== undefined && { promptTokens }),
    ...(completionTokens !== undefined && { completionTokens }),
  };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}
