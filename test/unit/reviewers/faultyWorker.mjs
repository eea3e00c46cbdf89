// Speaks the analyzer worker's protocol and does what a file's text says.
import { parentPort, threadId } from 'node:worker_threads';

let served = 0;
const who = () => ({ ...nothing, findings: [{ title: `${process.pid}.${threadId}/${served}` }] });
const looks = { analyzers: [], language: 'plaintext' };
const nothing = { findings: [], looks, failures: [], reads: '[]', damaged: false };

parentPort.on('message', ({ file, texts }) => {
  const { text } = file ?? texts.map((each) => each.file).find((each) => each.text !== 'fine') ?? texts[0].file;
  served++;
  switch (text) {
    case 'exit':
      return process.exit(7);
    case 'throw':
      throw new Error('out of luck');
    case 'abort':
      return process.kill(process.pid, 'SIGABRT');
    case 'kill':
      return process.kill(process.pid, 'SIGKILL');
    case 'hang':
      for (;;);
    case 'sleep':
      return setTimeout(() => parentPort.postMessage(nothing), 200);
    case 'who in a while':
      return setTimeout(() => parentPort.postMessage(who()), 300);
    case 'where':
      return parentPort.postMessage({ ...nothing, findings: [{ title: process.cwd() }] });
    case 'memory':
      for (const list = []; ; ) list.push(new Array(1_000_000).fill(0.5));
    case 'buffers': {
      // Enough to be noticed, and not all that the machine has.
      const list = Array.from({ length: 100 }, () => Buffer.alloc(16 * 1024 * 1024, 1));
      return setTimeout(() => parentPort.postMessage({ ...nothing, kept: list.length }), 2_000);
    }
    case 'wasm':
      return new WebAssembly.Memory({ initial: 16_385 }) && parentPort.postMessage(nothing);
    case 'print':
      for (let n = 0; n < 64; n++) process.stdout.write('x'.repeat(65_536)) && console.error('y'.repeat(65_536));
      return parentPort.postMessage(nothing);
    case 'garbage':
      return parentPort.postMessage(['rubbish']);
    case 'damage':
      return parentPort.postMessage({ ...nothing, failures: ['a: unreachable'], damaged: true });
    case 'partly':
      return parentPort.postMessage({ ...nothing, findings: [{ title: 'kept' }], failures: ['a: one', 'b: two'] });
    case 'fine':
      return parentPort.postMessage({ damaged: false, inspections: texts.map(() => ({ syntaxErrors: served })) });
    default:
      return parentPort.postMessage(who());
  }
});
