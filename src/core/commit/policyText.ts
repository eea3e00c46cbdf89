import { printable } from '../report/text';
import { english } from '../text/say';
import type { CommitPolicy, Signing } from './committing';

/** "signed (openpgp)", "not signed", or "not signed, though git is told to sign". */
export function signingText(signing: Signing, t = english): string {
  if (signing.kind === 'signed') {
    const { format, key } = signing;
    return key === undefined
      ? t('signed ({0})', printable(format))
      : t('signed ({0}, with the key {1})', printable(format), printable(key));
  }
  return signing.isConfigured ? t('not signed, though git is told to sign') : t('not signed');
}

/** "2 hooks are not run: pre-commit, commit-msg", or that there are none. */
export function hooksText(hooks: readonly string[], t = english): string {
  return hooks.length === 0
    ? t('no hooks to run')
    : t('{0, plural, one {# hook} other {# hooks}} not run: {1}', hooks.length, hooks.join(', '));
}

/** "Not signed; 2 hooks not run: pre-commit, commit-msg." */
export function policySentence({ signing, hooks }: CommitPolicy, t = english): string {
  const text = `${signingText(signing, t)}; ${hooksText(hooks, t)}.`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
