/** Notifications of apps over Firebase Cloud Messaging. The app's side is in docs/providers/fcm.md. */
export { fcmApp } from "./fcm.ts";
export type { FcmOptions, ServiceAccount } from "./fcm-options.ts";
