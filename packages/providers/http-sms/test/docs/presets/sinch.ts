import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "sinch",
  servicePlanId: process.env.SINCH_SERVICE_PLAN_ID ?? "",
  apiToken: process.env.SINCH_API_TOKEN ?? "",
  from: "MAIRIE",
  region: "eu",
});
