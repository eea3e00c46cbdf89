import type { LeftOut, ShownNeighbours } from '../parts';
import type { Signature } from '../signatures';
import type { Used, UsedFile } from './search';

/** What decides how much is shown. */
export interface ShownRequest {
  /** What the file as a whole uses. */
  readonly files: readonly UsedFile[];
  /** The words of the lines under review: what they do not name is not shown. */
  readonly words: ReadonlySet<string>;
  /** Tokens for all of it. */
  readonly budget: number;
}

/** How what is shown is written and counted. */
export interface Writing {
  /** Estimates what a text takes on lines of its own. */
  readonly countTokens: (text: string) => number;
  /** What stands before the definitions of a file. */
  readonly heading: (path: string) => string;
}

/** What is shown, and what of the used there was no room for. */
interface Chosen extends ShownNeighbours {
  readonly leftOut: readonly LeftOut[];
}

/** A definition or a member as it is shown. */
interface Written {
  readonly line: string;
  readonly tokens: number;
}

/** A way to write a definition. */
interface Form {
  readonly lines: readonly string[];
  readonly tokens: number;
}

/** A definition that some lines use. */
interface Choice {
  /** Each says more than the one before: without what is in it, with what of that is used, with what it is built from. */
  readonly forms: readonly [Form, ...Form[]];
  /** How many of them there was room for. */
  chosen: number;
}

/** Of one definition. */
const mostForms = 3;

interface OpenFile {
  readonly path: string;
  readonly headingTokens: number;
  readonly choices: readonly Choice[];
}

/**
 * Chooses the definitions that some lines use, in their order, as far as there is room; without their members where that
 * helps. Each file has an equal share of the room before any has more of it; what is left goes to the first.
 */
export function createChooser({ countTokens, heading }: Writing): (request: ShownRequest) => Chosen {
  /** Many files use the same. */
  const written = new WeakMap<Signature, Written>();
  const closed = new WeakMap<Signature, Signature>();
  const fieldLines = new WeakMap<Signature, Written>();
  const headings = new Map<string, number>();

  function headingTokensOf(path: string): number {
    const tokens = headings.get(path) ?? countTokens(heading(path));
    headings.set(path, tokens);
    return tokens;
  }

  function writtenAs(signature: Signature, indentation: string): Written {
    const known = written.get(signature);
    if (known) {
      return known;
    }
    const { text, doc } = signature;
    const line = doc === undefined ? indentation + text : `${indentation}${text}  // ${doc}`;
    const form = { line, tokens: countTokens(line) };
    written.set(signature, form);
    return form;
  }

  /** For a file whose own lines may not tell that it is called so. */
  function underOtherNames({ text, doc }: Signature, as: readonly string[]): Written {
    const line = `${text}  // used as ${as.join(', ')}${doc === undefined ? '' : `: ${doc}`}`;
    return { line, tokens: countTokens(line) };
  }

  /** Undefined where some words do not use it. */
  function choiceOf({ signature, by, as }: Used, words: ReadonlySet<string>): Choice | undefined {
    if (!by.some((word) => words.has(word))) {
      return undefined;
    }
    const head = as ? underOtherNames(signature, as) : writtenAs(signature, '');
    const { members = [], fields } = signature;
    const used = members.filter(({ name, isImplied }) => isImplied || words.has(name));
    const inIt = used.map((member) => writtenAs(member, '  '));
    const closed = fields ? withoutFields(signature, as) : head;
    const forms = [formOf([closed]), ...(used.length > 0 ? [formOf([closed, ...inIt])] : [])] as const;
    if (!fields) {
      return { forms, chosen: 0 };
    }
    const others = used.filter(({ text, doc }) => doc !== undefined || !fields.includes(text));
    const all = [head, fieldsOf(signature, fields), ...others.map((member) => writtenAs(member, '  '))];
    return { forms: [...forms, formOf(all)], chosen: 0 };
  }

  /** Where there is no room for its fields: whoever reads that shall not take it for all. */
  function withoutFields(signature: Signature, as: readonly string[] | undefined): Written {
    const known = closed.get(signature) ?? { ...signature, text: `${signature.text} {…}` };
    closed.set(signature, known);
    return as ? underOtherNames(known, as) : writtenAs(known, '');
  }

  function fieldsOf(signature: Signature, fields: readonly string[]): Written {
    const line = `  fields, in this order: ${fields.join('; ')}`;
    const known = fieldLines.get(signature) ?? { line, tokens: countTokens(line) };
    fieldLines.set(signature, known);
    return known;
  }

  return ({ files, words, budget }) => {
    const open = files.flatMap(({ path, used }): OpenFile[] => {
      const choices = used.flatMap((one) => choiceOf(one, words) ?? []);
      return choices.length > 0 ? [{ path, headingTokens: headingTokensOf(path), choices }] : [];
    });
    let left = budget;
    for (const file of open) {
      left -= take(file, budget / open.length);
    }
    for (const file of open) {
      left -= take(file, left);
    }
    const shown = open.flatMap(({ path, choices }) => {
      const definitions = choices.flatMap((choice) => chosenOf(choice)?.lines.join('\n') ?? []);
      return definitions.length > 0 ? [{ path, definitions }] : [];
    });
    const leftOut = open.flatMap(({ path, choices }): LeftOut[] => {
      const definitions = choices.flatMap(({ forms, chosen }) =>
        chosen === forms.length ? [] : forms[0].lines.slice(0, 1),
      );
      return definitions.length > 0 ? [{ kind: 'room', path, definitions }] : [];
    });
    return { files: shown, tokens: budget - left, leftOut };
  };
}

/** Chooses more of a file, as far as there is room: what there is at all before what is in it. What that takes. */
function take({ choices, headingTokens }: OpenFile, room: number): number {
  const heading = choices.some(({ chosen }) => chosen > 0) ? 0 : headingTokens;
  let taken = heading;
  for (let level = 0; level < mostForms; level++) {
    for (const choice of choices) {
      const form = choice.chosen === level ? choice.forms[level] : undefined;
      const more = form ? form.tokens - (chosenOf(choice)?.tokens ?? 0) : 0;
      if (form && taken + more <= room) {
        taken += more;
        choice.chosen = level + 1;
      }
    }
  }
  return choices.some(({ chosen }) => chosen > 0) ? taken : 0;
}

function chosenOf({ forms, chosen }: Choice): Form | undefined {
  return forms[chosen - 1];
}

function formOf(all: readonly Written[]): Form {
  return { lines: all.map(({ line }) => line), tokens: all.reduce((sum, { tokens }) => sum + tokens, 0) };
}
