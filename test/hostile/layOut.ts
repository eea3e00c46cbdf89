import assert from 'node:assert/strict';
import { Ground } from './ground';
import type { HostileFolder } from './hostileFolder';

/** What is wrong in the file that is fine, and is put right by an exact change. */
export const defect = 'map(parseInt)';

/** Stands in every folder. What is wrong in its first line is found and put right whatever a project's tools are told. */
export const fineFile = 'fine.js';
const fineText = `export const toNumbers = (texts) => texts.${defect};\nexport const isNumber = (value) => value !== NaN;\n`;

/** Lays a hostile folder out on its ground, with the file that is to be reviewed whatever stands beside it. */
export async function layOut(folder: HostileFolder, ground: Ground): Promise<void> {
  await folder.make(ground);
  ground.files({ [fineFile]: fineText });
  ground.arm([fineFile, ...(folder.mayChange ?? [])]);
}

/** Lets happen what happens between a review and its application. What is refused as a whole changes nothing then. */
export async function swap(folder: HostileFolder, ground: Ground): Promise<void> {
  if (folder.swap) {
    await folder.swap(ground);
    ground.arm(folder.ends.apply?.fixesNothing ? [] : [fineFile, ...(folder.mayChange ?? [])]);
  }
}

/** Throws when nothing happens that counts as a trip though somebody does what the folder waits for. */
export async function provesItsCanary(folder: HostileFolder): Promise<void> {
  const ground = await Ground.create();
  try {
    await layOut(folder, ground);
    assert.deepEqual(ground.trips(), [], 'There are trips before anything was done');
    await folder.fires(ground);
    assert.notDeepEqual(ground.trips(), [], `The canary of "${folder.name}" cannot fire`);
  } finally {
    await ground.dispose();
  }
}
