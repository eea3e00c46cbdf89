import { folded } from './names';

/** Words and names with which a reply says that a finding stands, or that it is none. Names are compared folded. */

const list = (names: string): readonly string[] => names.split(/\s+/);
const set = (names: string): ReadonlySet<string> => new Set(list(names));

/** What gives a finding a state and says nothing else. */
export const stateNames = list('status state verdict decision disposition');
/** What may be words about something else. */
export const looseStateNames = list(
  'resolution outcome conclusion assessment judgement judgment validity kind type category',
);
export const standing =
  set(`open new active confirmed valid fail failed failing found detected reported unresolved unfixed todo
  pending truepositive real actionable accepted needsfix needsreview present identified flagged bug issue problem defect
  error warning true yes`);
export const takenBack =
  set(`passed pass passes passing ok okay rejected falsepositive fp dismissed notabug notanissue notaproblem
  notadefect notavulnerability invalid refuted retracted withdrawn wontfix ignored ignore suppressed clean safe correct fine
  none nothing noissue noissues nobug nobugs noproblem noproblems nodefect notapplicable na false no intended bydesign lgtm
  allgood looksgood looksfine looksok looksokay lookscorrect looksright falsealarm nonissue notreal nottrue notvalid
  notexploitable notreachable notvulnerable notaffected notreproducible harmless benign overturned disproved disproven
  cancelled canceled drop dropped discard discarded dismiss retract reject refute skip noaction nofix absent`);
/** Flags that take a finding back where they are set … */
export const against =
  list(`rejected dismissed falsepositive isfalsepositive retracted withdrawn refuted resolved ignored suppressed
  invalid notabug notanissue notaproblem passed nonissue isresolved isdismissed fp isfp falsealarm isfalsealarm`);
/** … and where they are not. */
export const inFavour =
  list(`valid isvalid isbug isissue isanissue isproblem isaproblem isreal real exists confirmed actionable applies
  isrealissue isrealbug isrealproblem isactualissue isactualbug isvalidissue isvalidfinding isvalidbug truepositive
  istruepositive isgenuine findingisvalid`);
/** A name that is in no table and has one of these in it may say the same. */
export const soundsAgainst =
  /false(?:positive|alarm)|reject|dismiss|retract|withdr|refut|suppress|ignor|invalid|nonissue|notan?(?:actual|real)?(?:bug|issue|problem|defect|finding)|resolved|passed|overturn|wontfix/;
/** The same, only where it is a yes: as a number or a text, it is about something else. */
export const soundsAgainstIfYes = /drop|discard|delet|remov|skip|example|draft|hypothe|template|sample|cancel|obsolete/;
export const soundsInFavour =
  /valid|real|genuine|actual|exist|bug|issue|problem|defect|confirm|positive|actionable|appl(?:y|ies)|report|keep|kept|includ|should/;
/** "None" under such a name says that there is nothing beside the finding, or no more to say of it. */
export const ofOthers = /^(?:other|related|known|additional|further|existing|more|extra|previous|similar)/;
export const remarks = /(?:notes?|remarks?|comments?)$/;
export const soundsLikeState =
  /(?:status|state|verdict|decision|disposition|conclusion|judge?ment|resolution|action|notes?|remarks?|opinion|determination|outcome|assessment|evaluation|triage|reviews?|results?)$/;
/** A list of findings under such a name is what a reply stands by, of those in another list. */
export const soundsFinal =
  /^(?:final|confirmed|verified|valid|real|actual|true|remaining|kept|accepted|revised|corrected|surviving)/;
/** What is listed under such a name is no finding. */
export const soundsLikeFiles = /(?:files?|paths?|lines?|rules?|checks?)$/;
/** How likely something is that speaks against a finding. */
export const hardly: ReadonlySet<string> = set('low verylow unlikely none no never minimal negligible');
const negative: ReadonlySet<unknown> = new Set([false, 0, '', ...list('false no n f off never none nein 0')]);
const positive: ReadonlySet<unknown> = new Set([true, 'true', 'yes', 'y']);

const little =
  'is|was|are|be|been|has|an?|the|this|that|its?|should|to|must|here|after|all|in|practice|likely|probably|possibly|maybe';
const stress = 'actual(?:ly)?|real(?:ly)?|truly|true|genuine|valid|still|likelihood|probability|rating';
const polar =
  `bugs?|issues?|problems?|defects?|findings?|exists?|positive|confirmed|actionable|appl(?:y|ies)|report(?:ed)?|keep|kept|
  includ(?:e|ed|ing)|false|alarm|reject(?:ed)?|dismiss(?:ed)?|retract(?:ed)?|withdr(?:aw|awn)|refuted?|suppress(?:ed)?|ignored?|
  invalid|not|non|resolved|passed|overturned|wontfix|drop(?:ped)?|discard(?:ed)?|deleted?|removed?|skip(?:ped)?|example|draft|hypothetical|
  template|sample|cancell?ed|obsolete`.replace(/\s+/g, '');
const polarAlone = new RegExp(`^(?:${little}|${stress}|${polar})+$`);

/** Whether a name has nothing in it but whether there is a problem: `is_real_bug`, and not `security_issue` or `removes_code`. */
export function isPolar(name: string): boolean {
  return name.length <= longestName && polarAlone.test(name);
}

/** Of such names; in UTF-16 code units. */
const longestName = 40;

/** Whether a flag is no kind of no. */
export function isSet(flag: unknown): boolean {
  return !negative.has(typeof flag === 'string' ? flag.trim().toLowerCase() : flag);
}

export function isNo(value: unknown): boolean {
  return value === false || (typeof value === 'string' && !isSet(value));
}

export function isYes(value: unknown): boolean {
  return positive.has(typeof value === 'string' ? value.trim().toLowerCase() : value);
}

/** A state, folded; empty for what is none. */
export function stateIn(said: unknown): string {
  return typeof said === 'string' || typeof said === 'boolean' ? folded(String(said)) : '';
}
