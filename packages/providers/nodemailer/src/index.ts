/** Email over SMTP through nodemailer. */
export { nodemailerEmail } from "./nodemailer-email.ts";
export type { BounceOptions, DkimOptions, NodemailerOptions, SmtpTimeouts } from "./nodemailer-options.ts";
