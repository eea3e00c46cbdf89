import type { Refused, SignChoice, Signing } from '../../core/commit/committing';
import { isTrue, lastValue } from '../gitConfig';
import type { GitView } from '../gitView';

/** What git would run to sign (git-config(1)). */
const programs = [
  'gpg.program',
  'gpg.openpgp.program',
  'gpg.x509.program',
  'gpg.ssh.program',
  'gpg.ssh.defaultkeycommand',
] as const;

/**
 * Whether commits are signed, as git is configured. Whether, in which format and with which of the person's keys may be said
 * by the repository's configuration, too; programs are those that the person's own names.
 */
export function signingOf(
  { settings, ownSettings }: Pick<GitView, 'settings' | 'ownSettings'>,
  choice: SignChoice,
): Signing | Refused {
  if (!isTrue(settings, 'commit.gpgsign')) {
    return { kind: 'unsigned', isConfigured: false };
  }
  if (choice === 'never') {
    return { kind: 'unsigned', isConfigured: true };
  }
  const planted = programs.find((key) => lastValue(ownSettings, key) !== undefined);
  if (planted !== undefined) {
    const value = lastValue(ownSettings, planted);
    return {
      kind: 'refused',
      message: `commits are to be signed, and the repository’s own configuration names the program (${planted}), which is not run. Name it in yours: git config --global ${planted} '${value}', then take it out of the repository’s; or commit without a signature`,
    };
  }
  const key = lastValue(ownSettings, 'user.signingkey');
  return { kind: 'signed', format: lastValue(settings, 'gpg.format') ?? 'openpgp', ...(key !== undefined && { key }) };
}

/** What has git sign a commit, before and behind the name of the command. */
export function signingWords(signing: Signing): {
  readonly before: readonly string[];
  readonly behind: readonly string[];
} {
  return signing.kind === 'signed'
    ? { before: ['-c', `gpg.format=${signing.format}`], behind: [`-S${signing.key ?? ''}`] }
    : { before: [], behind: [] };
}
