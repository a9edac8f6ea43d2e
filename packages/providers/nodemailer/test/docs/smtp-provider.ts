import { nodemailerEmail } from "@relance/provider-nodemailer";

export const smtp = nodemailerEmail({
  url: process.env.SMTP_URL ?? "smtp://user:password@mail.example.org:587",
  from: "help@example.org",
  name: "Job centre",
  replyTo: "desk@example.org",
  bounces: { domain: "bounce.example.org", secret: process.env.BOUNCE_SECRET ?? "0".repeat(64) },
  concurrency: 20,
});
