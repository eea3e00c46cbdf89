/**
 * The scripted model server as a process: prints its address as one line of JSON and serves until it is ended.
 *
 *   tsx test/modelServer/main.ts --port 0 --latency 500 --slots 4 --beyond 503 --model m --key k --rules '[{"fault":"empty"}]'
 *   tsx test/modelServer/main.ts --latency 300 --noise 0.3 --knee 16 --change '{"afterMs":20000,"to":32}'
 *
 * `GET /test/log` answers with what was logged, `GET /test/times` with when it was, and `POST /test/rules` replaces the rules.
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
    noise: { type: 'string' },
    knee: { type: 'string' },
    perMinute: { type: 'string' },
    change: { type: 'string' },
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
  ...numbers(['slots', 'noise', 'knee', 'perMinute']),
  ...(values.change === undefined ? {} : { changeCapacity: JSON.parse(values.change) }),
  ...(values.model === undefined ? {} : { models: values.model.map((name) => ({ name })) }),
  ...(values.key === undefined ? {} : { key: values.key }),
}).then(({ url }) => process.stdout.write(`${JSON.stringify({ url })}\n`));

function numbers(names: readonly ('slots' | 'noise' | 'knee' | 'perMinute')[]): Partial<ModelServerOptions> {
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, Number(values[name])]])),
  );
}
