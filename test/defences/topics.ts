import type { Defence } from './defence';
import { files } from './files';

/** The defences by what they are about. */
export const topics: Readonly<Record<string, readonly Defence[]>> = { files };
