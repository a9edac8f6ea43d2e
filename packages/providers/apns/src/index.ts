/** Notifications for apps on Apple devices, over APNs. docs/providers/apns.md describes the code in the app. */
export { apnsApp } from "./apns.ts";
export type { ApnsOptions } from "./apns-options.ts";
