// Listens on a socket in the folder that the tests named; one connection is one call. The other end is evaluate.ts.
const { createHash } = require('node:crypto');
const { renameSync, rmSync } = require('node:fs');
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
  const pending = join(folder, `.${process.pid}`);
  const server = createServer({ allowHalfOpen: true }, async (connection) => {
    connection.on('error', () => {});
    connection.end(JSON.stringify(await answer(await text(connection))));
  });
  // It gets its name when it answers; a host that ends takes only its own away.
  const socket = join(folder, `${name}-${process.pid}`);
  server.listen(pending, () => renameSync(pending, socket));
  context.subscriptions.push({ dispose: () => rmSync(socket, { force: true }) });
};
