import { english, type Say } from './say';

/** What is wrong with the address or the key of an endpoint. */
const endpointProblemsIn = (t: Say) => ({
  address: t('The address of endpoint "{0}" {1}.'),
  noAddress: t('must be an address that starts with http:// or https://'),
  userName: t('must not have a user name or password in it'),
  fragment: t('must not have a part behind “#”'),
  keyInAddress: t('must not have a key in it'),
  itsKeyInAddress: t('must not have its key in it'),
  key: t('The API key of endpoint "{0}" {1}.'),
  notOfKeys: t('has characters that no key has'),
  tooShort: t('has fewer than {0} letters and digits. Use a longer one, or none if the server needs none'),
  inTheClear: t(
    'The API key of endpoint "{0}" is not sent to {1} in the clear, so take it away or do without the endpoint. {2}',
  ),
  insteadOfClear: t(
    'Use an https address, or a tunnel to an address of this machine; a server that needs no key is used without one.',
  ),
  wantsKey: t('{0} asks for an API key. Give endpoint "{1}" one.'),
  noModel: t('Name a model for endpoint "{0}". {1}'),
  serverHas: t('The server has: {0}.'),
  serverHasNone: t('The server has none yet.'),
});

/** In English, with places for values: so they are recorded, and stand in results and on the command line. */
export const endpointProblems = endpointProblemsIn(english);
