/** The rule of what a tool reports when it cannot read a file. It stops there, so that one error hides all others. */
export const syntaxRule = 'syntax';

/** The rule of what is said of a tool's configuration, on that file or on one that it may be about. */
export const configurationRule = 'configuration';
