import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from '../setup.mjs';
import { generateFolder } from './generateFolder';
import { endings, report, review, round, startServer } from './support';

const version = '1.15.2';
/** The web server below it, at a version with which it can stream: with later ones every streamed answer is an error. */
const overrides = { '@hono/node-server': '1.11.1', '@hono/node-ws': '1.2.0' };
const [files, limit, latencyMs] = [200, 16, 100];

/**
 * A whole run through a real gateway, Portkey's, that shares the requests out over two servers and retries what one of
 * them refuses. It is installed on first use from npm, into a cache outside the checkout.
 */
export async function gateway(folder: string): Promise<void> {
  generateFolder(join(folder, 'reviewed'), files);
  const servers = await Promise.all([
    startServer(['--latency', latencyMs]),
    startServer(['--latency', latencyMs, '--slots', 4, '--beyond', '429']),
  ]);
  const port = await freePort();
  const portkey = startPortkey(port);
  const front = await startFront(port, configFor(servers.map(({ url }) => url)));
  try {
    await untilUp(port);
    const endpoint = `openai=http://127.0.0.1:${(front.address() as AddressInfo).port}/v1,model=scripted:latest`;
    const done = await review(folder, {
      flags: ['--reviewers', 'model', '--max-parallel-files', limit, '--endpoint', endpoint],
    });
    const times = await Promise.all(servers.map((server) => server.times()));
    report('gateway', {
      ...{ gateway: `@portkey-ai/gateway ${version}`, files, limit, latencyMs, wallMs: round(done.wallMs, 0) },
      ...{ requestsByServer: times.map(({ length }) => length) },
      ...{ refusedByServer: times.map((requests) => requests.filter(({ end }) => end === 'refused').length) },
      ...{ exitCode: done.exitCode, endings: endings(done) },
    });
  } finally {
    portkey.kill('SIGKILL');
    front.close();
    for (const server of servers) {
      server.stop();
    }
  }
}

function configFor(urls: readonly string[]): object {
  return {
    strategy: { mode: 'loadbalance' },
    retry: { attempts: 4, on_status_codes: [429, 503] },
    targets: urls.map((url) => ({ provider: 'openai', api_key: 'unused', custom_host: `${url}/v1`, weight: 1 })),
  };
}

function startPortkey(port: number): ChildProcess {
  const home = join(cacheFolder, `portkey-gateway-${version}`);
  const program = join(home, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  if (!existsSync(program)) {
    mkdirSync(home, { recursive: true });
    const manifest = { private: true, dependencies: { '@portkey-ai/gateway': version }, overrides };
    writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
    const words = ['install', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
    spawnSync('npm', words, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return spawn(process.execPath, [program, '--headless', `--port=${port}`], {
    stdio: 'ignore',
    // It takes addresses on this machine for targets only when they are listed.
    env: { ...process.env, TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
  });
}

/** What stands in front of a gateway in practice: it adds the header that says how to route, which is no client's business. */
async function startFront(port: number, config: object): Promise<http.Server> {
  const front = http.createServer((request, response) => {
    const headers = { ...request.headers, 'x-portkey-config': JSON.stringify(config) };
    const passed = http.request({ port, path: request.url, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return front;
}

async function untilUp(port: number): Promise<void> {
  for (let n = 0; n < 100; n++) {
    const answers = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answers) {
      return;
    }
    await sleep(100);
  }
  throw new Error('The gateway did not start.');
}

async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
