import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "vonage",
  apiKey: process.env.VONAGE_API_KEY ?? "",
  apiSecret: process.env.VONAGE_API_SECRET ?? "",
  from: "MAIRIE",
  signatureSecret: process.env.VONAGE_SIGNATURE_SECRET ?? "",
});
