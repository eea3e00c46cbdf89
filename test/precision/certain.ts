/**
 * Rules that did not hold where nobody had looked before, and are shown all the same, by what is certain about the part of
 * them that is left. What was seen of the rest is a guess now, or no finding.
 */
export const certain: Readonly<Record<string, string>> = {
  'ast-grep/defer-in-loop': 'A loop without an end or with a condition alone; one that goes over a list is a guess.',
  'ast-grep/promise-leaves-try': 'Nobody awaits the promise, so the catch clause around it never sees it fail.',
  'ast-grep/sql-from-values': 'A request or a caller of the function has a say in the value; anything else is a guess.',
  'ast-grep/use-after-free':
    'Each statement between the call and the use surely runs, and none gives the pointer a value.',
  'eslint/array-callback-return': 'The callback returns nothing at all, and what the method makes of it is used.',
  'eslint/no-cond-assign': 'A literal is assigned in the head of an if, which decides nothing.',
  'eslint/no-constant-binary-expression':
    'The result is the same for all values; switches, placeholders of builds and assignments are told apart by form.',
  'eslint/no-self-assign': 'The value stays as it is; setters of the browser are told apart by name.',
  'eslint/no-unassigned-vars': 'Nothing in the file ever gives the variable a value.',
  'eslint/no-unreachable': 'No way leads there; only what stands in tests or other people’s code was there on purpose.',
  'eslint/regexp/no-obscure-range': 'A-z, which has signs between the letters.',
  'eslint/syntax': 'No parser reads the file; what tests read is counted alone.',
  'eslint/valid-typeof': 'typeof never gives that word in any engine.',
  'html-validate/parser-error': 'The tag or attribute is torn in the text itself.',
  'html-validate/wcag/h37': 'The image is all that a link has; others are guesses.',
  'json/duplicate-key': 'Every parser keeps one of the values.',
  'markdownlint/MD037':
    'A sign of bold text with a blank on one side alone, or around a whole line; others are guesses.',
  'markdownlint/MD052': 'The document defines other references, or an image is in the text; anything else is a guess.',
  'ruff/B006': 'The function itself changes the default.',
  'ruff/B023': 'The function is kept beyond the turn of the loop.',
  'ruff/F822': 'The module has no __getattr__ or globals(), and is no package, which may have a submodule of the name.',
  'ruff/S307': 'What is evaluated is seen to come from outside.',
  'ruff/S323': 'For all requests of the program, whoever makes them; others are guesses.',
  'ruff/S602': 'Somebody else is seen to have a say in the command; others are guesses.',
  'ruff/S605': 'Somebody else is seen to have a say in the command; others are guesses.',
  'ruff/S608': 'Somebody else is seen to have a say in the query; others are guesses.',
  'ruff/python-2-syntax': 'The project says that Python 3 has to read the file.',
  'stylelint/declaration-block-no-duplicate-properties':
    'Every browser that knows the second value ignores the first; fallbacks and other people’s sheets are told apart.',
  'syntax/syntax':
    'Brackets and the parsers of formats, at the first place alone; what is broken by its name is counted.',
  'text/committed-secret':
    'Issued in a form of its own, or in settings, or what lets somebody in; a key in a program’s own code is a guess.',
  'text/hidden-character': 'It reorders what is seen, or stands in code that runs.',
  'text/mixed-line-ends': 'A carriage return is a part of the command there.',
};
