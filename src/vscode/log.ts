import type * as vscode from 'vscode';
import { errorStack } from '../core/text/errorMessage';
import { maskSecrets } from '../core/text/secrets';

/** Our output channel. What is written to it may be an error of anybody's, so secrets are masked there. */
export type Log = Pick<vscode.LogOutputChannel, 'debug' | 'info' | 'warn' | 'error' | 'show' | 'dispose'>;

/** @param channel to be written to through the log only */
export function createLog(channel: vscode.LogOutputChannel): Log {
  return {
    debug: (message) => channel.debug(maskSecrets(message)),
    info: (message) => channel.info(maskSecrets(message)),
    warn: (message) => channel.warn(maskSecrets(message)),
    error: (error) => channel.error(maskSecrets(errorStack(error))),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
