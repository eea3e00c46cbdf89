import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as vscode from 'vscode';

/** Runs in the extension host; it sees nothing but its two arguments, and what it returns must survive JSON. */
export type HostFunction<Argument, Result> = (api: typeof vscode, argument: Argument) => Result | PromiseLike<Result>;

/** Where the extension hosts listen whose window shows `folder`: one, or two while a window is reloaded. */
const socketsOf = (sockets: string, folder: string): string[] => {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const names = readdirSync(sockets).filter((socket) => socket.startsWith(`${name}-`));
  // One that was killed has left its socket behind.
  return names.filter((socket) => isAlive(Number(socket.split('-')[1]))).map((socket) => path.join(sockets, socket));
};

/** Whether there is a process of this number. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Less than a test or a hook may take, which then would not say what it waited for. Milliseconds. */
const patienceMs = 100_000;

const call = async (socket: string, request: string): Promise<string> => {
  const connection = connect({ path: socket, allowHalfOpen: true });
  connection.setTimeout(patienceMs, () => {
    connection.destroy(new Error(`No answer of the extension host within ${patienceMs / 1_000} s: ${request}`));
  });
  connection.end(request);
  return text(connection);
};

/** Waits for an extension host that is still starting. */
const callWhenReady = async (find: () => string | undefined, request: string, deadline: number): Promise<string> => {
  const socket = find();
  if (socket) return call(socket, request);
  if (Date.now() > deadline) throw new Error('No extension host answers.');
  await sleep(50);
  return callWhenReady(find, request, deadline);
};

/** Calls `body` in the extension host whose window shows `folder`. Rejects with the host's error. */
export const evaluateInHost = async <Argument, Result>(
  sockets: string,
  folder: string,
  body: HostFunction<Argument, Result>,
  argument: Argument,
): Promise<Result> => {
  const request = JSON.stringify({ source: body.toString(), argument });
  const reply = JSON.parse(await callWhenReady(() => socketsOf(sockets, folder)[0], request, Date.now() + 60_000));
  if (reply.error !== undefined) throw new Error(`In the extension host: ${reply.error}`);
  return reply.value;
};

/** From now on another extension host is meant: one that is still to start, as after a reload. */
export const forgetHost = (sockets: string, folder: string): void => {
  for (const socket of socketsOf(sockets, folder)) rmSync(socket, { force: true });
};
