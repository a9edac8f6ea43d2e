/** Notifications of apps on Apple's devices, over APNs. The app's side is in docs/providers/apns.md. */
export { apnsApp } from "./apns.ts";
export type { ApnsOptions } from "./apns-options.ts";
