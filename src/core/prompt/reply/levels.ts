import { type Category, type Confidence, categories, confidences, type Severity, severities } from '../../types';
import { folded } from './names';

/**
 * Values that models give to a finding's severity, confidence and category. None weighs more here than it does where it
 * comes from: `major` is the middle of SonarQube's five, so it is no error; `low` is the least there is.
 */

function table<T extends string>(own: readonly T[], others: Readonly<Partial<Record<T, string>>>): Map<string, T> {
  const entries = own.flatMap((value): [string, T][] => [
    [folded(value), value],
    ...(others[value] ?? '').split(/\s+/).map((word): [string, T] => [word, value]),
  ]);
  return new Map(entries.filter(([word]) => word !== ''));
}

const severityWords = table<Severity>(severities, {
  error: `errors err critical blocker fatal severe high veryhigh urgent p0 p1 sev0 sev1 fehler kritisch hoch erreur critique
    élevé crítico critico alto grave errore`,
  warning: `warnings warn major medium moderate important p2 sev2 warnung mittel avertissement moyen advertencia medio aviso
    avviso`,
  info: `information informational informative note notice hint suggestion low verylow minor trivial nit nitpick style
    optional negligible p3 p4 p5 sev3 sev4 sev5 hinweis niedrig gering faible bajo baixo basso`,
});

const confidenceWords = table<Confidence>(confidences, {
  high: 'certain sure verysure definite definitely confirmed veryhigh proven strong',
  medium: 'likely verylikely probable probably moderate med firm',
  low: 'possible possibly unlikely unsure uncertain guess maybe tentative speculative weak verylow',
});

const categoryWords = table<Category>(categories, {
  bug: `bugs bugrisk correctness logic logicerror logicbug logicalerror error runtimeerror defect functional reliability
    robustness errorhandling offbyone concurrency racecondition resourceleak memoryleak memory typeerror syntax
    syntaxerror compilation crash datacorruption edgecase validation possiblebug possibleissue`,
  security: 'vulnerability securityvulnerability securityissue securityhotspot injection privacy safety',
  performance: 'perf efficiency optimization optimisation speed scalability',
  maintainability: `maintenance refactoring refactor codesmell smell design architecture complexity duplication codequality
    quality bestpractice bestpractices deadcode cleanup enhancement improvement`,
  style: 'formatting format readability naming convention conventions lint typo clarity',
  docs: 'doc documentation comment comments docstring',
  test: 'tests testing testcoverage coverage',
});

/** Undefined for a word that is in no table. */
export function severityOf(said: unknown): Severity | undefined {
  return typeof said === 'string' ? severityWords.get(folded(said)) : undefined;
}

/** Undefined for a word that is in no table. */
export function categoryOf(said: unknown): Category | undefined {
  return typeof said === 'string' ? categoryWords.get(folded(said)) : undefined;
}

/** From 0 to 1: as sure, and as likely. */
const high = 0.8;
const medium = 0.5;

/** Words, a share from 0 to 1, or percent. Undefined for anything else, and for small numbers: 9 may be 9 of 10. */
export function confidenceOf(said: unknown): Confidence | undefined {
  const text = String(said).trim();
  const [, digits, percent] = /^(\d{1,3}(?:\.\d+)?)\s*(%?)$/.exec(text) ?? [];
  if (digits === undefined) {
    return typeof said === 'string' ? confidenceWords.get(folded(said)) : undefined;
  }
  const number = Number(digits);
  const isOfTen = percent === '' && number > 1 && number <= 10;
  const share = percent === '%' || number > 1 ? number / 100 : number;
  return share > 1 || isOfTen ? undefined : share >= high ? 'high' : share >= medium ? 'medium' : 'low';
}
