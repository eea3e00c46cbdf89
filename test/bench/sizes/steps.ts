import { changes } from './changes';
import { findings } from './findings';
import { folder } from './folder';
import { prompts } from './prompts';
import { replies } from './replies';
import { risks } from './risks';
import { runs } from './runs';
import type { Step } from './step';

/** Every step of the main thread whose input somebody else chooses the size of. */
export const steps: readonly Step[] = [...replies, ...findings, ...folder, ...prompts, ...risks, ...runs, ...changes];

export const stepNames: readonly string[] = steps.map(({ name }) => name);
