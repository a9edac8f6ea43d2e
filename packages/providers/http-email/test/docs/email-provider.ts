import { httpEmail } from "@relance/provider-http-email";

export const main = httpEmail({
  preset: "sendgrid",
  apiKey: process.env.SENDGRID_API_KEY ?? "",
  verificationKey: process.env.SENDGRID_VERIFICATION_KEY,
  from: "help@example.org",
  name: "Job centre",
  replyTo: "desk@example.org",
  endpoint: process.env.SENDGRID_ENDPOINT,
});
