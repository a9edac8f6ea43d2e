import { apnsApp } from "@relance/provider-apns";

export const iphone = apnsApp({
  key: process.env.APNS_KEY ?? "",
  keyId: process.env.APNS_KEY_ID ?? "",
  teamId: process.env.APNS_TEAM_ID ?? "",
  topic: "org.example.app",
  endpoint: process.env.APNS_ENDPOINT,
});
