import { nodemailerEmail } from "@relance/provider-nodemailer";

export const smtp = nodemailerEmail({
  url: process.env.SMTP_URL ?? "smtp://user:password@mail.example.org:587",
  from: "help@example.org",
  name: "Job centre",
  replyTo: "desk@example.org",
  bounceDomain: "bounce.example.org",
  concurrency: 20,
});
