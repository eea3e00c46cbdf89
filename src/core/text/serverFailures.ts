import { english, type Say } from './say';

/** What is said of a model server that fails: who it is, what that means, and what to do. `{1}` may be the status: " (401)". */
const serverFailuresIn = (t: Say) => ({
  says: t('{0} It says: {1}'),
  wantsKey: t('{0} asks for an API key{1}. Give this endpoint one.'),
  refusesKey: t('{0} does not accept the API key{1}. Check the key of this endpoint.'),
  quota: t('The quota at {0} is used up. Top it up or use another endpoint.'),
  tooLong: t('The file is too long for the model at {0}.'),
  filteredOnTheWay: t('{0} refused this file{1}: its filter did, one on the way there, or the key may not do this.'),
  filtered: t('The content filter of {0} refused this file.'),
  notPulled: t('{0} has no model "{1}". Get it with `ollama pull {1}`, or name another one.'),
  noModel: t('{0} has no model "{1}". Name one that it has.'),
  notOllama: t('{0} does not know this kind of request{1}. Is it the address of an Ollama server?'),
  noVersion: t('{0} does not know this kind of request{1}. Does the address lack "/v1"?'),
  tooMany: t('{0} gets more requests than it allows{1}.'),
  gaveUp: t('{0} gave up waiting{1}.'),
  refused: t('{0} does not accept the request{1}.'),
  error: t('{0} reported an error{1}.'),
  notSecure: t('No secure connection to {0} ({1}). Check its certificate.'),
  notBegun: t('{0} did not begin to answer in time.'),
  stalled: t('{0} stopped in the middle of the answer.'),
  notEnded: t('{0} did not come to an end in time.'),
  tooMuch: t('{0} answers with more than a review can be.'),
  lost: t('The connection to {0} was lost before the answer was complete.'),
  strange: t('{0} answers in a way that no model server does ({1}). Check the address.'),
  redirects: t('{0} redirects to {1}, which is not followed: that is not a model server. Check the address.'),
  webPage: t('{0} answers with a web page: that is not a model server. Check the address.'),
  somethingElse: t('{0} answers with something else: that is not a model server. Check the address.'),
  unknownHost: t('No host is known by the name {0}. Check the address.'),
  ollamaDown: t('No answer from {0}. Is the server running? Start it with `ollama serve`.'),
  down: t('No answer from {0}. Is the server running? Check the address.'),
});

/** In English, with places for values: so they are recorded, and stand in results and on the command line. */
export const serverFailures = serverFailuresIn(english);
