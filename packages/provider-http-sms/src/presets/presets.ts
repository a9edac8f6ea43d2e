import type { AwsOptions } from "@relance/provider-kit/aws";
import { ConfigError, type NamesOf, type Problem, refuseUnknownNames, unknownNames } from "@relance/spec";
import { type HttpSmsOptions, KIND } from "../http-sms-options.ts";
import { aws } from "./aws.ts";
import { bird } from "./bird.ts";
import { brevo } from "./brevo.ts";
import { elks46 } from "./elks46.ts";
import { infobip } from "./infobip.ts";
import { ovh } from "./ovh.ts";
import { plivo } from "./plivo.ts";
import type { Preset } from "./preset.ts";
import { sinch } from "./sinch.ts";
import { telnyx } from "./telnyx.ts";
import { vonage } from "./vonage.ts";

/** What each vendor asks for, in the words of its own pages. */
export interface PresetSettings {
  /** `signatureSecret` proves its webhooks. */
  readonly vonage: Readonly<Record<"apiKey" | "apiSecret" | "from", string>> & Maybe<"signatureSecret">;
  /** `endpoint` is the account's own address, such as `https://x1y2z.api.infobip.com`. */
  readonly infobip: Readonly<Record<"endpoint" | "apiKey" | "from", string>>;
  /** `signingKey` proves its status reports. */
  readonly bird: Readonly<Record<"accessKey" | "from", string>> & Maybe<"signingKey">;
  /** `publicKey` proves its webhooks. */
  readonly telnyx: Readonly<Record<"apiKey" | "from", string>> & Maybe<"publicKey">;
  readonly plivo: Readonly<Record<"authId" | "authToken" | "from", string>>;
  /** `region` is `eu`, `us` … @default "eu" */
  readonly sinch: Readonly<Record<"servicePlanId" | "apiToken" | "from", string>> & Maybe<"region">;
  readonly "46elks": Readonly<Record<"username" | "password" | "from", string>>;
  readonly brevo: Readonly<Record<"apiKey" | "from", string>>;
  /** `callbackToken` stands in the callback address of the service, as `?token=…`: OVH signs nothing. */
  readonly ovh: Readonly<
    Record<"service" | "applicationKey" | "applicationSecret" | "consumerKey" | "from" | "callbackToken", string>
  >;
  /** `from` is a phone number, pool or sender ID. `topicArn` brings receipts, and answers where its numbers are two-way. */
  readonly aws: AwsOptions & { readonly from: string };
}

type Maybe<K extends string> = { readonly [P in K]?: string | undefined };

/** What every preset takes. */
interface PresetLimits extends Pick<HttpSmsOptions, "perSecond" | "concurrency" | "timeoutMs" | "explainsWithinMs"> {
  /** Who carries the messages. @default the preset's name */
  readonly vendor?: string | undefined;
  /** Another address of the vendor, such as a region's. @default the vendor's own */
  readonly endpoint?: string | undefined;
}

/** A vendor that is described already, and what it asks for. */
export type PresetOptions = {
  [P in keyof PresetSettings]: { readonly preset: P } & PresetSettings[P] & PresetLimits;
}[keyof PresetSettings];

/** What a preset makes of its settings. The name chooses it, which a type of its own cannot say. */
type AnyPreset = Preset<Readonly<Record<string, unknown>>>;

const PRESETS: Readonly<Record<keyof PresetSettings, Preset | typeof aws>> = {
  vonage,
  infobip,
  bird,
  telnyx,
  plivo,
  sinch,
  "46elks": elks46,
  brevo,
  ovh,
  aws,
};

const LIMIT_NAMES: NamesOf<PresetLimits> = {
  vendor: true,
  endpoint: true,
  perSecond: true,
  concurrency: true,
  timeoutMs: true,
  explainsWithinMs: true,
};
const NAMES: { readonly [P in keyof PresetSettings]: NamesOf<PresetSettings[P]> } = {
  vonage: { apiKey: true, apiSecret: true, from: true, signatureSecret: true },
  infobip: { endpoint: true, apiKey: true, from: true },
  bird: { accessKey: true, from: true, signingKey: true },
  telnyx: { apiKey: true, from: true, publicKey: true },
  plivo: { authId: true, authToken: true, from: true },
  sinch: { servicePlanId: true, apiToken: true, from: true, region: true },
  "46elks": { username: true, password: true, from: true },
  brevo: { apiKey: true, from: true },
  ovh: {
    service: true,
    applicationKey: true,
    applicationSecret: true,
    consumerKey: true,
    from: true,
    callbackToken: true,
  },
  aws: { region: true, credentials: true, from: true, configurationSet: true, topicArn: true, snsEndpoint: true },
};

/**
 * The description of a vendor, with the account's own settings in it.
 *
 * @throws {ConfigError} `config/invalid`, with what is missing in the vendor's words
 */
export function describedBy({ preset: name, ...options }: PresetOptions): HttpSmsOptions {
  if (!Object.hasOwn(PRESETS, name)) {
    const advice = `write one of ${Object.keys(PRESETS).join(", ")}, or describe the gateway`;
    throw new ConfigError("config/invalid", `${KIND} knows no ${name}`, { problems: [{ path: "preset", advice }] });
  }
  refuseUnknownNames(name, unknownNames(options, { ...NAMES[name], ...LIMIT_NAMES }));
  const { vendor = name, endpoint, perSecond, concurrency, timeoutMs, explainsWithinMs, ...settings } = options;
  const preset = PRESETS[name] as unknown as AnyPreset;
  const given: Readonly<Record<string, unknown>> = { ...settings, endpoint };
  const problems: Problem[] = [...Object.keys(preset.asks), ...Object.keys(given)]
    .filter((path, place, all) => all.indexOf(path) === place)
    .flatMap((path) => wrongText(path, given[path], name, preset.asks[path]));
  if (problems.length === 0) {
    preset.check?.(given, (holds, path, advice) => {
      if (!holds) problems.push({ path, advice });
    });
  }
  if (problems.length > 0) throw new ConfigError("config/invalid", `${name} cannot be set up`, { problems });
  const own = typeof preset.endpoint === "function" ? preset.endpoint(given) : preset.endpoint;
  const base = (endpoint ?? own ?? "").replace(/\/+$/, "");
  const limits = { perSecond, concurrency, timeoutMs, explainsWithinMs };
  return { vendor, ...preset.describe(given, base), ...(isName(given.from) && { canReply: false }), ...limits };
}

/** A sender of letters, up to eleven: nobody can answer it. */
function isName(from: unknown): boolean {
  return typeof from === "string" && /^(?=.*\p{L}).{1,11}$/u.test(from);
}

/** What is missing, empty or has a line break of its file: a header would not take it, or the vendor would not know it. */
function wrongText(path: string, value: unknown, name: string, words: string | undefined): readonly Problem[] {
  if (words === undefined && value === undefined) return [];
  if (String(value ?? "").trim() === "") {
    return [
      { path, advice: words === undefined ? `give ${name}'s ${path}, or leave it out` : `give ${name}'s ${words}` },
    ];
  }
  if (typeof value === "number") return [{ path, advice: "write it in quotes" }];
  if (typeof value !== "string" || value === value.trim()) return [];
  return [{ path, advice: "write it without blanks or line breaks around it" }];
}
