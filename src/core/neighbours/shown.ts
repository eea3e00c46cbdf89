import type { ShownNeighbours } from '../parts';
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
  readonly bare: Form;
  /** With its members, where some of them are used. */
  readonly full?: Form;
  chosen?: Form;
}

interface OpenFile {
  readonly path: string;
  readonly headingTokens: number;
  readonly choices: readonly Choice[];
}

/**
 * Chooses the definitions that some lines use, in their order, as far as there is room; without their members where that
 * helps. Each file has an equal share of the room before any has more of it.
 */
export function createChooser({ countTokens, heading }: Writing): (request: ShownRequest) => ShownNeighbours {
  /** Many files use the same. */
  const written = new WeakMap<Signature, Written>();
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

  /** Undefined where some words do not use it. */
  function choiceOf({ signature, by }: Used, words: ReadonlySet<string>): Choice | undefined {
    if (!by.some((word) => words.has(word))) {
      return undefined;
    }
    const { line, tokens } = writtenAs(signature, '');
    const bare = { lines: [line], tokens };
    const members = (signature.members ?? []).filter(({ name, isImplied }) => isImplied || words.has(name));
    if (members.length === 0) {
      return { bare };
    }
    const forms = members.map((member) => writtenAs(member, '  '));
    return {
      bare,
      full: {
        lines: [line, ...forms.map((form) => form.line)],
        tokens: forms.reduce((sum, form) => sum + form.tokens, tokens),
      },
    };
  }

  return ({ files, words, budget }) => {
    const open = files.flatMap(({ path, used }): OpenFile[] => {
      const choices = used.flatMap((one) => choiceOf(one, words) ?? []);
      return choices.length > 0 ? [{ path, headingTokens: headingTokensOf(path), choices }] : [];
    });
    let left = budget;
    for (const [index, file] of open.entries()) {
      left -= take(file, left / (open.length - index));
    }
    for (const file of open) {
      left -= take(file, left);
    }
    const shown = open.flatMap(({ path, choices }) => {
      const definitions = choices.flatMap(({ chosen }) => chosen?.lines.join('\n') ?? []);
      return definitions.length > 0 ? [{ path, definitions }] : [];
    });
    return { files: shown, tokens: budget - left };
  };
}

/** Chooses more of a file, as far as there is room: what there is at all before what is in it. What that takes. */
function take({ choices, headingTokens }: OpenFile, room: number): number {
  const heading = choices.some(({ chosen }) => chosen) ? 0 : headingTokens;
  let taken = heading;
  const choose = (choice: Choice, form: Form): void => {
    const more = form.tokens - (choice.chosen?.tokens ?? 0);
    if (taken + more <= room) {
      taken += more;
      choice.chosen = form;
    }
  };
  for (const choice of choices.filter(({ chosen }) => !chosen)) {
    choose(choice, choice.bare);
  }
  for (const choice of choices) {
    if (choice.full && choice.chosen === choice.bare) {
      choose(choice, choice.full);
    }
  }
  return choices.some(({ chosen }) => chosen) ? taken : 0;
}
