// Speaks the analyzer worker's protocol and does what a file's text says.
import { parentPort, threadId } from 'node:worker_threads';

let served = 0;
const nothing = { findings: [], failures: [], damaged: false };

parentPort.on('message', ({ file, texts }) => {
  const { text } = file ?? texts.map((each) => each.file).find((each) => each.text !== 'fine') ?? texts[0].file;
  served++;
  switch (text) {
    case 'exit':
      return process.exit(7);
    case 'throw':
      throw new Error('out of luck');
    case 'hang':
      for (;;);
    case 'sleep':
      return setTimeout(() => parentPort.postMessage(nothing), 200);
    case 'memory':
      for (let list; ; ) list = { list, padding: new Array(100).fill(list) };
    case 'damage':
      return parentPort.postMessage({ ...nothing, failures: ['a: unreachable'], damaged: true });
    case 'partly':
      return parentPort.postMessage({ ...nothing, findings: [{ title: 'kept' }], failures: ['a: one', 'b: two'] });
    case 'fine':
      return parentPort.postMessage({ damaged: false, inspections: texts.map(() => ({ syntaxErrors: served })) });
    default:
      return parentPort.postMessage({ ...nothing, findings: [{ title: `${threadId}/${served}` }] });
  }
});
