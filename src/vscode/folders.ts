/** The name of a folder, without the path to it. */
export function folderName(folder: { readonly path: string }): string {
  const path = folder.path.replace(/\/+$/, '');
  return path.slice(path.lastIndexOf('/') + 1) || '/';
}
