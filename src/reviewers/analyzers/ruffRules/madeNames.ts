import { lineOf, type Place, quoteOf } from './place';

/** Names are put into the module by what stands there only when it runs: any name may be among them. */
const anyName = new RegExp(
  [
    String.raw`\b(?:globals|vars)\(\)\s*\.\s*(?:update|setdefault|__setitem__)\s*\(`,
    String.raw`\bglobals\(\)\s*\[\s*(?!["'][^"'\n]*["']\s*\])[^\]\n]+\]\s*=(?!=)`,
    String.raw`\bsetattr\(\s*sys\.modules\[\s*__name__\s*\]`,
    String.raw`\bsys\.modules\[\s*__name__\s*\]\.__dict__\s*(?:\.update|\[)`,
    String.raw`^(?:exec|execfile)\s*\(`,
    String.raw`\bexec(?:file)?\s*\([^\n]*\bglobals\(\)`,
  ].join('|'),
  'm',
);

/** `T("…")`, and what begins and ends so: what is installed for translations is called so, in one or two letters. */
const shortName = /^_{0,2}[A-Za-z]{1,2}_{0,2}$/;
/** Calls with a text, of which one alone may be a mistake. */
const leastCalls = 2;

/** Whether a name that nothing defines is likely to be there when the code runs. */
export function isMadeWhileRunning(place: Place): boolean {
  return (
    anyName.test(place.text) ||
    isNamed(place) ||
    isGivenToSteps(place) ||
    isDeleted(place) ||
    isTranslator(place) ||
    isPromised(place) ||
    isAskedFor(place) ||
    isPlaceholder(place)
  );
}

/** `name: str` in the module says that somebody else gives it a value: what is put in front of the file, or runs it. */
function isPromised(place: Place): boolean {
  const name = quoteOf(place);
  return /^\w+$/.test(name) && new RegExp(`^${name}[ \\t]*:[ \\t]*[^=#\\n]+(?:#.*)?$`, 'm').test(place.text);
}

/** What behave puts into files of steps: https://behave.readthedocs.io/en/stable/api.html#step-functions */
function isGivenToSteps(place: Place): boolean {
  return (
    /(?:^|\/)steps\/[^/]+\.py$/.test(place.path) &&
    (/^\s*@(?:given|when|then|step)\(/i.test(lineOf(place)) || /^(?:use_)?step_matcher$/.test(quoteOf(place)))
  );
}

/** `"name" in locals()`: whoever asks whether it is there knows that it may not be. */
function isAskedFor(place: Place): boolean {
  const name = quoteOf(place);
  return (
    /^\w+$/.test(name) &&
    new RegExp(`["']${name}["']\\s+(?:not\\s+)?in\\s+(?:locals|globals|vars|dir)\\(\\s*\\)`).test(place.text)
  );
}

/** `__modules__`, which Python does not have, beside `"__version__"`: what a build writes values over. */
function isPlaceholder(place: Place): boolean {
  return /^__[a-z]+__$/.test(quoteOf(place)) && placeholderAsText.test(place.text);
}

const placeholderAsText = /=\s*(["'])__(?!main__|init__|all__|file__|name__|doc__)[a-z]+__\1/;

/** A module that takes a name away at its end had it before: Ruff looks from there. */
function isDeleted(place: Place): boolean {
  const name = quoteOf(place);
  return /^\w+$/.test(name) && new RegExp(`^del\\b[^\\n#]*(?<![\\w.])${name}\\b(?![.[(])`, 'm').test(place.text);
}

/** `globals()["name"] = …` */
function isNamed(place: Place): boolean {
  const name = quoteOf(place);
  return (
    /^\w+$/.test(name) && new RegExp(`\\bglobals\\(\\)\\s*\\[\\s*["']${name}["']\\s*\\]\\s*=(?!=)`).test(place.text)
  );
}

/** A function that is nothing but called with texts, as those are that a program puts among the built-in ones. */
function isTranslator(place: Place): boolean {
  const name = quoteOf(place);
  if (!shortName.test(name) || !lineOf(place).includes(`${name}(`)) {
    return false;
  }
  const uses = place.text.match(new RegExp(`(?<![\\w."'%-])${name}(?![\\w"'])[\\s\\S]{0,3}`, 'g')) ?? [];
  const calls = uses.filter((use) => /^\w+\(\s*["'rRuUfF]/.test(use));
  return calls.length >= leastCalls && calls.length * 2 > uses.length;
}
