import { twilioSms } from "@relance/provider-twilio";

export const main = twilioSms({
  accountSid: process.env.TWILIO_ACCOUNT_SID ?? "",
  authToken: process.env.TWILIO_AUTH_TOKEN ?? "",
  from: "+33639980000",
  concurrency: 32,
});
