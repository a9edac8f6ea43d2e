/** Notifications for apps over Firebase Cloud Messaging. docs/providers/fcm.md describes the app's side. */
export { fcmApp } from "./fcm.ts";
export type { FcmOptions, ServiceAccount } from "./fcm-options.ts";
