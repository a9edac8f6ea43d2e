import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "46elks",
  username: process.env.ELKS_USERNAME ?? "",
  password: process.env.ELKS_PASSWORD ?? "",
  from: "MAIRIE",
});
