import { sampled } from '../complete';

/** What is shown by clicks in a light window is in a dark one, too: both are looked at when everything is tried. */
export const themes = sampled(['dark', 'light'] as const, 2);
