/** Sends notifications to apps on Apple devices through APNs. docs/providers/apns.md describes the code of the app. */
export { apnsApp } from "./apns.ts";
export type { ApnsOptions } from "./apns-options.ts";
