/* What only Python 2 has, as patterns: names, literals and statements that tell it from Python 3. */

/** In the message of F821: what only Python 2 has, or only a newer Python than the oldest supported. */
export const names2 =
  /`(?:basestring|buffer|cmp|execfile|file|intern|long|raw_input|reduce|reload|unichr|unicode|xrange|StandardError|(?:Base)?ExceptionGroup|anext|aiter|EncodingWarning)`/;
/** How Python 2 names what it has caught, or takes it apart. */
export const caughtIn2 = /^\s*except\s+(?:[\w.]+|\([^()]*\))\s*,\s*(?:[a-z_]\w*|\([a-z_][\w, ]*\))\s*:/;
/** What runs on both, and tells them apart. */
export const speaksBoth = /\b(?:PY2|PY3|six|version_info|except\s+NameError)\b/;
/** With what only Python 2 has, at the top, where nothing catches it, or with its libraries: the file is for that. */
export const speaks2 =
  /^(?:import|from)[ \t]+(?:dircache|urllib2|urlparse|ConfigParser|cPickle|cStringIO|StringIO|httplib|HTMLParser|Queue|SocketServer|Tkinter|commands|exceptions|md5|sets|thread|xmlrpclib)\b|\btypes\.(?:List|String|Int|Dict|Tuple|Unicode|None|Class|Instance)Type\b|\blib\/python2\.\d/m;
/** Statements that Python 2 alone can read. */
export const statement2 =
  /(?:^|[:;])\s*(?:print\s+(?:["'\w%]|>>)|except\s+(?:[\w.]+|\([^()]*\))\s*,\s*\w+\s*:|raise\s+[\w.]+(?:\([^()]*\))?\s*,|exec\s+["'\w])/;
/** Its literals and operators, and parameters that take a tuple apart. Backquotes of prose stand behind words. */
export const expression2 =
  /\bur["']|\d[lL]\b|[\w)\]"']\s*<>\s*[\w("'[-]|(?:[=(,+%[]|\breturn|\bprint)\s*`[^`]+`(?!`)|\bdef\s+\w+\((?:[^()]*,)?\s*\(|\blambda\s*\(/i;
/** A number to the base of eight as Python 2 alone writes it: `0755`. A word of a text may look like one. */
export const octal2 = /(?<![\w.])0[0-7]+\b/;
