/**
 * The scripted model server as a process: prints its address as one line of JSON and serves until it is ended.
 *
 *   tsx test/modelServer/main.ts --port 0 --latency 500 --slots 4 --beyond 503 --model m --key k --rules '[{"fault":"empty"}]'
 *
 * `GET /test/log` answers with what was logged, `POST /test/rules` replaces the rules.
 */
import { parseArgs } from 'node:util';
import { startModelServer } from './modelServer';
import { type Rule, scriptOf } from './rules';
import type { ModelServerOptions } from './types';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
    slots: { type: 'string' },
    beyond: { type: 'string', default: 'queue' },
    model: { type: 'string', multiple: true },
    key: { type: 'string' },
    rules: { type: 'string', default: '[]' },
  },
});

void startModelServer({
  port: Number(values.port),
  latencyMs: Number(values.latency),
  beyond: values.beyond as NonNullable<ModelServerOptions['beyond']>,
  reply: scriptOf(JSON.parse(values.rules) as Rule[]),
  ...(values.slots === undefined ? {} : { slots: Number(values.slots) }),
  ...(values.model === undefined ? {} : { models: values.model.map((name) => ({ name })) }),
  ...(values.key === undefined ? {} : { key: values.key }),
}).then(({ url }) => process.stdout.write(`${JSON.stringify({ url })}\n`));
