import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "telnyx",
  apiKey: process.env.TELNYX_API_KEY ?? "",
  from: "+33700000001",
  publicKey: process.env.TELNYX_PUBLIC_KEY ?? "",
});
