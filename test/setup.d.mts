/** Where the editor to test in lives: outside the checkout, shared by all checkouts of a user. */
export declare const cacheFolder: string;
/** The installed code-server: the Node it runs on and its entry; undefined when missing or incomplete. */
export declare function findEditor(): { readonly node: string; readonly entry: string } | undefined;
/** The path of a Chromium that starts, or undefined. `FOLDER_REVIEW_CHROMIUM` names one outright. */
export declare function findBrowser(): string | undefined;
