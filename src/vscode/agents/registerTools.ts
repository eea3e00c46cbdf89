import * as vscode from 'vscode';
import { toolIds } from '../ids';
import type { ReviewToolsDependencies } from './reviewTools';

/** Registers the tools of language models, which are loaded when the first is called. */
export function registerReviewTools(dependencies: ReviewToolsDependencies): vscode.Disposable {
  // An editor that was made from an older VS Code may have a part of the API.
  if (typeof vscode.lm?.registerTool !== 'function') {
    return new vscode.Disposable(() => {});
  }
  const load = async (name: string) => {
    const { reviewTools } = await import('./reviewTools');
    const tool = reviewTools(dependencies)[name];
    if (!tool) {
      throw new Error(`There is no tool ${name}.`);
    }
    return tool;
  };
  const registered = Object.values(toolIds).map((name) =>
    vscode.lm.registerTool<unknown>(name, {
      prepareInvocation: async (options, token) => (await load(name)).prepareInvocation?.(options, token),
      invoke: async (options, token) => (await load(name)).invoke(options, token),
    }),
  );
  return vscode.Disposable.from(...registered);
}
