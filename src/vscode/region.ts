import * as vscode from 'vscode';

/**
 * In whose way dates are written: in English, which is read in many countries, as the system has it; else as in the
 * language of the editor, whose words are around them.
 */
export function region(): string | undefined {
  return vscode.env.language.startsWith('en') ? undefined : vscode.env.language;
}
