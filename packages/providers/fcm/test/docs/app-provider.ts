import { fcmApp } from "@relance/provider-fcm";

export const android = fcmApp({
  serviceAccount: process.env.FIREBASE_SERVICE_ACCOUNT ?? "",
  endpoint: process.env.FCM_ENDPOINT,
});
