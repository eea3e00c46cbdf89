import { printable } from '../report/text';
import { counted } from '../text/counted';
import type { CommitPolicy, Signing } from './committing';

/** "signed (openpgp)", "not signed", or "not signed, though git is told to sign". */
export function signingText(signing: Signing): string {
  if (signing.kind === 'signed') {
    const key = signing.key === undefined ? '' : `, with the key ${printable(signing.key)}`;
    return `signed (${printable(signing.format)}${key})`;
  }
  return signing.isConfigured ? 'not signed, though git is told to sign' : 'not signed';
}

/** "2 hooks are not run: pre-commit, commit-msg", or that there are none. */
export function hooksText(hooks: readonly string[]): string {
  return hooks.length === 0 ? 'no hooks to run' : `${counted(hooks.length, 'hook')} not run: ${hooks.join(', ')}`;
}

/** "Not signed; 2 hooks not run: pre-commit, commit-msg." */
export function policySentence({ signing, hooks }: CommitPolicy): string {
  const text = `${signingText(signing)}; ${hooksText(hooks)}.`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
