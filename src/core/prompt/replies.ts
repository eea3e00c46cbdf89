// All that reads what models reply: it is large, and loaded when the first reply comes.
// biome-ignore lint/performance/noBarrelFile: the modules of one bundle, by which they are loaded later
export { parseEdits } from './parseEdits';
export { maxFindings, type ParsedReply, parseReply, type Question } from './parseReply';
export { parseVerdict } from './parseVerdict';
export { withWithdrawals } from './reply/sureRivals';
