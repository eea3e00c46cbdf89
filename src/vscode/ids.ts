/** Every id that package.json and the code share. A test holds the two against each other. */

/** Scheme of the virtual documents that show a file with one proposal in it. */
export const previewScheme = 'folder-review';
/** Scheme of the document that shows how the endpoints fared in a check. */
export const checkScheme = 'folder-review-check';
/** Scheme of the document that shows what a folder says about its own review. */
export const wordsScheme = 'folder-review-words';

/** Begins the source of all our problems, which tells them from those of others. */
export const problemSource = 'Folder Review';

export const viewIds = {
  container: 'folderReview',
  tree: 'folderReview.tree',
} as const;

export const commandIds = {
  reviewFolder: 'folderReview.reviewFolder',
  reviewChangedFiles: 'folderReview.reviewChangedFiles',
  showView: 'folderReview.showView',
  showLog: 'folderReview.showLog',
  cancel: 'folderReview.cancel',
  clear: 'folderReview.clear',
  retry: 'folderReview.retry',
  retryFailed: 'folderReview.retryFailed',
  reviewNext: 'folderReview.reviewNext',
  openFinding: 'folderReview.openFinding',
  showMore: 'folderReview.showMore',
  preview: 'folderReview.preview',
  previewAll: 'folderReview.previewAll',
  apply: 'folderReview.apply',
  applyNext: 'folderReview.applyNext',
  applyAllSafe: 'folderReview.applyAllSafe',
  applyAllExact: 'folderReview.applyAllExact',
  skip: 'folderReview.skip',
  dismiss: 'folderReview.dismiss',
  revert: 'folderReview.revert',
  setKey: 'folderReview.setKey',
  clearKey: 'folderReview.clearKey',
  useModel: 'folderReview.useModel',
  checkSetup: 'folderReview.checkSetup',
} as const;

export const contextKeys = {
  /** A run is at work. */
  running: 'folderReview.running',
  /** At least one run is in the view. */
  hasRuns: 'folderReview.hasRuns',
  /** At least one file of a run in the view failed or was cancelled. */
  hasRetryable: 'folderReview.hasRetryable',
  /** At least one proposal waits. */
  hasWaiting: 'folderReview.hasWaiting',
} as const;

export const settingsSection = 'folderReview';
