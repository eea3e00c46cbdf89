/** A message from elsewhere as a sentence, with a full stop where it has no end of its own. */
export function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
