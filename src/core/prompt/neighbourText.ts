import type { Neighbour } from '../parts';
import { quotedPath } from './quotedPath';

/** What stands above all that is shown of other files. */
export const neighboursHeading = '\nImported definitions (context, not under review)';

/** What stands above the definitions of one file. */
export function neighbourHeading(path: string): string {
  return `From ${quotedPath(path)}:`;
}

/** What is shown of other files, as it follows the text under review: no line of it is numbered like that text's. */
export function neighbourText(files: readonly Neighbour[]): string {
  const sections = files.map(({ path, definitions }) => [neighbourHeading(path), ...definitions].join('\n'));
  return [neighboursHeading, ...sections].join('\n');
}
