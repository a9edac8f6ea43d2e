/** Notifications for apps on Apple devices, over APNs. docs/providers/apns.md describes the app's side. */
export { apnsApp } from "./apns.ts";
export type { ApnsOptions } from "./apns-options.ts";
