import type { EmailDescription, SenderOptions } from "./email-description.ts";
import type { EndpointOptions } from "./preset.ts";
import type { BrevoOptions } from "./presets/brevo.ts";
import type { MailgunOptions } from "./presets/mailgun.ts";
import type { PostmarkOptions } from "./presets/postmark.ts";
import type { ResendOptions } from "./presets/resend.ts";
import type { SendgridOptions } from "./presets/sendgrid.ts";
import type { SesOptions } from "./presets/ses.ts";

/** The options of each vendor's preset, named as in the vendor's documentation. */
export interface EmailPresets {
  readonly brevo: BrevoOptions;
  readonly mailgun: MailgunOptions;
  readonly postmark: PostmarkOptions;
  readonly resend: ResendOptions;
  readonly sendgrid: SendgridOptions;
  readonly ses: SesOptions;
}

export type PresetOptions = {
  [P in keyof EmailPresets]: { readonly preset: P } & EmailPresets[P] & EndpointOptions;
}[keyof EmailPresets];

export type HttpEmailOptions = SenderOptions & (PresetOptions | (EmailDescription & { readonly preset?: undefined }));
