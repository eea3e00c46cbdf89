import type { Defence } from './defence';

const refusals = ['test/unit/engine/refusals.test.ts'];
const bends = ['test/unit/prompt/bends/bends.test.ts'];
const echoes = ['test/unit/prompt/echo.test.ts', 'test/unit/engine/echoes.test.ts'];

/** What servers, and files by what servers make of them, can do to a review; and where keys go. */
export const wire: readonly Defence[] = [
  {
    name: 'one file that is turned away does not end the endpoint',
    file: 'src/core/run/schedule/lane.ts',
    find: 'if (this.#complaints.denied(file) >= leastWitnesses) {',
    replace: 'if (this.#complaints.denied(file) > 0) {',
    tests: refusals,
  },
  {
    name: 'a server that turns everybody away gets no more files',
    file: 'src/core/run/schedule/complaints.ts',
    find: 'return this.#denied.add(file).size;',
    replace: 'return Number(this.#denied.has(file));',
    tests: ['test/unit/run/reviewRun.test.ts'],
  },
  {
    name: 'one file’s trouble neither pauses nor slows the endpoint',
    file: 'src/core/run/schedule/complaints.ts',
    find: 'return isAlone || this.#troubled.size > 1;',
    replace: 'return true;',
    tests: refusals,
  },
  {
    name: 'what was sent before the complaints contradicts none',
    file: 'src/core/run/schedule/complaints.ts',
    find: 'if (number > this.#since) {',
    replace: 'if (number > 0) {',
    tests: ['test/unit/run/complaints.test.ts'],
  },
  {
    name: 'what was never sent does not count as served',
    file: 'src/core/run/schedule/lane.ts',
    find: "if (sign === 'served') {",
    replace: "if (sign === 'served' || sign === 'not asked') {",
    tests: ['test/unit/run/lanes.test.ts'],
  },
  {
    name: 'the words of one refusal change nobody else’s request',
    file: 'src/endpoints/protocols/converse.ts',
    find: "if (completion.kind !== 'complete') {",
    replace: 'if (!completion) {',
    tests: refusals,
  },
  {
    name: 'what was not in a request is not what was refused of it',
    file: 'src/endpoints/protocols/converse.ts',
    find: 'bodyWithout(draft.lacks) !== bodyWithout(new Set([...draft.lacks, feature]))',
    replace: 'true',
    tests: ['test/unit/endpoints/thinking.test.ts'],
  },
  {
    name: 'a connection that was cut is not a server that is gone',
    file: 'src/endpoints/http/httpClient.ts',
    find: "const isLost = this.#connected && (fault === 'unreachable' || fault === 'not secure');",
    replace: 'const isLost = false;',
    tests: ['test/unit/endpoints/endpoints.test.ts'],
  },
  {
    name: 'a finding that stands in the prompt is nobody’s',
    file: 'src/core/prompt/parseReply.ts',
    find: '} else if (isEcho(read.finding)) {',
    replace: '} else if (isEcho === undefined) {',
    tests: echoes,
  },
  {
    name: 'a finding is recognised in whatever writing it stands in the prompt',
    file: 'src/core/prompt/echo.ts',
    find: 'const maxLayers = 4;',
    replace: 'const maxLayers = 0;',
    tests: ['test/unit/prompt/echo.test.ts'],
  },
  {
    name: 'the empty answer is masked in what is sent',
    file: 'src/core/prompt/shownText.ts',
    find: 'const answers = emptyAnswers(withoutSecrets);',
    replace: 'const answers: Span[] = emptyAnswers(withoutSecrets).slice(0, 0);',
    tests: echoes,
  },
  {
    name: 'an empty list counts only as the whole reply',
    file: 'src/core/prompt/parseReply.ts',
    find: 'if (!isRecord(value) || Object.keys(value).length !== 1 || !Array.isArray(value.findings)) {',
    replace: 'if (!isRecord(value) || !Array.isArray(value.findings)) {',
    tests: ['test/unit/prompt/parseReply.test.ts'],
  },
  {
    name: 'a key that stands twice makes a reply unreadable',
    file: 'src/core/prompt/reply/looseJson.ts',
    find: 'if (keys.has(key)) {',
    replace: 'if (keys.size < 0) {',
    tests: ['test/unit/prompt/parseReply.test.ts'],
  },
  {
    name: 'what a model has taken back is no finding',
    file: 'src/core/prompt/parseReply.ts',
    find: 'return hasEmptyList\n',
    replace: 'return values.length === 0\n',
    tests: bends,
  },
  {
    name: 'a finding of another file is none of this one',
    file: 'src/core/prompt/reply/readFinding.ts',
    find: 'if (file !== undefined && !namesFile(file, path)) {',
    replace: 'if (file !== undefined && namesFile(file, path)) {',
    tests: bends,
  },
  {
    name: 'code that can be read in two ways is not written',
    file: 'src/core/prompt/reply/readEdits.ts',
    find: 'if (doubt !== undefined) {',
    replace: "if (doubt === '') {",
    tests: bends,
  },
  {
    name: 'no change touches what is masked',
    file: 'src/core/prompt/placeReply.ts',
    find: 'return (reached !== undefined && reached.start < end) ||',
    replace: 'return (reached !== undefined && reached.start < start) ||',
    tests: ['test/unit/prompt/placeReply.test.ts'],
  },
  {
    name: 'the key for all is not sent in the clear',
    file: 'src/endpoints/environmentKeys.ts',
    find: 'if (isSentInClear(endpoint.url)) {',
    replace: "if (endpoint.url === '') {",
    tests: ['test/unit/endpoints/environmentKeys.test.ts'],
  },
  {
    name: 'no key is sent in the clear',
    file: 'src/endpoints/http/server.ts',
    find: 'if (trimmed !== undefined && isSentInClear(options.url)) {',
    replace: "if (trimmed === '') {",
    tests: ['test/unit/endpoints/createEndpoint.test.ts'],
  },
  {
    name: 'no key is asked for that is not sent',
    file: 'src/vscode/keys.ts',
    find: `  if (isSentInClear(endpoint.url)) {
    ui.problem(`,
    replace: `  if (endpoint.url === '') {
    ui.problem(`,
    host: { suite: 'main', grep: 'travel in the clear' },
  },
  {
    name: 'no key is stored that is not sent',
    file: 'src/vscode/keys.ts',
    find: `    if (isSentInClear(endpoint.url)) {
      throw`,
    replace: `    if (endpoint.url === '') {
      throw`,
    host: { suite: 'main', grep: 'travel in the clear' },
  },
];
