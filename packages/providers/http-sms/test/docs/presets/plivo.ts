import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "plivo",
  authId: process.env.PLIVO_AUTH_ID ?? "",
  authToken: process.env.PLIVO_AUTH_TOKEN ?? "",
  from: "MAIRIE",
});
