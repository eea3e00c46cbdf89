import { type Doubt, gravest } from '../../edits/doubt';
import { codeDenies, denial } from './denials';
import { withoutTags } from './replyValues';
import { longestWords, type Sign } from './takenBack';

/**
 * Words around findings, which can take them back or call them an example. What stands ahead of findings is about them, so
 * that single words are enough for another request; what stands behind them may be about anything.
 */

/** What turns the meaning of a sentence round, or calls what it speaks of off. */
const turns = `no|not|never|none|nothing|neither|nor|cannot|hardly|but|however|although|though|unless|actually|oops|reconsider\\w*|
  reflection|second thoughts?|retract\\w*|withdr[ae]w\\w*|ignor\\w*|disregard\\w*|discard\\w*|dismiss\\w*|reject\\w*|refut\\w*|
  harmless|intentional\\w*|by design|false positives?|unfounded|scratch that|take (?:it|that|this) back`;
/** Those of them that call something off. */
const withdrawing = `actually|oops|reconsider\\w*|reflection|second thoughts?|retract\\w*|withdr[ae]w\\w*|ignore|disregard\\w*|discard\\w*|
  dismiss\\w*|reject\\w*|refut\\w*|harmless|by design|false positives?|unfounded|scratch that|take (?:it|that|this) back|none|neither|nor|hardly|unless`;
/** What speaks of something that is not so. */
const supposed =
  'examples?|instance|e\\.g|such as|would|could|might|imagine|suppose|hypothetical\\w*|illustrat\\w*|samples?|looks? like';
/** What speaks of another answer, or of none: in the words ahead of one. */
const former = `template|placeholder|draft|old|previous(?:ly)?|former(?:ly)?|outdated|obsolete|resolved|(?:now|already) fixed|
  beispiel|exemple|ejemplo|esempio|exemplo|voorbeeld|falsch|falso|faux`;
/** What judges what was said before. */
const judgements = `wait|hmm|wrong|false|incorrect\\w*|invalid|mistaken\\w*|mistake|fine|safe|correct|okay|intended|resolved|
  pass(?:es|ed)|drop(?:ped)?|correction|sorry|moot|unlikely|removed?|hypothetical\\w*`;
const isExample = /\b(?:is|are)(?: just| only)? (?:an? )?(?:examples?|samples?|placeholders?|templates?)\b/i;

const anyWordOf = (...sources: readonly string[]) =>
  new RegExp(`\\b(?:${sources.join('|').replace(/\s*\n\s*/g, '')})\\b|n['’]t\\b`, 'i');
const doubtAhead = anyWordOf(turns, supposed, former);
const anotherAnswer = anyWordOf(supposed, former, withdrawing);
const doubtBehind = anyWordOf(turns, judgements);

/** "Example" in scripts whose words have no marks between them. */
const otherExample = /例|예시|пример/i;

/** Whether words right before a finding, or beside it, may say that it is none. */
export function mayDeny(words: string): boolean {
  return doubtAhead.test(words) || otherExample.test(words);
}

/** The same, and how surely: that it is another answer, or none, is believed; what only turns a sentence round is told. */
export function doubtOfAhead(words: string): Doubt {
  if (anotherAnswer.test(words) || otherExample.test(words) || denial(words) === 'refused') {
    return 'refused';
  }
  return mayDeny(words) ? 'unsure' : 'none';
}

/**
 * What stands behind the findings of a reply, taken apart: in words each one counts, in code only what takes findings back
 * beyond doubt, as code is full of `not`, `none` and `ignore`. Code is what a fence says is written in a language of programs, and a diff.
 */
export class WordsBehind {
  #prose = '';
  /** Of fences that name no language: data, code or words. */
  #fenced = '';
  #code = '';
  #fence: { readonly mark: string; readonly kind: 'prose' | 'fenced' | 'code' } | undefined;

  /** @param isBehind whether findings stand before it: else it only says which fence is open */
  read(words: string, isBehind: boolean): void {
    let isDiff = false;
    for (const line of words.split('\n')) {
      const [, mark = '', name = ''] = fenceLine.exec(line) ?? [];
      if (mark !== '' && (this.#fence === undefined || this.#fence.mark === mark)) {
        this.#fence = this.#fence && name === '' ? undefined : { mark, kind: kindOf(name) };
        continue;
      }
      isDiff = diffHead.test(line) || (isDiff && diffLine.test(line));
      if (isBehind) {
        this.#add(line, this.#fence?.kind ?? (isDiff ? 'code' : 'prose'));
      }
    }
  }

  #add(line: string, kind: 'prose' | 'fenced' | 'code'): void {
    this.#prose += kind === 'prose' ? `${line}\n` : '';
    this.#fenced += kind === 'fenced' ? `${line}\n` : '';
    this.#code += kind === 'code' ? `${line}\n` : '';
  }

  /** Findings stand here: the fence around them is that of the reply, whatever language it names. */
  readFindings(): void {
    this.#fence = this.#fence && { ...this.#fence, kind: 'fenced' };
  }

  /** Whether what comes next stands in code. */
  get isCode(): boolean {
    return this.#fence?.kind === 'code';
  }

  /** What it says against the findings: that they are none, or words that may belong to something else. */
  get signs(): readonly Sign[] {
    const [prose, fenced] = [withoutTags(this.#prose), withoutTags(this.#fenced)];
    const doubted = (words: string, doubt: Doubt) => ({ words: words.trim().slice(0, longestWords), doubt });
    return [
      doubted(prose, gravest([doubtOf(prose), mayBeForeign(prose) ? 'unsure' : 'none'])),
      doubted(fenced, doubtOf(fenced)),
      doubted(this.#code, codeDenies(this.#code) ? 'unsure' : 'none'),
    ].filter(isSign);
  }
}

const fenceLine = /^[ \t]*(```|~~~)[`~]*[ \t]*([\w+#.-]*)/;
const diffHead = /^(?:@@ -\d|--- \S|\+\+\+ \S)/;
const diffLine = /^(?:[-+ \\@]|$)/;
const languages = new Set(
  `js javascript mjs cjs jsx ts typescript tsx py python python3 rb ruby go golang rust rs c h cpp c++ cc cxx hpp cs csharp c#
  java kotlin kt swift php perl pl lua scala sh bash shell zsh fish powershell ps1 sql html htm xml svg css scss sass less vue svelte r
  julia jl dart elixir ex erlang erl haskell hs clojure clj ocaml ml fsharp f# zig nim groovy gradle objc objective-c matlab
  asm nasm solidity sol toml ini make makefile cmake dockerfile docker proto protobuf graphql hcl tf terraform vb diff patch`.split(
    /\s+/,
  ),
);
const prose = new Set('text txt plain plaintext markdown md'.split(' '));

function kindOf(name: string): 'prose' | 'fenced' | 'code' {
  const language = name.toLowerCase();
  return languages.has(language) ? 'code' : prose.has(language) ? 'prose' : 'fenced';
}

/** "Final answer: []" */
function isEmptyAnswer(line: string): boolean {
  return line.length < 100 && /^[\s>*_`]*(?:[\p{L}_ ]{1,40}[*`]*:[\s*`]*)?(?:\[\s*\]|\{\s*\})[\s*`.]*$/u.test(line);
}

/** Single words are doubted, as they are in all that is said of code; a denial or an empty answer is believed. */
function doubtOf(words: string): Doubt {
  const said = words.replace(closing, '');
  const denied = isExample.test(said) || words.split('\n').some(isEmptyAnswer) ? 'refused' : denial(said);
  return denied === 'none' && doubtBehind.test(said) ? 'unsure' : denied;
}

function isSign(one: { readonly words: string; readonly doubt: Doubt }): one is Sign {
  return one.doubt !== 'none';
}

/** Whether prose is in a language that is not known: then it may say anything. */
export function mayBeForeign(words: string): boolean {
  const said = words.replace(closing, '');
  return otherScript.test(said) || (lettersIn(said) >= fewLetters && !english.test(said));
}

/** "No other problems were found." */
const closing = /\bno (?:other|further|additional)\b/gi;
/** A label or a courtesy has fewer. */
const fewLetters = 12;
const otherScript = /(?!\p{Script=Latin})\p{L}/u;
const english =
  /\b(?:the|is|are|was|it|its|this|that|these|those|of|with|you|your|my|we|were|found|above|hope|helps?|here|fixed|corrected|suggested|changes?|findings?|reviewed|complete|consider|everything|looks|errors?|warnings?|issues?|files?|thanks|done|did|any|other|confidence|severity|improvements?|explanation|prints|uses|should|there|edits?)\b/i;
/** Of those who judge code, too: where data may stand, they say nothing. */
const judging =
  /\b(?:lines?|not|never|by|and|to|before|after|cannot|can|checks?|callers?|value|only|because|from|already|\w{4,}ed)\b/i;

/** The same of what is said of a finding, which can be short. */
export function mayBeForeignReason(words: string): boolean {
  return mayBeForeign(words) && (otherScript.test(words) || !judging.test(words));
}

function lettersIn(words: string): number {
  return words.match(/\p{L}/gu)?.length ?? 0;
}
