/** Email over SMTP through nodemailer. */
export { nodemailerEmail } from "./nodemailer-email.ts";
export type { BounceOptions, NodemailerOptions, SmtpTimeouts } from "./nodemailer-options.ts";
