import type * as vscode from 'vscode';

interface Mark {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
}

/**
 * How long VS Code took to load the code of an activated extension and to call its `activate`, by the marks that the
 * extension host itself sets. What it does in between for itself is not counted.
 */
export function activationTime(extension: vscode.Extension<unknown>): { loadMs: number; activateMs: number } {
  const { MonacoPerformanceMarks } = globalThis as { MonacoPerformanceMarks?: { getMarks(): Mark[] } };
  const at = (event: string): number => {
    const name = `code/extHost/${event}/${extension.id}`;
    return MonacoPerformanceMarks?.getMarks().find((mark) => mark.name === name)?.startTime ?? Number.NaN;
  };
  return {
    loadMs: at('didLoadExtensionCode') - at('willLoadExtensionCode'),
    activateMs: at('didActivateExtension') - at('willActivateExtension'),
  };
}
