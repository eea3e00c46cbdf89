import { explanationNames, folded, isKnownName, saidUnder, titleNames } from './names';

/**
 * What a reply says against its own findings: in a state that it gives them, or in the words around them. Words are only
 * ever a reason for doubt, so a wide net costs no more than another request.
 */

const list = (names: string): readonly string[] => names.split(/\s+/);
const set = (names: string): ReadonlySet<string> => new Set(list(names));

/** What gives a finding a state and says nothing else. */
const stateNames = list('status state verdict decision disposition');
/** What may be words about something else. */
const looseStateNames = list('resolution outcome conclusion assessment judgement judgment validity kind type category');
const standing =
  set(`open new active confirmed valid fail failed failing found detected reported unresolved unfixed todo
  pending truepositive real actionable accepted needsfix needsreview present identified flagged bug issue problem defect
  error warning true yes`);
const takenBack =
  set(`passed pass passes passing ok okay rejected falsepositive fp dismissed notabug notanissue notaproblem
  notadefect notavulnerability invalid refuted retracted withdrawn wontfix ignored ignore suppressed clean safe correct fine
  none noissue nobug noproblem nodefect notapplicable na false no intended bydesign`);
/** Flags that take a finding back where they are set … */
const against =
  list(`rejected dismissed falsepositive isfalsepositive retracted withdrawn refuted resolved ignored suppressed
  invalid notabug notanissue notaproblem passed nonissue isresolved isdismissed`);
/** … and where they are not. */
const inFavour =
  list(`valid isvalid isbug isissue isanissue isproblem isaproblem isreal real exists confirmed actionable applies
  isrealissue isrealbug isrealproblem isactualissue isactualbug isvalidissue isvalidfinding isvalidbug truepositive
  istruepositive isgenuine findingisvalid`);
/** A name that is in no table and has one of these in it may say the same: of several words, nobody knows. */
const soundsAgainst =
  /falsepositive|reject|dismiss|retract|withdr|refut|suppress|ignor|invalid|nonissue|notan?(?:actual|real)?(?:bug|issue|problem|defect|finding)|resolved|passed/;
const soundsInFavour =
  /valid|real|genuine|actual|exist|bug|issue|problem|defect|confirm|positive|actionable|appl(?:y|ies)/;
const soundsLikeState = /(?:status|state|verdict|decision|disposition|conclusion|judge?ment|resolution)$/;
/** How likely something is that speaks against a finding. */
const hardly: ReadonlySet<string> = set('low verylow unlikely none no never minimal negligible');
const negative: ReadonlySet<unknown> = new Set([false, 0, '', 'false', 'no', '0']);

/** Whether a reply stands by a finding, by the state that it gives it and by what it says beside it. */
export function standingOf(said: Record<string, unknown>): 'stands' | 'taken back' | 'unclear' {
  const states = saidUnder(said, stateNames).map(stateIn);
  const isAgainst = saidUnder(said, against).some(isSet) || saidUnder(said, inFavour).some((flag) => !isSet(flag));
  if (isAgainst || states.some((state) => takenBack.has(state))) {
    return 'taken back';
  }
  const isLooselyAgainst = saidUnder(said, looseStateNames).some((state) => takenBack.has(stateIn(state)));
  const isClear = states.every((state) => standing.has(state)) && !isLooselyAgainst;
  return isClear && !Object.entries(said).some(([name, value]) => mayBeAgainst(name, value)) ? 'stands' : 'unclear';
}

/** Whether an object may take back the findings in it. Other states are its own; lists and numbers in it speak of others. */
export function mayTakeBackWithin(around: Record<string, unknown>): boolean {
  const beside = Object.entries(around).filter(([, value]) => typeof value === 'boolean' || typeof value === 'string');
  const said = Object.fromEntries(beside);
  const isBack = saidUnder(said, stateNames).some(
    (state) => takenBack.has(stateIn(state)) && !fineAround.has(stateIn(state)),
  );
  // With a list, it may be the file that is not valid.
  const flags = Object.values(around).some(Array.isArray) ? [] : saidUnder(said, inFavour);
  const isAgainst = isBack || saidUnder(said, against).some(isSet) || flags.some((flag) => !isSet(flag));
  return isAgainst || beside.some(([name, value]) => mayBeAgainst(name, value));
}

/** Of a request that has gone well. */
const fineAround: ReadonlySet<string> = set('ok okay');

function isSet(flag: unknown): boolean {
  return !negative.has(typeof flag === 'string' ? flag.trim().toLowerCase() : flag);
}

const flagNames: ReadonlySet<string> = new Set([...stateNames, ...looseStateNames, ...against, ...inFavour]);
const texts: ReadonlySet<string> = new Set([...titleNames, ...explanationNames].flat());

/** Whether a name that is in no table, or a text, may say that a finding is none. */
function mayBeAgainst(name: string, value: unknown): boolean {
  const key = folded(name);
  if (typeof value === 'string' && (texts.has(key) || !isKnownName(key)) && deny(value)) {
    return true;
  }
  if (flagNames.has(key) || (isKnownName(key) && !isNo(value)) || value === null || typeof value === 'object') {
    return false;
  }
  if (soundsAgainst.test(key)) {
    return isSet(value) && !hardly.has(stateIn(value));
  }
  const isState = typeof value === 'string' && soundsLikeState.test(key) && takenBack.has(stateIn(value));
  return isState || (isNo(value) && soundsInFavour.test(key));
}

function isNo(value: unknown): boolean {
  return value === false || (typeof value === 'string' && negative.has(value.trim().toLowerCase()));
}

/** Whether an object says yes or no to what nobody knows: its findings are never read strictly. */
export function hasUnknownFlags(said: Record<string, unknown>): boolean {
  return Object.entries(said).some(([name, value]) => {
    const key = folded(name);
    return typeof value === 'boolean' && !flagNames.has(key) && !isKnownName(key);
  });
}

/** Words with which a text takes back what it is about. A finding can be about wrong alarms, or what callers ignore. */
const denials = [
  /\b(?:on (?:reflection|second thoughts?|closer (?:look|inspection))|scratch that|never ?mind|(?:take|taking) (?:it|this|that) back)\b/i,
  /(?:^|[:;,.(\u2013\u2014-]\s*)(?:(?:a |likely |probably |known )*false positives?)\s*(?:$|[.:;,!)])/i,
  /\b(?:this|that|it|which|these|they|finding|one|above) (?:is|are|was|were|seems to be|may be) (?:\w+ ){0,2}(?:false positives?|non-?issues?)\b/i,
  /\b(?:this|that|it|which|these|they|finding|one|above)(?: is| are| was|['’]s) (?:(?:actually|really|in fact|indeed) )?(?:not|no|none)(?: (?:actually|really))?(?: an?| of (?:these|them))?(?: (?:real|actual|valid|genuine))* (?:bug|issue|problem|defect|vulnerability|finding|concern)s?\b(?! (?:of|in|for|when|if|that)\b)/i,
  /\b(?:this|that|it|these)(?: isn['’]t| aren['’]t| wasn['’]t)(?: (?:actually|really))?(?: an?)?(?: (?:real|actual|valid))* (?:bug|issue|problem|defect|finding)s?\b/i,
  /\bnone of (?:these|them|those|the (?:above|findings)) (?:is|are)\b/i,
  /(?:^|[.:;,!\u2013\u2014]\s*|\b(?:please|so|I|we) )(?:ignore|disregard|retract|withdraw|dismiss)(?:ed)? (?:it|this|that|them|these|the (?:above|finding))\b/i,
  /\b(?:finding|issue|warning|report|this) (?:can|should|may) be (?:safely )?(?:ignored|dismissed|disregarded)\b/i,
  /\b(?:finding|I|this)(?: is| was| has been)?(?: hereby| therefore)? (?:retract(?:ed)?|withdr[ae]w|withdrawn)\b/i,
  /^\W*(?:retracted|withdrawn|not an? (?:(?:real|actual) )?(?:bug|issue|problem|defect))\b/i,
  /^\W*no (?:real |actual |other )?(?:issues?|problems?|bugs?|findings?|defects?)(?: (?:found|detected|here|after all))?\W*$/i,
  /(?:^|[.!?\n]\s*)(?:actually|wait|hmm|oops|correction|no),?\s[^.!?\n]{0,80}\b(?:is|are|looks?|seems?) (?:all |quite |perfectly )?(?:fine|correct|right|safe|ok|okay|intended|harmless)\b/i,
];

/** All of a text is struck out: in Markdown, or by a tag of HTML. */
const struckOut = /^\s*(?:~~(?:(?!~~)[\s\S])*~~|<(s|del|strike)>(?:(?!<\/\1>)[\s\S])*<\/\1>)[\s.]*$/i;

function deny(words: string): boolean {
  const said = words.slice(0, longestWords);
  return struckOut.test(said) || denials.some((denial) => denial.test(said));
}

/** More words than a finding has. In UTF-16 code units. */
const longestWords = 20_000;

function stateIn(said: unknown): string {
  return typeof said === 'string' || typeof said === 'boolean' ? folded(String(said)) : '';
}

/** What turns the meaning of a sentence round, or calls what it speaks of off. */
const turns = `no|not|never|none|nothing|neither|nor|cannot|hardly|but|however|although|though|unless|actually|oops|reconsider\\w*|
  reflection|second thoughts?|retract\\w*|withdr[ae]w\\w*|ignor\\w*|disregard\\w*|discard\\w*|dismiss\\w*|reject\\w*|refut\\w*|
  harmless|intentional\\w*|by design|false positives?|unfounded|scratch that|take (?:it|that|this) back`;
/** What speaks of something that is not so. */
const supposed =
  'examples?|instance|e\\.g|such as|would|could|might|imagine|suppose|hypothetical\\w*|illustrat\\w*|samples?';
/** What judges what was said before. */
const judgements = `wait|hmm|wrong|false|incorrect\\w*|invalid|mistaken\\w*|mistake|fine|safe|correct|okay|intended|resolved|
  pass(?:es|ed)|drop(?:ped)?|correction|sorry|moot|unlikely|removed?`;

const anyWordOf = (...sources: readonly string[]) =>
  new RegExp(`\\b(?:${sources.join('|').replace(/\s*\n\s*/g, '')})\\b|n['’]t\\b`, 'i');
const doubtAhead = anyWordOf(turns, supposed);
const doubtBehind = anyWordOf(turns, judgements);

/** Whether words right before a finding, or beside it, may say that it is none. */
export function mayDeny(words: string): boolean {
  return doubtAhead.test(words);
}

/** Whether words behind findings may take them back. Those of a language that is not known may say anything. */
export function mayTakeBack(words: string): boolean {
  const said = words.replace(closing, '');
  const isForeign = otherScript.test(said) || (lettersIn(said) >= fewLetters && !english.test(said));
  return doubtBehind.test(said) || isForeign;
}

/** "No other problems were found." */
const closing = /\bno (?:other|further|additional)\b/gi;
/** A label or a courtesy has fewer. */
const fewLetters = 12;
const otherScript = /(?!\p{Script=Latin})\p{L}/u;
const english =
  /\b(?:the|is|are|was|it|its|this|that|these|those|of|with|you|your|my|we|were|found|above|hope|helps?)\b/i;

function lettersIn(words: string): number {
  return words.match(/\p{L}/gu)?.length ?? 0;
}
