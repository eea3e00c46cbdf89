import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as vscode from 'vscode';

/** Runs in the extension host; it sees nothing but its two arguments, and what it returns must survive JSON. */
export type HostFunction<Argument, Result> = (api: typeof vscode, argument: Argument) => Result | PromiseLike<Result>;

const call = async (socket: string, request: string): Promise<string> => {
  const connection = connect({ path: socket, allowHalfOpen: true });
  connection.end(request);
  return text(connection);
};

/** Waits for an extension host that is still starting. */
const callWhenReady = async (socket: string, request: string, deadline: number): Promise<string> => {
  try {
    return await call(socket, request);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if ((code !== 'ENOENT' && code !== 'ECONNREFUSED') || Date.now() > deadline) throw error;
    await sleep(100);
    return callWhenReady(socket, request, deadline);
  }
};

/** Calls `body` in the extension host whose window shows `folder`. Rejects with the host's error. */
export const evaluateInHost = async <Argument, Result>(
  sockets: string,
  folder: string,
  body: HostFunction<Argument, Result>,
  argument: Argument,
): Promise<Result> => {
  const socket = path.join(sockets, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  const request = JSON.stringify({ source: body.toString(), argument });
  const reply = JSON.parse(await callWhenReady(socket, request, Date.now() + 60_000));
  if (reply.error !== undefined) throw new Error(`In the extension host: ${reply.error}`);
  return reply.value;
};
