import type { MissReason, Subject } from '../core/answers';
import type { CompletionRequest } from '../core/modelPorts';
import type { ProfilePass } from '../core/options';
import type { Chunk } from '../core/parts';
import type { ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import { echoesOf } from '../core/prompt/echo';
import { type ParsedReply, parseReply, type Question } from '../core/prompt/parseReply';
import { type PlacedFinding, placeReply } from '../core/prompt/placeReply';
import { complainAboutFindings, complainAboutReply, mergeRepaired } from '../core/prompt/repair';
import { type Complaint, forModel } from '../core/prompt/reply/complaint';
import type { ModelFinding } from '../core/prompt/reply/modelFinding';
import { stripThinking } from '../core/prompt/reply/thinking';
import { replySchema } from '../core/prompt/replySchema';
import { type ShownFile, showingFiles, shownText } from '../core/prompt/shownText';
import { systemPrompt } from '../core/prompt/systemPrompt';
import { fileLines, userMessage } from '../core/prompt/userMessage';
import { counted } from '../core/text/counted';
import { maskSecrets } from '../core/text/secrets';
import { estimateTokens } from '../core/text/tokens';
import type { FileSnapshot, ReportedFinding } from '../core/types';
import { Exchange, type ModelOptions } from './exchange';

/** What a model reviewer is made from. */
export interface ModelReviewerOptions extends ModelOptions {
  /** Of all the profiles of the run, as parts number them. */
  readonly passes: readonly ProfilePass[];
  /** The user's own words to the model; empty for none. */
  readonly instructions: string;
}

const minReplyLength = 64 * 1024;

/**
 * The model as a reviewer: one request per part of a file and at most one more to have a bad reply repaired. It neither
 * retries nor limits itself nor divides files; whoever runs it does. Without a part it reviews the whole file under the
 * first pass.
 */
export function createModelReviewer(options: ModelReviewerOptions): Reviewer {
  const { endpoint, passes, instructions, countTokens = estimateTokens } = options;
  const systems = passes.map(({ profile, pass }) => {
    const prompt = systemPrompt(profile, pass, instructions);
    const text = endpoint.local ? prompt : maskSecrets(prompt);
    const from = {
      pass: profile.passes.indexOf(pass),
      profile: JSON.stringify([profile.name, pass, profile.tone]),
      instructions,
    };
    return { text, from, tokens: countTokens(text), ...(profile.passes.length > 1 && { rule: pass.name }) };
  });
  const shown = showingFiles(endpoint.local);
  return {
    kind: 'model',
    review: (file, context) => new ModelReview({ ...options, systems, shown }, file, context).run(),
    dispose: async () => endpoint.dispose(),
  };
}

interface Setup extends ModelOptions {
  /** The system message of each pass. */
  readonly systems: readonly SystemMessage[];
  /** A file as the model may see it. */
  readonly shown: (file: FileSnapshot) => ShownFile;
}

interface SystemMessage {
  readonly text: string;
  /** What it was made from: the pass of a profile, and the user's own words. */
  readonly from: Pick<Record<MissReason, string>, 'profile' | 'instructions'> & {
    /** Its position in the profile. */
    readonly pass: number;
  };
  readonly tokens: number;
  /** The rule of what is found with it. */
  readonly rule?: string;
}

/** The review of one part of a file. */
class ModelReview {
  readonly #file: FileSnapshot;
  readonly #context: ReviewContext;
  readonly #system: SystemMessage;
  readonly #exchange: Exchange;
  readonly #shown: ShownFile;
  readonly #question: Question;
  readonly #request: CompletionRequest;
  readonly #totalLines: number;
  /** The part of the file that is under review; absent for the whole of it. */
  readonly #chunk: Chunk | undefined;

  constructor({ systems, shown, ...options }: Setup, file: FileSnapshot, context: ReviewContext) {
    this.#file = file;
    this.#context = context;
    const system = systems[context.part?.pass ?? 0];
    if (!system) {
      throw new Error(`The profile has no pass ${context.part?.pass}.`);
    }
    this.#system = system;
    this.#exchange = new Exchange(options, file, context, () => this.#subject());
    const { local } = options.endpoint;
    this.#shown = shown(file);
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
    return this.#exchange.ended(await this.#ask());
  }

  /** The outcomes that a reply's own words have no part in come first. */
  async #ask(): Promise<ReviewOutcome> {
    const tokens = this.#promptTokens();
    const completion = await this.#exchange.ask(this.#request, tokens, this.#what);
    if (completion.kind !== 'complete') {
      return completion;
    }
    const saved = completion.finish === 'cut off' ? this.#saved(this.#parse(completion.text)) : [];
    const problem = this.#exchange.problem(completion, tokens);
    return problem ? { ...problem, findings: saved } : this.#read(completion.text);
  }

  async #read(text: string): Promise<ReviewOutcome> {
    const reply = this.#parse(text);
    switch (reply.kind) {
      case 'empty': {
        const message = `${this.#model} replied with nothing, which does not mean that it found nothing.`;
        return this.#exchange.failed('empty reply', message);
      }
      case 'clean':
        return this.#reviewed([]);
      case 'findings':
        return this.#improve(text, reply);
      case 'unreadable':
        return this.#repair(text, reply);
    }
  }

  /** Asks again for what could not be used; what could be used is safe whatever comes of that. */
  async #improve(text: string, first: ParsedReply & { kind: 'findings' }): Promise<ReviewOutcome> {
    const { dropped, unread } = first;
    const placed = this.#place(first.findings);
    const complaints = [...dropped.map(forModel), ...placed.flatMap(({ complaint }) => complaint ?? [])];
    const repaired =
      complaints.length === 0 ? undefined : await this.#askAgain(text, complainAboutFindings(complaints));
    if (repaired?.kind === 'cancelled') {
      return repaired;
    }
    const reply = repaired?.kind === 'complete' && repaired.finish === 'stop' ? this.#parse(repaired.text) : undefined;
    const second = reply?.kind === 'findings' ? this.#place(reply.findings) : [];
    const findings = mergeRepaired(placed, second);
    if (repaired?.kind === 'failed' && unread > 0) {
      return { ...repaired, message: `${unreadText(unread)}. Asking again failed: ${repaired.message}`, findings };
    }
    const left = stillUnread(unread, reply, findings.length - placed.length);
    const ended = this.#ended(findings, left, dropped, repaired !== undefined);
    const isSettled = complaints.length === 0 || repaired?.kind === 'complete';
    return ended.kind === 'reviewed' && !isSettled ? { ...ended, isUnsettled: true } : ended;
  }

  /** Has a reply repaired that could not be read to its end. What was whole in it is lost by no repair. */
  async #repair(text: string, bad: ParsedReply & { kind: 'unreadable' }): Promise<ReviewOutcome> {
    const saved = this.#place(bad.findings);
    const findings = saved.map(({ reported }) => reported);
    const repaired = await this.#askAgain(text, complainAboutReply(bad.complaint));
    if (repaired && repaired.kind !== 'complete') {
      return repaired.kind === 'cancelled' ? repaired : { ...repaired, findings };
    }
    const reply = repaired?.finish === 'stop' ? this.#parse(repaired.text) : undefined;
    if (reply?.kind === 'clean') {
      return this.#reviewed(findings);
    }
    if (reply?.kind === 'findings') {
      const merged = mergeRepaired(saved, this.#place(reply.findings));
      return this.#ended(merged, reply.unread, reply.dropped, true);
    }
    const message = `The reply of ${this.#model} could not be read, and ${inVain(repaired !== undefined)}. ${bad.complaint.problem}`;
    return { ...this.#exchange.failed('unreadable reply', message), findings };
  }

  /** What was not read all of is not reviewed, whatever else was found in it. */
  #ended(
    findings: readonly ReportedFinding[],
    unread: number,
    complaints: readonly Complaint[],
    wasAskedAgain: boolean,
  ): ReviewOutcome {
    if (unread === 0) {
      return this.#reviewed(findings);
    }
    this.#exchange.leftUnread(unread);
    const why = complaints.map(({ problem }) => problem).slice(0, 5);
    const message = `${unreadText(unread)}, and ${inVain(wasAskedAgain)}. ${why.join(' ')}`;
    return { ...this.#exchange.failed('unreadable reply', message), findings, unread };
  }

  /** Counts the replies of which something had to be read tolerantly. */
  #parse(text: string): ParsedReply {
    const reply = parseReply(text, this.#question);
    if (reply.kind === 'findings' && reply.tolerant > 0) {
      this.#exchange.readTolerantly();
    }
    return reply;
  }

  /** Undefined when both together are more than the model can take, or than the budget allows for. */
  async #askAgain(reply: string, complaint: string) {
    // What the model thought before it replied is of no use to it now. A message must not be empty.
    const repair = { reply: stripThinking(reply).trim() || reply, complaint };
    const tokens = this.#promptTokens() + this.#exchange.countTokens(repair.reply + complaint);
    const completion = await this.#exchange.ask({ ...this.#request, repair }, tokens, this.#what);
    return completion.kind === 'failed' && completion.server === 'not asked' ? undefined : completion;
  }

  /** What tells why the question is another one than before. */
  #subject(): Subject {
    const { part, known } = this.#context;
    const { pass, profile, instructions } = this.#system.from;
    const { lines, context = [] } = this.#chunk ?? {};
    const told = known.map(({ title, place }) => [title, place?.startLine, place?.endLine]);
    return {
      about: [pass, part?.chunk.index ?? 1],
      parts: {
        ...{ profile, instructions, division: JSON.stringify([lines, context]), known: JSON.stringify(told) },
        neighbours: JSON.stringify(part?.neighbours?.files ?? []),
      },
    };
  }

  /** A part comes with its own count, which lacks the known findings alone. */
  #promptTokens(): number {
    const { part, known } = this.#context;
    return part && known.length === 0
      ? part.promptTokens
      : this.#system.tokens + this.#exchange.countTokens(this.#request.user);
  }

  get #model(): string {
    return this.#exchange.endpoint.model;
  }

  /** What is under review, with its verb. */
  get #what(): string {
    return this.#chunk ? `${lineRangeText(this.#chunk)} are` : 'the file is';
  }

  #place(findings: readonly ModelFinding[]): PlacedFinding[] {
    return placeReply(findings, {
      text: this.#file.text,
      ...this.#shown,
      source: this.#model,
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
      looks: { analyzers: ['model'], language: this.#file.language, sources: { model: [this.#model] } },
      ...this.#exchange.answered,
    };
  }
}

/**
 * How many findings are left that nobody has read, after they were asked for again: a reply with an empty list takes them
 * back, one without them does not.
 *
 * @param added how many were read that had not been
 */
function stillUnread(unread: number, again: ParsedReply | undefined, added: number): number {
  switch (again?.kind) {
    case 'clean':
      return 0;
    case 'findings':
      return unread === 0 ? 0 : Math.max(again.unread, unread - added);
    default:
      return unread;
  }
}

function inVain(wasAskedAgain: boolean): string {
  return wasAskedAgain ? 'asking again did not help' : 'there was no room to ask again';
}

function unreadText(unread: number): string {
  return `${counted(unread, 'finding')} of the reply could not be read`;
}

/** Undefined when the part is the whole file. */
function chunkOf({ part }: ReviewContext, totalLines: number): Chunk | undefined {
  const lines = part?.chunk.lines;
  return lines && (lines.startLine > 1 || lines.endLine < totalLines) ? part.chunk : undefined;
}

function lineRangeText({ lines: { startLine, endLine } }: Chunk): string {
  return `lines ${startLine}-${endLine}`;
}
