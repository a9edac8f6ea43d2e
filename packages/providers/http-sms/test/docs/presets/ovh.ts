import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "ovh",
  service: "sms-ab12345-1",
  applicationKey: process.env.OVH_APPLICATION_KEY ?? "",
  applicationSecret: process.env.OVH_APPLICATION_SECRET ?? "",
  consumerKey: process.env.OVH_CONSUMER_KEY ?? "",
  from: "MAIRIE",
  callbackToken: process.env.OVH_CALLBACK_TOKEN ?? "",
});
