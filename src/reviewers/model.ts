import type { Subject } from '../core/answers';
import type { CompletionRequest } from '../core/modelPorts';
import type { MissReason } from '../core/modelUse';
import type { ProfilePass } from '../core/options';
import type { Chunk } from '../core/parts';
import type { ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import { echoesOf } from '../core/prompt/echo';
import { type PlacedFinding, placeReply } from '../core/prompt/placeReply';
import { complainAboutFindings, complainAboutReply, inDoubt, mergeRepaired } from '../core/prompt/repair';
import { maxFindings, type ParsedReply, parseReply, type Question, withWithdrawals } from '../core/prompt/replies';
import { type Complaint, forModel } from '../core/prompt/reply/complaint';
import type { ModelFinding } from '../core/prompt/reply/modelFinding';
import { stripThinking } from '../core/prompt/reply/thinking';
import { replySchema } from '../core/prompt/replySchema';
import { type ShownFile, showingFiles } from '../core/prompt/shownText';
import { systemPrompt } from '../core/prompt/systemPrompt';
import { fileLines, userMessage } from '../core/prompt/userMessage';
import { reviewFailures } from '../core/text/reviewFailures';
import { english } from '../core/text/say';
import { maskSecrets } from '../core/text/secrets';
import { estimateTokens } from '../core/text/tokens';
import type { FileSnapshot, ReportedFinding } from '../core/types';
import { withSuppressed } from './analyzers/suppression';
import { Exchange, type ModelOptions, type TooLong } from './exchange';
import type { Complete } from './exchangeCost';

/** What a model reviewer is made from. */
export interface ModelReviewerOptions extends ModelOptions {
  /** Of all the profiles of the run, as parts number them. */
  readonly passes: readonly ProfilePass[];
  /** The user's own words to the model; empty for none. */
  readonly instructions: string;
}

/** In UTF-16 code units. */
const minReplyLength = 64 * 1024;

/** A message to the person says what is wrong with so many findings of a reply. */
const mostComplaints = 5;

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
    this.#shown = shown(file);
    this.#totalLines = fileLines(this.#shown.file).length;
    this.#chunk = chunkOf(context, this.#totalLines);
    const { file: seen, along } = this.#shown;
    const user = userMessage(seen, context.known, this.#chunk, along, context.part?.neighbours?.files);
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
    const completion = await this.#exchange.ask(this.#request, tokens, this.#tooLong);
    switch (completion.kind) {
      case 'complete':
        return this.#read(completion);
      case 'failed':
        return { ...completion, findings: this.#saved().map(({ reported }) => reported) };
      case 'cancelled':
        return completion;
    }
  }

  async #read(completion: Complete): Promise<ReviewOutcome> {
    const { text } = completion;
    const reply = this.#parse(text);
    switch (reply.kind) {
      case 'empty':
        return this.#exchange.saidNothing(completion);
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
    const { dropped, leftOut } = first;
    const unread = dropped.length;
    let placed = this.#place(first.findings);
    if (leftOut > 0) {
      return this.#tooMany(placed, leftOut, unread);
    }
    const complaints = [...dropped.map(forModel), ...placed.flatMap(({ complaint }) => complaint ?? [])];
    const repaired =
      complaints.length === 0 ? undefined : await this.#askAgain(text, complainAboutFindings(complaints));
    if (repaired?.kind === 'cancelled') {
      return repaired;
    }
    const reply = repaired?.kind === 'complete' ? this.#parse(repaired.text) : undefined;
    const second = reply?.kind === 'findings' ? this.#place(reply.findings) : this.#saved();
    if (reply?.kind === 'findings' && reply.withdrawals.length > 0) {
      placed = this.#place(withWithdrawals(first.findings, reply.withdrawals));
    }
    const findings = mergeRepaired(reply?.kind === 'unreadable' ? placed.map(inDoubt) : placed, second);
    if (repaired?.kind === 'failed' && repaired.server !== 'served' && unread > 0) {
      return {
        ...repaired,
        message: english(reviewFailures.unreadAskingFailed, unreadText(unread), repaired.message),
        findings,
      };
    }
    const left = stillUnread(unread, reply, findings.length - placed.length);
    const why =
      repaired?.kind === 'failed' ? [...dropped.slice(0, mostComplaints - 1), { problem: repaired.message }] : dropped;
    const ended = this.#ended(findings, left, why, repaired !== undefined);
    const isSettled = complaints.length === 0 || repaired?.kind === 'complete';
    return ended.kind === 'reviewed' && !isSettled ? { ...ended, isUnsettled: true } : ended;
  }

  /** Nobody asks for more of a reply that has too much already. */
  #tooMany(placed: readonly PlacedFinding[], leftOut: number, unread: number): ReviewOutcome {
    this.#exchange.cost.note('unread', leftOut + unread);
    const message =
      unread === 0
        ? english(reviewFailures.tooMany, this.#model, maxFindings, leftOut)
        : english(reviewFailures.tooManyAndUnread, this.#model, maxFindings, leftOut, unreadText(unread));
    const findings = placed.map(({ reported }) => reported);
    return { ...this.#exchange.failed('reply too long', message), findings, unread: leftOut + unread };
  }

  /** Has a reply repaired that could not be read to its end. What was whole in it is lost by no repair. */
  async #repair(text: string, bad: ParsedReply & { kind: 'unreadable' }): Promise<ReviewOutcome> {
    const saved = this.#place(bad.findings);
    const repaired = await this.#askAgain(text, complainAboutReply(bad.complaint));
    if (repaired?.kind === 'failed') {
      return { ...repaired, findings: mergeRepaired(saved, this.#saved()) };
    }
    if (repaired?.kind === 'cancelled') {
      return repaired;
    }
    const findings = saved.map(({ reported }) => reported);
    const reply = repaired && this.#parse(repaired.text);
    if (reply?.kind === 'clean') {
      return this.#reviewed(findings);
    }
    if (reply?.kind === 'findings') {
      const merged = mergeRepaired(saved, this.#place(reply.findings));
      return this.#ended(merged, reply.dropped.length + reply.leftOut, reply.dropped, true);
    }
    const why = repaired ? reviewFailures.unreadableInVain : reviewFailures.unreadableNoRoom;
    const message = this.#exchange.quoting(
      english(why, this.#model, bad.complaint.problem),
      repaired?.text.trim() ? repaired.text : text,
    );
    return { ...this.#exchange.failed('invalid model response', message), findings };
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
    this.#exchange.cost.note('unread', unread);
    const why = complaints.map(({ problem }) => problem).slice(0, mostComplaints);
    const tried = wasAskedAgain ? reviewFailures.unreadInVain : reviewFailures.unreadNoRoom;
    const message = english(tried, unreadText(unread), why.join('\n'));
    return { ...this.#exchange.failed('invalid model response', message), findings, unread };
  }

  /** Counts the replies of which something had to be read tolerantly. */
  #parse(text: string): ParsedReply {
    const reply = parseReply(text, this.#question);
    if (reply.kind === 'findings' && reply.tolerant > 0) {
      this.#exchange.cost.note('tolerant');
    }
    if (reply.kind === 'findings' && reply.repeated > 0) {
      this.#exchange.cost.note('repeated', reply.repeated);
    }
    return reply;
  }

  /** Undefined when both together are more than the model can take, or than the budget allows for. */
  async #askAgain(reply: string, complaint: string) {
    // What the model thought before it replied is of no use to it now. A message must not be empty.
    const repair = { reply: stripThinking(reply).trim() || reply, complaint };
    const tokens = this.#promptTokens() + this.#exchange.countTokens(repair.reply + complaint);
    const completion = await this.#exchange.ask({ ...this.#request, repair }, tokens, this.#tooLong);
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

  get #tooLong(): TooLong {
    const lines = this.#chunk && lineRangeText(this.#chunk);
    return lines === undefined
      ? (...counts) => english(reviewFailures.fileTooLong, ...counts)
      : (...counts) => english(reviewFailures.linesTooLong, ...counts, lines);
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

  /** What the last reply has of use where it did not come to its end. */
  #saved(): PlacedFinding[] {
    const { unfinished } = this.#exchange;
    const reply = unfinished === undefined ? undefined : this.#parse(unfinished);
    return reply && 'findings' in reply ? this.#place(reply.findings) : [];
  }

  #reviewed(findings: readonly ReportedFinding[]): ReviewOutcome {
    const { startLine, endLine } = this.#chunk?.lines ?? { startLine: 1, endLine: this.#totalLines };
    return {
      kind: 'reviewed',
      findings: withSuppressed(this.#file, findings, () => ['model']),
      coverage: { reviewedLines: endLine - startLine + 1, totalLines: this.#totalLines },
      looks: { analyzers: ['model'], language: this.#file.language, sources: { model: [this.#model] } },
      ...this.#exchange.cost.answered,
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
      return (unread === 0 ? 0 : Math.max(again.dropped.length, unread - added)) + again.leftOut;
    default:
      return unread;
  }
}

function unreadText(unread: number): string {
  return unread === 1 ? reviewFailures.oneUnread : english(reviewFailures.unread, unread);
}

/** Undefined when the part is the whole file. */
function chunkOf({ part }: ReviewContext, totalLines: number): Chunk | undefined {
  const lines = part?.chunk.lines;
  return lines && (lines.startLine > 1 || lines.endLine < totalLines) ? part.chunk : undefined;
}

function lineRangeText({ lines: { startLine, endLine } }: Chunk): string {
  return `${startLine}-${endLine}`;
}
