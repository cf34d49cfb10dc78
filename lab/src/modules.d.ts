/** What `build.mjs` defines for the sources. */

/** Whether the page was built by `node build.mjs --dev`. */
declare const __DEV__: boolean;
