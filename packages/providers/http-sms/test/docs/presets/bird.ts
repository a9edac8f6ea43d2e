import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "bird",
  accessKey: process.env.BIRD_ACCESS_KEY ?? "",
  from: "MAIRIE",
  signingKey: process.env.BIRD_SIGNING_KEY ?? "",
});
