/**
 * Names that models give to the parts of a reply, as other tools call them: SARIF, ESLint, SonarQube, GitHub, and the
 * editing tools of coding agents. Names are compared folded: letters and digits alone, small. Nothing is guessed: a name
 * that is not here means nothing.
 */

/** `start_line`, `Start-Line` and `startLine` are one name. */
export function folded(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

const list = (names: string): readonly string[] => names.split(/\s+/);

/** What holds findings, or one of them. */
const listNames = list(`findings finding issues problems results result review reviews comments bugs defects violations
  diagnostics vulnerabilities annotations observations`);
/** What servers, tools and chats put around a reply. */
const wrapperNames = list(`arguments args parameters input function functioncall toolcalls toolcall tool choices message
  messages content response output reply answer finalanswer data json text parsed payload object body value files file
  report analysis codereview`);

/**
 * Names of a finding's words, in groups: the first group of which there is something is what counts, as several texts
 * about one thing do not contradict each other.
 */
export const titleNames = [
  list('title headline heading'),
  list('summary shortdescription'),
  list('issue problem name'),
  list('message msg'),
];
export const explanationNames = [
  list('explanation'),
  list('description longdescription'),
  list('details detail'),
  list('message msg'),
  list('reason reasoning rationale why'),
  list('comment body text'),
];

/** Names of everything else. Two of them with different values contradict each other. */
export const names = {
  severity: list('severity level priority severitylevel'),
  category: list('category type kind'),
  confidence: list('confidence certainty likelihood probability confidencelevel'),
  startLine:
    list(`startline start line linenumber linestart from fromline firstline beginline begin lineno startlinenumber
    row`),
  endLine: list('endline end lineend to toline lastline endlinenumber stop'),
  lines: list('lines linerange linenumbers range location position place'),
  file: list('file path filename filepath sourcefile uri'),
  edits: list(`edits edit fix fixes suggestion suggestions suggestededit suggestededits suggestedfix suggestedfixes
    suggestedchange suggestedchanges change changes codechange codechanges replacement replacements patch patches
    proposededits proposedfix proposedchanges correction corrections diff`),
  oldText: list(`oldtext old oldcode oldstring oldstr oldlines original originaltext originalcode originallines search
    searchtext find before existing existingcode current currentcode`),
  newText: list(`newtext new newcode newstring newstr newlines replacement replacementtext replacementcode replace
    replacetext replacewith after fixed fixedcode updated updatedcode suggestedcode correctedcode improvedcode`),
} as const;

const lists = new Set(listNames);
const wrappers = new Set(wrapperNames);
/** All names of a reply's parts. */
export const knownNames: ReadonlySet<string> = new Set([
  ...listNames,
  ...Object.values(names).flat(),
  ...titleNames.flat(),
  ...explanationNames.flat(),
]);

/** Whether something under this name is a finding or a list of them. */
export function isListName(name: string): boolean {
  return lists.has(folded(name));
}

/** Whether the reply itself may stand under this name, as a text or not. */
export function isWrapperName(name: string): boolean {
  return wrappers.has(folded(name));
}

/** Whether a reply has a part that is called so. */
export function isKnownName(name: string): boolean {
  return knownNames.has(folded(name));
}

/** All names of a finding's words. */
export const wordNames: readonly string[] = [...new Set([...titleNames.flat(), ...explanationNames.flat()])];

/** The values that an object has under any of some names, without those that say nothing. */
export function saidUnder(object: Record<string, unknown>, under: readonly string[]): unknown[] {
  return Object.entries(object).flatMap(([name, value]) =>
    value !== null && value !== undefined && under.includes(folded(name)) ? [value] : [],
  );
}
