import { english, type Say } from './say';

/** What a part of a finding is not, as it should be to be read; what a model is told of it, too. */
const replyProblemsIn = (t: Say) => ({
  object: t('Expected an object'),
  text: t('Expected a string'),
  number: t('Expected a number'),
  agreedWord: t('Expected one of the agreed words'),
  isProblem: t('It does not say whether it is a problem'),
  otherFile: t('It names another file'),
  noPlace: t('It says neither where it is nor how much it weighs'),
  twiceWords: t('It stands there twice, with different words'),
  twiceLines: t('It stands there twice, with different lines'),
  twiceTexts: t('It stands there twice, with different texts'),
  editsTwice: t('They stand there twice, with different texts'),
  editsUnclear: t('They can be read in two ways'),
  unclear: t('It can be read in two ways ({0})'),
  lineBreaks: t('line breaks both as they are and escaped'),
  backslashes: t('backslashes both as they are and escaped'),
  quotationMarks: t('quotation marks that are not escaped'),
  quotesNothing: t('It does not quote what that replaces'),
  tooMany: t('There are too many'),
  notJson: t('They stand in a text that is not JSON'),
  notPlainDiff: t('They stand there as a diff that is not plain'),
  isMade: t('It does not say whether it is to be made'),
  replaces: t('An edit replaces oldText by newText. Quote in oldText what is to be replaced'),
  notEscaped: t('Quotation marks in its texts are not escaped'),
  halfCharacter: t('Half of a surrogate pair is not text'),
  halfLineEnd: t('Half of a line end is not text'),
});

/** In English, with places for values: so they are recorded, and told to models. */
export const replyProblems = replyProblemsIn(english);
