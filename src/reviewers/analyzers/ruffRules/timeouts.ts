import { callArguments, type Place } from './place';

/** What a person starts and watches, by where it lies and by the runner that it is written for. */
const byHand =
  /(?:^|\/)(?:hack|maintenance|bin|(?:\w+[_-])?(?:scripts?|tools?)|devtools|(?:\w+_)?migrations?(?:\.py)?|setup\.py|(?:setup|install|bootstrap|download|fetch)[-_][\w-]+\.py|noxfile\.py|fabfile\.py)(?:\/|$)/i;
const ofRunner = /^[ \t]*(?:import|from)[ \t]+(?:invoke|nox|fabric|doit)\b/m;
const thisMachine = /^\s*(?:url\s*=\s*)?[fFrR]{0,2}["']https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])\b/;

/** The address that a call begins with, with a constant of the file's own in its place. */
function addressOf(place: Place): string {
  const given = callArguments(place);
  const name = /^\s*(?:url\s*=\s*)?(?:[fF]["']\{)?([A-Za-z_]\w*)\b/.exec(given)?.[1];
  const constant = name && new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*(.*)$`, 'm').exec(place.text)?.[1];
  return constant || given;
}

/**
 * Whether a request that waits forever keeps somebody else waiting: a service, a library or a program hangs where the
 * other side does not answer; whoever runs a script by hand sees it and ends it.
 */
export function hangsUnseen(place: Place): boolean {
  return !byHand.test(place.path) && !ofRunner.test(place.text) && !thisMachine.test(addressOf(place));
}
