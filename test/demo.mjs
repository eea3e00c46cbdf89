#!/usr/bin/env node
// `npm start [-- folder] [option]…`: reviews a folder, by default the bundled sample, with the command line just built.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const [first, ...rest] = process.argv.slice(2);
const isFolder = first !== undefined && !first.startsWith('-');
// npm changes to the project's folder; INIT_CWD is where the person stood.
const folder = isFolder ? resolve(process.env.INIT_CWD ?? process.cwd(), first) : resolve(root, 'test/fixtures/sample');
const options = isFolder ? rest : process.argv.slice(2);

// Ctrl+C reaches the review itself, which ends in its own way and says so by its exit code.
process.on('SIGINT', () => {});

const review = spawn(process.execPath, [resolve(root, 'dist/cli.js'), 'review', folder, ...options], {
  stdio: 'inherit',
});
review.on('close', (code) => {
  // 1 means that there are findings, which is what a demonstration is for.
  process.exitCode = code === 1 ? 0 : (code ?? 130);
  if (process.exitCode === 0) {
    console.log(`\nTo review it in VS Code: npm run vscode${isFolder ? ` -- ${JSON.stringify(first)}` : ''}`);
  }
});
