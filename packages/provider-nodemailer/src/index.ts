/** Email over SMTP through nodemailer. */
export type { BounceOptions } from "./bounce-options.ts";
export { nodemailerEmail } from "./nodemailer-email.ts";
export type { DkimOptions, NodemailerOptions, SmtpTimeouts } from "./nodemailer-options.ts";
