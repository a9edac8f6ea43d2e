import { checkUrl, type Expect } from "@relance/provider-kit";
import { nameAll } from "@relance/spec";
import type { EmailDescription, SenderOptions } from "./email-description.ts";
import type { AnyPreset, EndpointOptions, Preset } from "./preset.ts";
import { type BrevoOptions, brevo } from "./presets/brevo.ts";
import { type MailgunOptions, mailgun } from "./presets/mailgun.ts";
import { type PostmarkOptions, postmark } from "./presets/postmark.ts";
import { type ResendOptions, resend } from "./presets/resend.ts";
import { type SendgridOptions, sendgrid } from "./presets/sendgrid.ts";
import { type SesOptions, ses } from "./presets/ses.ts";

const PRESETS: { readonly [P in keyof EmailPresets]: Preset<EmailPresets[P]> } = {
  brevo,
  mailgun,
  postmark,
  resend,
  sendgrid,
  ses,
};

export const PRESET_NAMES: Readonly<Record<keyof EmailPresets, readonly string[]>> = {
  brevo: nameAll<EmailPresets["brevo"]>()("apiKey webhookToken"),
  mailgun: nameAll<EmailPresets["mailgun"]>()("apiKey domain region signingKey"),
  postmark: nameAll<EmailPresets["postmark"]>()("serverToken messageStream webhook"),
  resend: nameAll<EmailPresets["resend"]>()("apiKey signingSecret"),
  sendgrid: nameAll<EmailPresets["sendgrid"]>()("apiKey region verificationKey"),
  ses: nameAll<EmailPresets["ses"]>()("region credentials configurationSet topicArn snsEndpoint"),
};

export function isPreset(name: string): name is keyof EmailPresets {
  return Object.hasOwn(PRESETS, name);
}

/** Returns the description of a vendor with these options; `undefined` if `expect` reported a mistake. */
export function describedBy(options: PresetOptions, expect: Expect): EmailDescription | undefined {
  let isSound = true;
  const note: Expect = (holds, path, advice) => {
    if (!holds) isSound = false;
    expect(holds, path, advice);
  };
  const names = Object.keys(PRESETS);
  note(isPreset(options.preset), "preset", `write one of ${names.join(", ")}, or describe the service yourself`);
  if (!isSound) return undefined;
  // TypeScript cannot express that the options belong to this preset
  const preset = PRESETS[options.preset] as unknown as AnyPreset;
  const given = options as unknown as Parameters<AnyPreset["describe"]>[0];
  for (const [name, advice = ""] of Object.entries(preset.asks)) {
    const value = given[name];
    const isText = typeof value === "string";
    note(value !== undefined && value !== "", name, advice);
    note(!isText || value === value.trim(), name, "write this value without spaces or line breaks around it");
  }
  if (!isSound) return undefined;
  preset.check?.(given, note);
  const endpoint = given.endpoint ?? preset.endpoint(given);
  checkUrl(endpoint, "endpoint", note);
  return isSound ? preset.describe(given, endpoint) : undefined;
}

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
