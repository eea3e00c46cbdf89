import * as vscode from 'vscode';
import { mcpProviderId } from '../ids';

/**
 * Offers the editor our server for agents, as the command line has it, for the folders of this window. In Restricted
 * Mode there is none: its client may have anything applied that the person is quick to agree to.
 *
 * @param program file of the command line
 */
export function registerMcpServers(program: string, version: string): vscode.Disposable {
  // An editor that was made from an older VS Code may have a part of the API.
  if (typeof vscode.lm?.registerMcpServerDefinitionProvider !== 'function') {
    return new vscode.Disposable(() => {});
  }
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.lm.registerMcpServerDefinitionProvider(mcpProviderId, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => mcpServers(program, version),
    }),
  );
}

/** How the server is started; none where there is nothing that it may work on. */
export function mcpServers(
  program: string,
  version: string,
  isTrusted = vscode.workspace.isTrusted,
): vscode.McpStdioServerDefinition[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (!isTrusted || folders.length === 0) {
    return [];
  }
  // The editor's own program is Node.js when it is told so.
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  const words = [program, 'mcp', '--quiet', ...folders.map(({ uri }) => uri.fsPath)];
  return [new vscode.McpStdioServerDefinition('Folder Review', process.execPath, words, env, version)];
}
