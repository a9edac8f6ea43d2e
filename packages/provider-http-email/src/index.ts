/** Email through the HTTP API of a mail service, which reports back. */
export type {
  EmailDescription,
  EmailEvent,
  EventDescription,
  EventProof,
  Mail,
  Places,
  UnsignedRequest,
} from "./email-description.ts";
export { httpEmail } from "./http-email.ts";
export type { EmailPresets, HttpEmailOptions, PresetOptions } from "./http-email-options.ts";
export type { PostmarkOptions, PostmarkWebhook } from "./presets/postmark.ts";
export type { SendgridOptions } from "./presets/sendgrid.ts";
export { authorizationProof } from "./proofs.ts";
export type { EndpointOptions, SenderOptions } from "./sender-options.ts";
