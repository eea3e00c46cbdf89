import { english, type Say } from './say';

/** Why an endpoint takes as many requests at once as it does. */
const limitReasonsIn = (t: Say) => ({
  starting: t('starting'),
  growing: t('growing'),
  atLimit: t('at its limit'),
  fixed: t('fixed'),
  busy: t('the server is busy'),
  queued: t('requests wait in the server’s queue'),
  slower: t('replies take longer'),
  pauseAsked: t('the server asked for a pause'),
  silent: t('waiting for the server to work again'),
});

/** In English: so they are recorded. */
export const limitReasons = limitReasonsIn(english);
