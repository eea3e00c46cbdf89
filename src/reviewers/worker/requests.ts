import type { Inspection, Outline } from '../../core/ports';
import type { Signature } from '../../core/signatures';
import type { FileSnapshot, TextEdit } from '../../core/types';
import type { AnalyzeFile, FileAnalysis } from '../analyzers/analyzers';
import type { ConfigReads } from '../analyzers/folderConfig';
import type { Syntax } from '../syntax/syntax';

/** What a worker is asked. Each request gets one reply. */
export type AnalysisRequest =
  | { readonly kind: 'review'; readonly file: FileSnapshot }
  | { readonly kind: 'outline'; readonly file: FileSnapshot }
  | { readonly kind: 'signatures'; readonly files: readonly FileSnapshot[] }
  | { readonly kind: 'errors'; readonly file: FileSnapshot; readonly changes: readonly (readonly TextEdit[])[] }
  | { readonly kind: 'inspect'; readonly texts: readonly InspectedText[] };

/** A text to look at as if it were its file's. */
export interface InspectedText {
  readonly file: FileSnapshot;
  /** Whether the local reviewers look at it, too. */
  readonly review: boolean;
}

/** What each kind of request is answered with. */
export interface AnalysisReplies {
  readonly review: FileAnalysis;
  readonly outline: Condition & { readonly outline?: Outline };
  /** For each file, null where there are none; absent when one could not be parsed. */
  readonly signatures: Condition & { readonly signatures?: readonly (readonly Signature[] | null)[] };
  /** Syntax errors after each of the changes alone; absent without a grammar, or when a text could not be parsed. */
  readonly errors: Condition & { readonly errors?: readonly number[] };
  /** Without inspections when a text could not be parsed. */
  readonly inspect: Condition & {
    readonly inspections?: readonly Inspection[];
    /** At the position of each text that the local reviewers looked at, see `FileAnalysis`. */
    readonly reads?: readonly (ConfigReads | undefined)[];
  };
}

/** Any of those answers. */
export type AnalysisReply = AnalysisReplies[keyof AnalysisReplies];

/** Whether what a worker sent can be the answer to a request. Only its outline: what is in it, it alone can know. */
export function isReply(reply: unknown, { kind }: AnalysisRequest): reply is AnalysisReply {
  const { damaged, findings, failures, looks, reads, inspections, errors, signatures }: Record<string, unknown> =
    Object(reply);
  const isComplete =
    kind === 'review'
      ? Array.isArray(findings) &&
        Array.isArray(failures) &&
        Array.isArray(Object(looks).analyzers) &&
        typeof reads === 'string'
      : [inspections, errors, signatures].every((list) => list === undefined || Array.isArray(list));
  return typeof damaged === 'boolean' && isComplete;
}

interface Condition {
  /** WebAssembly code has crashed; whatever shares its memory cannot be trusted with another file. */
  readonly damaged: boolean;
}

/** Answers requests one after another. Never rejects. */
export function createAnswer(
  analyze: AnalyzeFile,
  syntax: Syntax,
): (request: AnalysisRequest) => Promise<AnalysisReply> {
  async function outline(file: FileSnapshot): Promise<AnalysisReplies['outline']> {
    try {
      const outline = await syntax.outline(file);
      return { damaged: false, ...(outline && { outline }) };
    } catch {
      return { damaged: true };
    }
  }

  async function signatures(files: readonly FileSnapshot[]): Promise<AnalysisReplies['signatures']> {
    try {
      const signatures: (readonly Signature[] | null)[] = [];
      for (const file of files) {
        signatures.push((await syntax.signatures(file)) ?? null);
      }
      return { damaged: false, signatures };
    } catch {
      return { damaged: true };
    }
  }

  async function countErrors({ file, changes }: AnalysisRequest & { readonly kind: 'errors' }) {
    try {
      const errors = await syntax.countErrorsAfter(file, changes);
      return { damaged: false, ...(errors && { errors }) };
    } catch {
      return { damaged: true };
    }
  }

  async function inspect(texts: readonly InspectedText[]): Promise<AnalysisReplies['inspect']> {
    const inspections: Inspection[] = [];
    const reads: (ConfigReads | undefined)[] = texts.map(() => undefined);
    try {
      for (const { file } of texts) {
        const syntaxErrors = await syntax.countErrors(file);
        inspections.push(syntaxErrors === undefined ? {} : { syntaxErrors });
      }
    } catch {
      return { damaged: true };
    }
    for (const [position, { file, review }] of texts.entries()) {
      if (!review) {
        continue;
      }
      const { findings, looks, failures, damaged, reads: ofFile } = await analyze(file);
      if (damaged) {
        return { inspections, damaged };
      }
      if (failures.length === 0) {
        inspections[position] = { ...inspections[position], findings, analyzers: looks.analyzers };
        reads[position] = ofFile;
      }
    }
    return { inspections, reads, damaged: false };
  }

  return async (request) => {
    switch (request.kind) {
      case 'review':
        return analyze(request.file, true);
      case 'outline':
        return outline(request.file);
      case 'signatures':
        return signatures(request.files);
      case 'errors':
        return countErrors(request);
      case 'inspect':
        return inspect(request.texts);
    }
  };
}
