import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "infobip",
  endpoint: "https://x1y2z.api.infobip.com",
  apiKey: process.env.INFOBIP_API_KEY ?? "",
  from: "MAIRIE",
});
