/** Email through the HTTP API of a mail service with delivery events. */
export type { RequestSigner, UnsignedRequest } from "@relance/provider-kit";
export type { AwsCredentialSource, AwsCredentials } from "@relance/provider-kit/aws";
export type {
  EmailDescription,
  EmailEvent,
  EventDescription,
  EventProof,
  Mail,
  MailAttachment,
  Places,
  SenderOptions,
} from "./email-description.ts";
export { httpEmail } from "./http-email.ts";
export type { EndpointOptions } from "./preset.ts";
export type { BrevoOptions } from "./presets/brevo.ts";
export type { MailgunOptions } from "./presets/mailgun.ts";
export type { PostmarkOptions, PostmarkWebhook } from "./presets/postmark.ts";
export type { ResendOptions } from "./presets/resend.ts";
export type { SendgridOptions } from "./presets/sendgrid.ts";
export type { SesOptions } from "./presets/ses.ts";
export type { EmailPresets, HttpEmailOptions, PresetOptions } from "./presets.ts";
export { authorizationProof, standardWebhookProof } from "./proofs.ts";
