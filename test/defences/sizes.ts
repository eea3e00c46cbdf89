import type { Defence } from './defence';

/** What keeps sizes that others choose from taking time that grows with their square. */
export const sizes: readonly Defence[] = [
  {
    name: 'an answer in pieces is not gone over with each piece',
    file: 'src/endpoints/http/wholeText.ts',
    find: "    return this.#begin === '';",
    replace: "    return this.text.trim() === '';",
    tests: ['test/unit/endpoints/smallPieces.test.ts'],
  },
  {
    name: 'a line that stands for code is short',
    file: 'src/core/edits/elision.ts',
    find: 'if (trimmed.length > longestElision) {',
    replace: 'if (trimmed.length > 1e9) {',
    tests: ['test/unit/text/hostilePatterns.test.ts'],
  },
  {
    name: 'secrets of a file are looked for all at once',
    file: 'src/core/text/textSecrets.ts',
    find: '  #maskOwn(words: string): string {\n',
    replace:
      '  #maskOwn(words: string): string {\n    for (const { start, end } of this.#spans) words.includes(this.#text.slice(start, end));\n',
    tests: ['test/unit/text/textSecrets.test.ts'],
  },
  {
    name: 'the only place of some lines is looked for where the rarest stands',
    file: 'src/core/text/textLines.ts',
    find: '  let found = 0;\n  for (const _ of placesIn(lines, block)) {',
    replace:
      '  let found = 0;\n  Array.from({ length: lines.count }, (_, at) => lines.at(at + 1)).map((line) => line === block[0]);\n  for (const _ of placesIn(lines, block)) {',
    tests: ['test/unit/findings/findings.test.ts'],
  },
  {
    name: 'a change of an element has the element parsed',
    file: 'src/core/edits/jsonText.ts',
    find: '/\\S/.test(part) && isJson(',
    replace: '/\\S/.test(part) && ((_: string) => isJson(applyEdits(this.#text, edits)))(',
    tests: ['test/unit/edits/jsonText.test.ts', 'test/unit/findings/findings.test.ts'],
  },
  {
    name: 'a finding is compared with a bounded number of others',
    file: 'src/core/findings/duplicates.ts',
    find: 'const mostCompared = 100;',
    replace: 'const mostCompared = 1e9;',
    tests: ['test/unit/findings/findings.test.ts'],
  },
  {
    name: 'a quote is searched for once',
    file: 'src/core/edits/quotedText.ts',
    find: '    const places = this.#places.get(key) ?? this.#find(quoted, tier);',
    replace:
      '    this.lines.lines.map((line) => line.trim());\n    const places = this.#places.get(key) ?? this.#find(quoted, tier);',
    tests: ['test/unit/prompt/manyEdits.test.ts'],
  },
  {
    name: 'a file in many parts has its lines told apart once',
    file: 'src/core/prompt/userMessage.ts',
    find: "  const lines = knownLines.get(file) ?? file.text.split('\\n');",
    replace: "  const lines = file.text.split('\\n');",
    tests: ['test/unit/prompt/manyEdits.test.ts'],
  },
  {
    name: 'findings are left alone when the state of their file changes',
    file: 'src/core/run/summary.ts',
    find: 'const changesFindings = before?.findings !== after.findings || before?.hidden !== after.hidden;',
    replace: 'const changesFindings = true;',
    tests: ['test/unit/queue/manyProposals.test.ts'],
  },
  {
    name: 'parts that have no place are passed over together',
    file: 'src/core/run/schedule/workPool.ts',
    find: 'const { avoid } = part;',
    replace: 'const avoid = part as unknown as Lane;',
    tests: ['test/unit/run/workPool.test.ts'],
  },
  {
    name: 'those who wait for a signal cost it one listener',
    file: 'src/core/onAbort.ts',
    find: 'listenersOf.get(signal) ?? listenTo(signal)',
    replace: 'listenTo(signal)',
    tests: ['test/unit/run/onAbort.test.ts'],
  },
  {
    name: 'globs that are spelled out are looked up',
    file: 'src/core/paths/globs.ts',
    find: 'if (!addSpelled(spelled, anchored)) {',
    replace: 'if (true) {',
    tests: ['test/unit/workspace/manyPatterns.test.ts'],
  },
  {
    name: 'more globs than can be matched are refused',
    file: 'src/core/paths/globs.ts',
    find: 'if (open > mostPatterns) {',
    replace: 'if (false) {',
    tests: ['test/unit/workspace/manyPatterns.test.ts'],
  },
  {
    name: 'a Ruff configuration is read once',
    file: 'src/reviewers/analyzers/ruffConfig.ts',
    find: '  readConfigs.set(file, read);\n',
    replace: '',
    tests: ['test/unit/workspace/manyPatterns.test.ts'],
  },
  {
    name: 'each of many proposals is parsed alone',
    file: 'src/core/gates/inspection.ts',
    find: 'const parsed = await parseAll(file, candidates, inspector, signal);',
    replace: 'const parsed = new Map(candidates.map((candidate) => [candidate, byErrors(0)]));\n  void parseAll;',
    tests: ['test/unit/edits/inspection.test.ts'],
  },
  {
    name: 'each of many proposals is seen without each other one',
    file: 'src/core/gates/inspection.ts',
    find: 'groups.push(zeros ?? [], ones ?? []);',
    replace: 'void [zeros, ones];',
    tests: ['test/unit/edits/inspection.test.ts'],
  },
  {
    name: 'no error is made up for by what another edit takes away',
    file: 'src/core/gates/inspecting.ts',
    find: '!isAlone && !isIndependent && !look.hasSameErrors(edited, editsOf(group))',
    replace: 'false',
    tests: ['test/unit/edits/inspection.test.ts'],
  },
  {
    name: 'a file that was not changed is not read again for its problems',
    file: 'src/vscode/problems/problems.ts',
    find: 'this.#changedByOthers.has(key) ? undefined : this.#placeUnread(uri)',
    replace: 'true ? undefined : this.#placeUnread(uri)',
    host: { suite: 'main', grep: 'without another look at the file' },
  },
];
