// The least that the same requests take: reads each file of a folder, sends it, takes in the answer, writes a line.
// What it uses depends on the machine and its moment like what we use, so that the two can be compared.
const { appendFile, readdir, readFile } = require('node:fs/promises');
const http = require('node:http');
const { join } = require('node:path');

const [url, folder, limit, output] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });

function ask(name, text) {
  const lines = text.split('\n').map((line, index) => `${index + 1}| ${line}`);
  const messages = [
    { role: 'system', content: 'x'.repeat(4000) },
    { role: 'user', content: `File: ${name}\nLanguage: python\n${lines.join('\n')}` },
  ];
  const body = JSON.stringify({ model: 'scripted:latest', stream: true, messages });
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = http.request(`${url}/chat/completions`, { agent, method: 'POST', headers }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => {
        answer += piece;
      });
      response.on('end', () => resolve(answer));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function main() {
  const names = (await readdir(folder)).sort();
  const worker = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const answer = await ask(name, await readFile(join(folder, name), 'utf8'));
      await appendFile(output, `${JSON.stringify({ name, length: answer.length })}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(limit) }, worker));
  agent.destroy();
}

void main();
