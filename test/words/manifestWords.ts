import type { Words } from './wordsIn';

/** Keys of the manifest under which stands what a person reads. */
const readKeys =
  /^(?:title|shortTitle|displayName|category|label|contents|contextualTitle|altText|.*[dD]escriptions?)$/;

/** What a model reads, which is said to all in one language, and what is put into a file. */
const otherKeys = new Set(['modelDescription', 'inputSchema', 'body']);

/** Keys that are in the manifest of every package, and are read in the list of extensions. */
type Manifest = Readonly<Record<'displayName' | 'description' | 'capabilities' | 'contributes', unknown>>;

/** What the manifest of the extension shows in the editor, each with the path of its key. */
export function manifestWords({
  displayName,
  description,
  capabilities,
  contributes,
}: Partial<Manifest>): readonly Words[] {
  const found: Words[] = [];
  const visit = (value: unknown, path: string, isShown: boolean): void => {
    if (typeof value === 'string') {
      if (isShown) {
        found.push({ file: path, line: 1, text: value });
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const isInList = Array.isArray(value);
        if (isInList || !otherKeys.has(key)) {
          visit(inner, path === '' ? key : `${path}.${key}`, isInList ? isShown : isRead(key, path));
        }
      }
    }
  };
  visit({ displayName, description, capabilities, contributes }, '', false);
  return found;
}

/** A view has a name that is read; that of a tool is for programs. */
const isRead = (key: string, path: string): boolean =>
  readKeys.test(key) || (key === 'name' && path.startsWith('contributes.views.'));
