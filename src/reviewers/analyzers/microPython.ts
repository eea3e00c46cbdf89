import type { FolderConfig } from './folderConfig';

/** https://docs.micropython.org/en/latest/reference/manifest.html#high-level-functions */
const command = /^(?:metadata|package|module|require|include|freeze)\(/m;
/** https://docs.micropython.org/en/latest/reference/packages.html#writing-publishing-packages */
const installed = /^\s*\{\s*"(?:urls|deps)"\s*:\s*\[/;
const ownModule = /^[ \t]*(?:import|from)[ \t]+(?:micropython|machine|pyb|rp2|uasyncio|utime)\b/m;

/**
 * What does not hold in MicroPython: its event loop keeps tasks alive, and a special method may await without being a
 * coroutine.
 */
export const notInMicroPython: readonly string[] = ['RUF006', 'PLE1142'];

/** Whether a file is written for MicroPython, by what it imports or by the manifest of its package. */
export function isMicroPython(path: string, text: string, config: FolderConfig): boolean {
  if (ownModule.test(text)) {
    return true;
  }
  for (const file of config.governing(path, ['manifest.py', 'package.json'])) {
    if ((file.path.endsWith('.py') ? command : installed).test(file.text)) {
      return true;
    }
  }
  return false;
}
