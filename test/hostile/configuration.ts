import type { HostileFolder } from './hostileFolder';

/** Folders whose configuration of some tool is code, or leads to some. */
export const configuration: readonly HostileFolder[] = [
  {
    name: 'an eslint.config.js that runs something',
    make: (ground) => {
      ground.files({ 'eslint.config.js': ground.javascript, 'eslint.config.cjs': ground.javascript });
    },
    fires: (ground) => ground.run(process.execPath, ['eslint.config.cjs']),
    ends: { review: { files: { 'eslint.config.js': 'reviewed' } }, apply: {} },
    inEditor: true,
  },
];
