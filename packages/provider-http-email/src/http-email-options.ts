import type { EmailDescription } from "./email-description.ts";
import type { PostmarkOptions } from "./presets/postmark.ts";
import type { SendgridOptions } from "./presets/sendgrid.ts";
import type { EndpointOptions, SenderOptions } from "./sender-options.ts";

/** Vendor → what it asks for, in the words of its own pages. */
export interface EmailPresets {
  readonly postmark: PostmarkOptions;
  readonly sendgrid: SendgridOptions;
}

/** A mail service that is described already. */
export type PresetOptions = {
  [P in keyof EmailPresets]: { readonly preset: P } & EmailPresets[P] & EndpointOptions;
}[keyof EmailPresets];

/** A vendor's preset, or a description of your own; and the sender. */
export type HttpEmailOptions = SenderOptions & (PresetOptions | (EmailDescription & { readonly preset?: undefined }));
