import './vscode/editorLanguage';

/** Composition root of the extension. */
import * as vscode from 'vscode';
import type { EditorRuns } from './compose/editorRuns';
import { RememberedRuns } from './compose/rememberedRuns';
import { documentationOf } from './compose/ruleDocumentation';
import { keyFromEnvironment } from './endpoints/environmentKeys';
import { sha256 } from './store/hash';
import { stateRoot } from './store/stateDir';
import { registerMcpServers } from './vscode/agents/mcpServers';
import { registerReviewTools } from './vscode/agents/registerTools';
import { registerCommitCommands } from './vscode/commits/commitCommands';
import { registerClearData } from './vscode/data/clearData';
import { registerDismissalCommands } from './vscode/dismissals/dismissalCommands';
import { followFiles } from './vscode/followFiles';
import { followRenames } from './vscode/followRenames';
import { wordsScheme } from './vscode/ids';
import { askForKey, Keys, registerKeyCommands } from './vscode/keys';
import { t } from './vscode/l10n';
import { createLog } from './vscode/log';
import { listLanguageModels } from './vscode/models/languageModels';
import { registerOpenFinding } from './vscode/problems/openFinding';
import { registerProblems } from './vscode/problems/problems';
import { ExplanationThread } from './vscode/queue/explanationThread';
import { Previews } from './vscode/queue/preview';
import { registerQueueCommands } from './vscode/queue/queueCommands';
import { keepQueuePlaces } from './vscode/queue/queuePlaces';
import { registerReportCommands } from './vscode/reports/reports';
import { registerExclude } from './vscode/rules/excludeFolder';
import { registerFindingCommands } from './vscode/rules/findingCommands';
import { registerOpenDocumentation } from './vscode/rules/openDocumentation';
import { registerTurnOffRule } from './vscode/rules/turnOffRule';
import { registerContextKeys } from './vscode/runs/contextKeys';
import { registerEarlierReviews } from './vscode/runs/earlierReviews';
import { askAboutFolderWords } from './vscode/runs/folderWordsDialog';
import { registerReviewNext } from './vscode/runs/reviewNext';
import { registerRunCommands } from './vscode/runs/runCommands';
import { registerStatusBar } from './vscode/runs/statusBar';
import { Sessions } from './vscode/sessions';
import { readSettings } from './vscode/settings';
import { registerCheckSetup } from './vscode/setup/checkSetup';
import { registerCreateConfig } from './vscode/setup/createConfigFile';
import { registerUseModel } from './vscode/setup/useModel';
import { TextPage } from './vscode/textPage';
import { registerTreeView } from './vscode/tree/treeView';
import { registerVerificationCommands } from './vscode/verification/verificationCommands';

let sessions: Sessions | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = createLog(vscode.window.createOutputChannel('Folder Review', { log: true }));
  sessions = new Sessions();
  const previews = new Previews(sessions, () => restored);
  const keys = new Keys(context.secrets, (endpoint) =>
    keyFromEnvironment(endpoint, endpoints().length, process.env, (message) => log.warn(message)),
  );
  const remembered = new RememberedRuns(context.workspaceState);
  const words = new TextPage(
    wordsScheme,
    t('Folder’s Settings'),
    `${t('Review a folder to see here what it asks for.')}\n`,
  );
  const approvals = {
    memory: context.globalState,
    ask: (question: string, text: string) => askAboutFolderWords(question, text, words),
    t,
  };
  const reviews = sessions;
  let runs: Promise<EditorRuns> | undefined;
  // What a review needs is loaded with the first one, so that the editor starts as fast as without us.
  const loadRuns = () => {
    runs ??= import('./compose/editorRuns').then(
      (module) => new module.EditorRuns({ sessions: reviews, keys, log, remembered, approvals }),
    );
    return runs;
  };
  const restored = isThereMore(remembered)
    .then(async (isMore) => isMore && (await loadRuns()).restore())
    .catch((error: unknown) => log.error(`Earlier reviews are not shown: ${String(error)}`));
  restored
    .then(async () => {
      const kept = remembered.places;
      context.subscriptions.push(await keepQueuePlaces({ sessions: reviews, previews, kept, log }));
    })
    .catch((error: unknown) => log.error(`The places in queues are not kept: ${String(error)}`));
  const runCommands = registerRunCommands({
    ...{ sessions, log, restored },
    start: async (request) => (await loadRuns()).start(request),
    turnedDown: remembered.turnedDown,
    branchesOf: async ({ fsPath }) =>
      vscode.workspace.isTrusted ? (await import('./compose/branches')).branchesOf(fsPath) : [],
  });
  context.subscriptions.push(
    log,
    sessions,
    previews,
    words,
    followFiles(sessions, log),
    followRenames(sessions, log),
    registerContextKeys(sessions),
    registerTreeView({ sessions, documentationOf, memory: context.workspaceState, log }),
    new ExplanationThread({ sessions, previews, documentationOf, log }),
    registerStatusBar(sessions),
    registerProblems({ sessions, hash: sha256, documentationOf }),
    runCommands,
    registerReviewTools({
      ...{ sessions, restored, start: runCommands.beginAtOnce },
      estimate: async (request, signal) => (await loadRuns()).estimate(request, signal),
    }),
    registerMcpServers(context.asAbsolutePath('dist/cli.js'), String(context.extension.packageJSON.version)),
    registerEarlierReviews({
      ...{ sessions, log },
      list: async () => (await import('./compose/editorEarlierReviews')).earlierReviews(),
      open: async (review) => (await loadRuns()).openEarlier(review),
    }),
    registerReviewNext({ sessions, log }),
    registerQueueCommands({ sessions, previews, log }),
    registerDismissalCommands({
      ...{ sessions, log },
      dismissalsOf: async ({ fsPath }) => {
        const { dismissalsOf } = await import('./compose/dismissals');
        return dismissalsOf({
          root: stateRoot(),
          folder: fsPath,
          tell: (message) => log.warn(message),
          memory: approvals.memory,
          hears: () => vscode.workspace.isTrusted,
        });
      },
    }),
    registerVerificationCommands({
      ...{ sessions, previews, log },
      commandsOf: async (folder, shell) => {
        const { editorFolderCommands } = await import('./compose/editorVerifier');
        return editorFolderCommands(folder, shell, context.globalState, log);
      },
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(async () => (await runs)?.putRight()),
    registerCommitCommands({ sessions, log }),
    registerReportCommands({ sessions, log }),
    registerTurnOffRule({ sessions, log }),
    registerFindingCommands({ sessions, hash: sha256, log }),
    registerExclude({ sessions, log }),
    registerOpenDocumentation({ sessions, previews, documentationOf, log }),
    registerClearData({
      log,
      offer: async (folder) => (await import('./compose/editorData')).editorData(folder, vscode.workspace.isTrusted),
      foldersWithRuns: async (within) => (await import('./compose/editorData')).foldersWithRuns(within),
    }),
    registerOpenFinding({ sessions, hash: sha256, log }),
    registerKeyCommands({ keys, endpoints: () => endpoints().filter((endpoint) => endpoint.kind !== 'vscode'), log }),
    registerUseModel({
      log,
      listModels: async (endpoint, signal) => {
        const { listModels } = await import('./endpoints/createEndpoint');
        return listModels(endpoint, await keys.keyFor(endpoint), signal);
      },
      askForKey: (endpoint) => askForKey(endpoint, keys),
      listLanguageModels,
    }),
    registerCreateConfig({
      log,
      create: async (folder) => (await import('./compose/createConfigFile')).createConfigFile(folder, t),
    }),
    registerCheckSetup({
      log,
      check: async (endpoint, signal) => {
        const { checkAnyEndpoint } = await import('./compose/checkSetup');
        return checkAnyEndpoint(endpoint, (server) => keys.keyFor(server), signal);
      },
    }),
  );
}

/** Whether an earlier editor or command line left something to show or to put right. */
async function isThereMore(remembered: RememberedRuns): Promise<boolean> {
  return remembered.all().length > 0 || (await import('./compose/fileChanges')).isAnythingUnfinished();
}

/** Nothing depends on this being called or on its end: what must last is on disk already. */
export async function deactivate(): Promise<void> {
  await Promise.all((sessions?.all() ?? []).map((session) => session.dispose()));
}

/** The user's model servers. None while the settings make no sense; starting a review says what is wrong with them. */
function endpoints() {
  const read = readSettings(vscode.Uri.file('/'));
  return read.kind === 'settings' ? read.settings.endpoints : [];
}
