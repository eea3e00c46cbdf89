import { isApplied } from '../edits/proposalState';
import { LineIndex } from '../text/lines';
import { TextSecrets } from '../text/textSecrets';
import { isWithinWord } from '../text/withinWord';
import type { FileSnapshot, Finding, LineRange, Place } from '../types';
import { frameRows } from './frame';
import { type Colours, severityColours } from './style';

/** Reads what a file of the reviewed folder has in it now; undefined where it cannot be read. */
export type CodeReader = (path: string) => Promise<FileSnapshot | undefined>;

/** Where a finding stands in the present text of its file. */
export interface StandsAt {
  readonly lines: LineRange;
  /** 0-based, in UTF-16 code units, on the first line and on the last; absent where only lines are known. */
  readonly marked?: { readonly startColumn: number; readonly endColumn: number };
}

/** The present text of a file, from which the code around its findings is shown. Its secrets are masked. */
export class ShownCode {
  readonly #file: FileSnapshot;
  readonly #lines: LineIndex;
  #secrets: TextSecrets | undefined;

  constructor(file: FileSnapshot) {
    this.#file = file;
    this.#lines = new LineIndex(file.text);
  }

  /**
   * Where a finding stands now: where it was found, if the text is the one that was reviewed, else at the only place that
   * has what it quotes. Undefined where there is none, and once its change is made: then that is not there any more.
   *
   * @param reviewedHash of the text that its file had when it was reviewed, as far as that is known
   */
  placeOf({ place, named, textHash, proposal }: Finding, reviewedHash: string | undefined): StandsAt | undefined {
    const hash = textHash ?? reviewedHash;
    const isReviewed = hash === this.#file.textHash;
    if (isApplied(proposal?.state)) {
      return undefined;
    }
    if (!place) {
      return named && isReviewed && named.endLine <= this.#lines.count ? { lines: named } : undefined;
    }
    const start = isReviewed ? place.start : this.#onlyPlaceOf(place);
    return start === undefined || place.end - place.start + start > this.#file.text.length
      ? undefined
      : this.#placeAt(start, start + place.end - place.start);
  }

  #onlyPlaceOf({ quote }: Place): number | undefined {
    const { text } = this.#file;
    const places: number[] = [];
    if (quote.trim() === '') {
      return undefined;
    }
    for (let at = text.indexOf(quote); at !== -1 && places.length < 2; at = text.indexOf(quote, at + 1)) {
      if (!isWithinWord(text, at) && !isWithinWord(text, at + quote.length)) {
        places.push(at);
      }
    }
    return places.length === 1 ? places[0] : undefined;
  }

  #placeAt(start: number, end: number): StandsAt {
    const { text } = this.#file;
    // The line end that closes what is quoted is nothing to point at.
    const last = end > start && text[end - 1] === '\n' ? end - 1 : end;
    const [startLine, endLine] = [this.#lines.lineAt(start), this.#lines.lineAt(last)];
    return {
      lines: { startLine, endLine },
      marked: { startColumn: start - this.#lines.startOf(startLine), endColumn: last - this.#lines.startOf(endLine) },
    };
  }

  /** The code around a place as rows of number, code and marks, each with its line end. @param gutter columns of the numbers */
  frame({ lines, marked }: StandsAt, { severity }: Finding, style: Colours & { readonly columns: number }): FramedText {
    this.#secrets ??= new TextSecrets(this.#file.text, this.#file.path);
    const secrets = this.#secrets;
    const line = (number: number) =>
      number > this.#lines.count
        ? ''
        : secrets.quote({ start: this.#lines.startOf(number), end: this.#lines.endOf(number) });
    const gutter = String(Math.min(this.#lines.count, lines.endLine + 2)).length;
    const room = Math.max(leastColumns, style.columns - gutter - ' | '.length);
    const colour = style[severityColours[severity]];
    const bar = (number = '') => style.dim(`${number.padStart(gutter)} |`);
    const rows = frameRows({ line, lineCount: this.#lines.count, lines, ...(marked && { marked }) }, room);
    const shown = rows.flatMap(({ number, code, underline }) => [
      code === '' ? bar(String(number)) : `${bar(number === undefined ? '' : String(number))} ${code}`,
      ...(underline === '' ? [] : [`${bar()} ${colour(underline)}`]),
    ]);
    return { gutter, text: [bar(), ...shown, bar()].map((row) => `${row}\n`).join('') };
  }
}

/** The present text of a file, from which the code around its findings is shown. */
export async function codeOf(path: string, read: CodeReader | undefined): Promise<ShownCode | undefined> {
  const file = await read?.(path);
  return file && new ShownCode(file);
}

/** A frame of code. */
export interface FramedText {
  /** Columns that the numbers of its lines take. */
  readonly gutter: number;
  readonly text: string;
}

/** Of code, however narrow the terminal is. */
const leastColumns = 20;
