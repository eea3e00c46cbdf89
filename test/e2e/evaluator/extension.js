// Listens on a socket in the folder that the tests named; one connection is one call. The other end is evaluate.ts.
const { createHash } = require('node:crypto');
const { rmSync } = require('node:fs');
const { createServer } = require('node:net');
const { join } = require('node:path');
const { text } = require('node:stream/consumers');
const vscode = require('vscode');

const answer = async (request) => {
  try {
    const { source, argument } = JSON.parse(request);
    // The compiler of the tests names functions with a helper that does not travel with their source.
    const call = new Function('vscode', 'argument', '__name', `return (${source})(vscode, argument)`);
    return { value: await call(vscode, argument, (named) => named) };
  } catch (error) {
    return { error: String(error?.stack ?? error) };
  }
};

exports.activate = (context) => {
  const folder = process.env.FOLDER_REVIEW_TEST_SOCKETS;
  if (!folder) return;
  const workspace = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = createHash('sha256')
    .update(workspace?.fsPath ?? '')
    .digest('hex')
    .slice(0, 16);
  const socket = join(folder, name);
  rmSync(socket, { force: true });
  const server = createServer({ allowHalfOpen: true }, async (connection) => {
    connection.on('error', () => {});
    connection.end(JSON.stringify(await answer(await text(connection))));
  });
  server.listen(socket);
  context.subscriptions.push({ dispose: () => server.close() });
};
