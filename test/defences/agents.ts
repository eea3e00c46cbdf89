import type { Defence } from './defence';

const mcp = ['test/cli/mcp.test.ts'];

/** What keeps agents to what the person has given them. */
export const agents: readonly Defence[] = [
  {
    name: 'a change is applied only when the person has said so in the form',
    file: 'src/cli/mcp/protocol.ts',
    find: "answered.action === 'accept' && answered.content?.apply === true",
    replace: "answered.action === 'accept'",
    tests: mcp,
  },
  {
    name: 'where the person cannot be asked, nothing is applied',
    file: 'src/cli/mcp/protocol.ts',
    find: 'elicitation?.form === undefined\n    ? undefined',
    replace: 'elicitation?.form === undefined\n    ? async () => true',
    tests: mcp,
  },
  {
    name: 'what is applied is what the person has seen',
    file: 'src/cli/mcp/applyWithConsent.ts',
    find: 'if (now.diff !== diff) {',
    replace: 'if (id === diff) {',
    tests: mcp,
  },
  {
    name: 'agents name no path outside of the folder',
    file: 'src/cli/mcp/pathsInside.ts',
    find: "path.split(/[/\\\\]/).includes('..')",
    replace: "path === '..'",
    tests: mcp,
  },
  {
    name: 'agents see no runs of other folders',
    file: 'src/cli/mcp/agentReviews.ts',
    find: '(await Promise.all(this.#folders.map((folder) => runsOf(root, folder)))).flat()',
    replace: '(await Promise.all([import("../../store/runs").then(({ allRuns }) => allRuns(root))])).flat()',
    tests: mcp,
  },
  {
    name: 'what agents call a revision is no option of git',
    file: 'src/cli/mcp/agentReviews.ts',
    find: '!/^[^\\s-]\\S*$/.test(changedSince)',
    replace: "changedSince === ''",
    tests: mcp,
  },
  {
    name: 'what agents get has no secrets',
    file: 'src/core/agents/page.ts',
    find: 'visible(maskSecrets(text)',
    replace: 'visible(text',
    tests: mcp,
  },
  {
    name: 'what agents get at once is bounded',
    file: 'src/core/agents/page.ts',
    find: 'if (room < 0 && items.length > 0) {',
    replace: 'if (room < -1e9) {',
    tests: mcp,
  },
  {
    name: 'the work ends with the client',
    file: 'src/cli/mcp/agentReviews.ts',
    find: '      open.run.interrupt();\n    }\n    await Promise.all(',
    replace: '      open.run.isResumable;\n    }\n    await Promise.all(',
    tests: mcp,
  },
];
