/** Every id that package.json and the code share. A test holds the two against each other. */

/** Scheme of the virtual documents that show a file with one proposal in it. */
export const previewScheme = 'folder-review';
/** Scheme of the document that shows how the endpoints fared in a check. */
export const checkScheme = 'folder-review-check';
/** Scheme of the document that shows what a folder says about its own review. */
export const wordsScheme = 'folder-review-words';
/** Scheme of the document that shows what a command printed that a proposal was verified with. */
export const outputScheme = 'folder-review-output';
/** Scheme of the document that shows commands which are too long for a dialog. */
export const commandsScheme = 'folder-review-commands';

/** Type of the editor that shows a report page. */
export const reportView = 'folderReview.report';

/** Of the comment thread that explains the proposal of a preview. */
export const explanationControllerId = 'folder-review';
/** Of the comment threads at findings in text editors. */
export const findingControllerId = 'folder-review-findings';

/** Begins the source of all our problems, which tells them from those of others. */
export const problemSource = 'Folder Review';

export const viewIds = {
  container: 'folderReview',
  tree: 'folderReview.tree',
} as const;

/** What language models can call. */
export const toolIds = {
  review: 'folder-review_reviewFolder',
  status: 'folder-review_reviewStatus',
  findings: 'folder-review_getFindings',
} as const;

/** Of what tells the editor how our server for agents is started. */
export const mcpProviderId = 'folder-review';

export const commandIds = {
  reviewFolder: 'folderReview.reviewFolder',
  reviewChangedFiles: 'folderReview.reviewChangedFiles',
  reviewFile: 'folderReview.reviewFile',
  showView: 'folderReview.showView',
  showLog: 'folderReview.showLog',
  cancel: 'folderReview.cancel',
  clear: 'folderReview.clear',
  openEarlier: 'folderReview.openEarlier',
  retry: 'folderReview.retry',
  reviewAgain: 'folderReview.reviewAgain',
  retryFailed: 'folderReview.retryFailed',
  resume: 'folderReview.resume',
  tryAgain: 'folderReview.tryAgain',
  reviewNext: 'folderReview.reviewNext',
  openFinding: 'folderReview.openFinding',
  openRow: 'folderReview.openRow',
  filter: 'folderReview.filter',
  clearFilter: 'folderReview.clearFilter',
  group: 'folderReview.group',
  goToFinding: 'folderReview.goToFinding',
  toggleViewed: 'folderReview.toggleViewed',
  preview: 'folderReview.preview',
  previewAll: 'folderReview.previewAll',
  apply: 'folderReview.apply',
  previewNext: 'folderReview.previewNext',
  applyAll: 'folderReview.applyAll',
  applyAllOfRule: 'folderReview.applyAllOfRule',
  previewAllOfRule: 'folderReview.previewAllOfRule',
  refactorPreview: 'folderReview.refactorPreview',
  applyAllSafe: 'folderReview.applyAllSafe',
  applyAllExact: 'folderReview.applyAllExact',
  applyAllVerified: 'folderReview.applyAllVerified',
  setUpVerification: 'folderReview.setUpVerification',
  verify: 'folderReview.verify',
  showVerificationOutput: 'folderReview.showVerificationOutput',
  commit: 'folderReview.commitAccepted',
  land: 'folderReview.landCommits',
  showReport: 'folderReview.showReport',
  exportReport: 'folderReview.exportReport',
  turnOffRule: 'folderReview.turnOffRule',
  disableRule: 'folderReview.disableRule',
  ignoreOnLine: 'folderReview.ignoreOnLine',
  copyFinding: 'folderReview.copyFinding',
  exclude: 'folderReview.exclude',
  focusExplanation: 'folderReview.focusExplanation',
  openDocumentation: 'folderReview.openDocumentation',
  clearData: 'folderReview.clearData',
  skip: 'folderReview.skip',
  dismiss: 'folderReview.dismiss',
  dismissAll: 'folderReview.dismissAll',
  dismissAllOfRule: 'folderReview.dismissAllOfRule',
  dismissWithReason: 'folderReview.dismissWithReason',
  undoDismiss: 'folderReview.undoDismiss',
  showDismissed: 'folderReview.showDismissed',
  shareDismissed: 'folderReview.shareDismissed',
  leaveOutChange: 'folderReview.leaveOutChange',
  applyChangeOnly: 'folderReview.applyChangeOnly',
  restoreProposed: 'folderReview.restoreProposed',
  revert: 'folderReview.revert',
  revertAll: 'folderReview.revertAll',
  setKey: 'folderReview.setKey',
  clearKey: 'folderReview.clearKey',
  useModel: 'folderReview.useModel',
  checkSetup: 'folderReview.checkSetup',
  createConfig: 'folderReview.createConfig',
} as const;

export const contextKeys = {
  /** A run is at work, or its proposals are being verified. */
  running: 'folderReview.running',
  /** At least one run is in the view. */
  hasRuns: 'folderReview.hasRuns',
  /** At least one run in the view was cancelled or interrupted and can go on. */
  hasResumable: 'folderReview.hasResumable',
  /** At least one file of a run in the view failed. */
  hasRetryable: 'folderReview.hasRetryable',
  /** At least one proposal waits. */
  hasWaiting: 'folderReview.hasWaiting',
  /** At least one proposal waits that is verified. */
  hasVerified: 'folderReview.hasVerified',
  /** The view leaves files out. */
  filtered: 'folderReview.filtered',
  /** Paths of the open files that a review in the view has looked at. */
  reviewedFiles: 'folderReview.reviewedFiles',
  /** At least one proposal was applied, whether it was taken back or not. */
  hasChanges: 'folderReview.hasChanges',
} as const;

export const settingsSection = 'folderReview';
