/**
 * Rules that have not earned their place by what they came to where nobody had looked before, and are shown all the same, by
 * what is certain about the part of them that is left: files that nothing can read, what is there twice, conditions that
 * decide nothing, what a standard says. What was seen of the rest is a guess now, or no finding.
 */
export const certain: Readonly<Record<string, string>> = {
  'ast-grep/async-for-each':
    'Code behind the loop runs before its calls are done; a loop that nothing follows is a guess.',
  'ast-grep/comparison-as-statement': 'A comparison whose result is dropped; macros are told apart.',
  'ast-grep/delete-from-array':
    'The position comes from elsewhere; whoever keeps one of their own knows where the elements begin.',
  'ast-grep/discarded-empty':
    'The file declares a container of the standard library; where it does not say the type, it is a guess.',
  'ast-grep/html-from-address': 'The address of the page itself becomes HTML.',
  'ast-grep/semicolon-after-condition': 'The condition decides nothing.',
  'ast-grep/size-of-pointer': 'The pointer is declared as one in the file.',
  'ast-grep/sql-from-values': 'A request or a caller of the function has a say in the value; anything else is a guess.',
  'ast-grep/unterminated-copy': 'As many bytes are copied as there is room for, so that none is left for the end.',
  'eslint/array-callback-return': 'The callback returns nothing at all, and what the method makes of it is used.',
  'eslint/getter-return': 'A way through the getter returns nothing.',
  'eslint/no-compare-neg-zero': 'Both zeros are equal in every comparison.',
  'eslint/no-cond-assign': 'A literal is assigned in the head of an if, which decides nothing.',
  'eslint/no-constant-binary-expression':
    'The result is the same for all values; switches, placeholders of builds and assignments are told apart by form.',
  'eslint/no-dupe-args': 'Nobody can read the first of the parameters.',
  'eslint/no-dupe-else-if': 'The branch has a condition that was asked above.',
  'eslint/no-empty-character-class': 'An empty class matches nothing.',
  'eslint/no-invalid-regexp': 'No engine compiles the pattern; cases that a program is tried with are told apart.',
  'eslint/no-loss-of-precision': 'The number that is written is none that a program can have.',
  'eslint/no-unreachable': 'No way leads there; only what stands in tests or other people’s code was there on purpose.',
  'eslint/no-useless-backreference': 'The group has matched nothing where it is referred to.',
  'eslint/syntax': 'No parser reads the file; what tests read is counted alone.',
  'eslint/use-isnan': 'The comparison has the same result for all values.',
  'eslint/valid-typeof': 'typeof never gives that word in any engine.',
  'html-validate/close-order':
    'A start or end tag has no partner; a sign that begins no tag is text, and what is wrong in manuals is a guess.',
  'html-validate/parser-error': 'The tag or attribute is torn in the text itself.',
  'json/duplicate-key': 'Every parser keeps one of the values.',
  'ruff/ASYNC251': 'It blocks all tasks, whatever they are.',
  'ruff/B003': 'Assigning to os.environ changes no environment.',
  'ruff/B006':
    'The function itself changes the default, and not to the same each time; one that only returns it is a guess.',
  'ruff/B012':
    'The jump drops every exception, and Python itself warns of it (PEP 765); where all are caught before is told apart.',
  'ruff/B021': 'Python takes no such string for a docstring.',
  'ruff/B022': 'Nothing is suppressed.',
  'ruff/B025': 'The handler above catches it.',
  'ruff/B029': 'An empty tuple catches nothing.',
  'ruff/B033': 'A set has each value once.',
  'ruff/F504': 'The string has no such placeholder.',
  'ruff/F522': 'The string has no such placeholder.',
  'ruff/F602': 'The later value replaces the earlier one.',
  'ruff/INT001': 'No catalogue has a text that is already filled in.',
  'ruff/INT002': 'No catalogue has a text that is already filled in.',
  'ruff/INT003': 'No catalogue has a text that is already filled in.',
  'ruff/PLE0101': 'What is returned is a literal, a result of an operator or the object itself, and never None.',
  'ruff/PLE0643': 'The list that is written there has no such element.',
  'ruff/PLE4703': 'A set that changes ends the loop with an exception.',
  'ruff/PLW0131': 'The statement does what an assignment does.',
  'ruff/PLW0177': 'The comparison has the same result for all values; one beside isna() is told apart.',
  'ruff/PLW2101': 'No other thread has the lock.',
  'ruff/RUF008': 'Every instance has the one default.',
  'ruff/RUF024': 'Every key has the one value.',
  'ruff/RUF030': 'print returns None, and that is the message.',
  'ruff/RUF049': 'All members are equal.',
  'ruff/RUF060': 'Nothing is in an empty collection.',
  'ruff/S301': 'Reading runs what the data say.',
  'ruff/S307': 'What is evaluated is seen to come from outside.',
  'ruff/S323': 'For all requests of the program, whoever makes them; others are guesses.',
  'ruff/S602': 'Somebody else is seen to have a say in the command; others are guesses.',
  'ruff/S608': 'Somebody else is seen to have a say in the query; others are guesses.',
  'stylelint/declaration-block-no-duplicate-properties':
    'Every browser that knows the second value ignores the first; fallbacks and other people’s sheets are told apart.',
  'stylelint/keyframe-declaration-no-important': 'The standard has browsers ignore it.',
  'stylelint/named-grid-areas-no-invalid': 'The standard has browsers ignore it.',
  'stylelint/selector-anb-no-unmatchable': 'There is no element before the first.',
  'stylelint/string-no-newline': 'The standard has a string end at the end of its line.',
  'syntax/syntax':
    'Brackets and the parsers of formats, at the first place alone; what is broken by its name is counted.',
  'text/committed-secret':
    'Issued in a form of its own, or in settings, or what lets somebody in; a key in a program’s own code or for trials is a guess.',
  'text/hidden-character': 'It reorders what is seen; what only cannot be seen is a guess.',
};
