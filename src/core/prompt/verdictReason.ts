import type { Verdict } from '../types';
import { deny } from './reply/denials';
import { mayBeForeignReason } from './reply/wordsAround';

/**
 * Whether the reason of a verdict says the other one, or may: words for a finding and against it, each used for the verdict
 * that they speak against. A finding that is left without a verdict only stays in sight, so doubt costs little.
 */

const finding =
  '(?:the|this|that) (?:reported |described |claimed )?(?:finding|bug|issue|problem|defect|vulnerability|report|claim|reviewer)';
const bug = '(?:bug|issue|problem|defect|vulnerability)';
const is = '(?:is|was|seems|looks|appears|must be)(?: to be)?';
const wrong = '(?:wrong|false|incorrect|mistaken|invalid|inaccurate|unfounded|baseless|refuted|an? false positive)';
const right = '(?:correct|valid|right|accurate|true|real|genuine|legitimate|justified|supported|borne out|confirmed)';
const not = String.raw`(?:\bnot|n['’]t|\bcannot|\bnever|\bnothing|\bnobody|\bunable to|\bfail(?:s|ed)? to)`;

function pattern(source: string): RegExp {
  return new RegExp(source, 'i');
}

/** "I could not refute this." */
const notRefuted = String.raw`${not}(?: \w+){0,6} refut\w*`;
const noFalseAlarm = String.raw`${not}(?: an?)? false (?:positive|alarm)`;
const notConfirmed = String.raw`\b${finding} (?:(?:is|was) not|(?:can|could) ?not be) confirmed(?=\s*(?:[.,;]|$|by\b|in\b))`;

/** Says that nobody knows. */
const undecided = [
  String.raw`\bI (?:can ?not|can['’]t|could ?n[o'’]t|could not|am unable to) (?:tell|say|determine|judge|decide|verify|know)\b`,
  String.raw`\b(?:unsure|uncertain|undecided|inconclusive|not sure|not certain|impossible to (?:tell|say))\b`,
  String.raw`\b(?:callers?|definitions?|code|rest|context) (?:is|are) not (?:shown|visible)\b|\bdepends on\b[^.]{0,80}\bnot shown\b`,
];

const against = [
  ...undecided,
  String.raw`\brefut`,
  String.raw`\bfalse (?:positive|alarm)`,
  `${not}(?: be)? confirm`,
  String.raw`\b${finding} ${is}(?: \w+ly)? ${wrong}`,
  String.raw`^\W*(?:an? )?${wrong} (?:finding|claim|report)\b`,
  String.raw`\b${finding} ${is}(?: not|n['’]t)(?: \w+ly)? (?:an? )?(?:${right}|${bug}|reachable)`,
  String.raw`\b${finding} (?:does(?: not|n['’]t) (?:hold|apply|exist|occur)|(?:cannot|can['’]t|can never) (?:occur|happen|arise))`,
  String.raw`\b(?:no|not an?)(?: real| actual| genuine)? ${bug}s?\b`,
  String.raw`\b(?:so|thus|therefore|hence),? (?:this|that|it|the \w+) (?:is|are) (?:actually |perfectly )?(?:safe|harmless|fine|correct|not affected)\b`,
  String.raw`^\W*(?:no|wrong|incorrect|invalid|false|untrue|rejected|dismissed|hallucinat\w+)\s*(?:[,.:;!\u2013\u2014-]|$)`,
  String.raw`^\W*(?:this|that|it) (?:is not true|(?:does not|doesn['’]t|cannot|can['’]t|never) (?:happens?|occurs?|apply|arise))\b`,
  String.raw`\b(?:disagree|hallucinat)|\bnothing (?:goes|can go|will go) wrong\b|\b(?:cannot be reproduced|not reproducible)\b`,
  String.raw`\b(?:code|line \d+|function|caller|it) (?:already )?(?:handles|prevents|guards|checks|covers|validates) (?:against )?(?:this|that|it)\b`,
  String.raw`\b(?:finding|claim|report) (?:does not|doesn['’]t) match\b`,
  String.raw`\b(?:described|claimed|reported) \w+ (?:is|are) (?:impossible|not possible)\b`,
  String.raw`\b(?:this|that|it) (?:is|was) (?:intended|intentional|deliberate|by design)\b`,
].map(pattern);

const inFavour = [
  ...undecided,
  notRefuted,
  noFalseAlarm,
  String.raw`\bconfirm`,
  String.raw`\bindeed\b`,
  String.raw`\b${finding} ${is}(?: \w+ly| indeed)? (?:${right}|present|there)\b`,
  String.raw`\b${finding} (?:does )?(?:indeed |really )?(?:exists?|holds?|stands?|applies|occurs?|remains?)\b`,
  String.raw`(?<!${not}(?: an?| the)? |\b(?:no|any|than|without) (?:an? )?)\b(?:real|true|genuine|actual|legitimate) (?:${bug}|finding|positive|concern)`,
  String.raw`(?:^\W*|\ban? )valid (?:${bug}|finding|report|concern|point)`,
  String.raw`^\W*(?:yes|yep|agreed?|exactly|true|right|valid|correct)\s*(?:[,.:;!\u2013\u2014-]|$|as described)`,
  String.raw`\b${finding} ${is}(?: not|n['’]t) ${wrong}`,
  String.raw`\b(?:this|it|that|there) (?:is|are) (?:clearly |still |also )?an? (?:\w+ )?${bug}`,
  String.raw`\bhas (?:this|the|that) ${bug}`,
  String.raw`\bagree\b|\btrue that\b|^\W*reproduc`,
  String.raw`\b(?:nothing|no (?:check|guard|code|line|caller|validation)) (?:\w+ ){0,3}(?:prevents?|stops|guards|checks|handles|validates)\b`,
  String.raw`\bnever (?:checked|validated|guarded|escaped|closed|released|handled|awaited)\b|\bwithout (?:an?|any) (?:check|guard|validation)\b`,
  String.raw`\b(?:finding|claim|report|reviewer) (?:matches|describes|stands|is well|has a point|(?:should|must) be kept|cannot be dismissed)`,
  String.raw`(?:\bis|\bhappens|\boccurs|,|\bexactly) as (?:described|reported|claimed)\b`,
  String.raw`(?<!\bno )\b(?:overflow|race(?: condition)?|leak|crash|injection|deadlock|exception|behaviou?r|risk) (?:is (?:real|present|possible|reachable)|exists|happens|occurs|remains)\b`,
  String.raw`\b(?:which|so (?:it|this|that|line \d+)) (?:\w+ly )?(?:crashes|overflows|corrupts|leaks|breaks)\b`,
  String.raw`\bdoes (?:read|write|divide|crash|overflow|leak|fail|dereference|break|lose|miss)\b`,
].map(pattern);

/** A reason that ends with what follows for the finding itself. */
const concludes = pattern(
  String.raw`\b(?:so|thus|therefore|hence),? ${finding} (?:is|must be) (?:${wrong}|unfounded)\s*(?:[.!]\s*)?$`,
);
const supposes = /\b(?:if|unless|would|were|might|may|could|perhaps|whether)\b/i;

/** @param reason on one line */
export function mayContradict(verdict: Verdict, reason: string): boolean {
  if (verdict === 'unsure') {
    return false;
  }
  if (mayBeForeignReason(reason)) {
    return true;
  }
  if (verdict === 'confirmed') {
    const rest = reason.replace(allNotRefuted, '').replace(allNoFalseAlarms, '');
    return deny(rest) || against.some((words) => words.test(rest));
  }
  const rest = reason.replace(allNotConfirmed, '');
  return inFavour.some((words) => words.test(rest)) && (!concludes.test(rest) || supposes.test(rest));
}

const [allNotRefuted, allNoFalseAlarms, allNotConfirmed] = [notRefuted, noFalseAlarm, notConfirmed].map(
  (source) => new RegExp(source, 'gi'),
) as [RegExp, RegExp, RegExp];
