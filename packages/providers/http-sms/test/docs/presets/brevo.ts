import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "brevo",
  apiKey: process.env.BREVO_API_KEY ?? "",
  from: "MAIRIE",
});
