import { checked } from "@relance/provider-kit";
import type { AwsOptions } from "@relance/provider-kit/aws";
import { ConfigError, namesOf, refuseUnknownNames, unknownNames } from "@relance/spec";
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

/** What each vendor asks for, named as in its documentation. */
export interface PresetSettings {
  /** `signatureSecret` verifies its webhooks. */
  readonly vonage: Readonly<Record<"apiKey" | "apiSecret" | "from", string>> & Maybe<"signatureSecret">;
  /** `endpoint` is the account's own address, such as `https://x1y2z.api.infobip.com`. */
  readonly infobip: Readonly<Record<"endpoint" | "apiKey" | "from", string>>;
  /** `signingKey` verifies the vendor's status reports. */
  readonly bird: Readonly<Record<"accessKey" | "from", string>> & Maybe<"signingKey">;
  /** `publicKey` verifies its webhooks. */
  readonly telnyx: Readonly<Record<"apiKey" | "from", string>> & Maybe<"publicKey">;
  readonly plivo: Readonly<Record<"authId" | "authToken" | "from", string>>;
  /** `region` is `eu`, `us` … @default "eu" */
  readonly sinch: Readonly<Record<"servicePlanId" | "apiToken" | "from", string>> & Maybe<"region">;
  readonly "46elks": Readonly<Record<"username" | "password" | "from", string>>;
  readonly brevo: Readonly<Record<"apiKey" | "from", string>>;
  /** `callbackToken` is added to the callback URL as `?token=…`, because OVH signs nothing. */
  readonly ovh: Readonly<
    Record<"service" | "applicationKey" | "applicationSecret" | "consumerKey" | "from" | "callbackToken", string>
  >;
  /** `from`: a phone number, pool or sender ID. `topicArn` enables receipts, and replies to two-way numbers. */
  readonly aws: AwsOptions & { readonly from: string };
}

type Maybe<K extends string> = { readonly [P in K]?: string | undefined };

/** Options of every preset. */
interface PresetLimits extends Pick<HttpSmsOptions, "perSecond" | "concurrency" | "timeout" | "explainsWithin"> {
  /** The company behind the API. @default the name of the preset */
  readonly vendor?: string | undefined;
  /** Base URL of the vendor, such as a region's. @default the vendor's own */
  readonly endpoint?: string | undefined;
}

/** A vendor with a preset, and its settings. */
export type PresetOptions = {
  [P in keyof PresetSettings]: { readonly preset: P } & PresetSettings[P] & PresetLimits;
}[keyof PresetSettings];

/** A preset without the type of its settings; the name of the preset selects it. */
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

const LIMIT_NAMES = namesOf<PresetLimits>()("vendor endpoint perSecond concurrency timeout explainsWithin");
const NAMES: Readonly<Record<keyof PresetSettings, readonly string[]>> = {
  vonage: namesOf<PresetSettings["vonage"]>()("apiKey apiSecret from signatureSecret"),
  infobip: namesOf<PresetSettings["infobip"]>()("endpoint apiKey from"),
  bird: namesOf<PresetSettings["bird"]>()("accessKey from signingKey"),
  telnyx: namesOf<PresetSettings["telnyx"]>()("apiKey from publicKey"),
  plivo: namesOf<PresetSettings["plivo"]>()("authId authToken from"),
  sinch: namesOf<PresetSettings["sinch"]>()("servicePlanId apiToken from region"),
  "46elks": namesOf<PresetSettings["46elks"]>()("username password from"),
  brevo: namesOf<PresetSettings["brevo"]>()("apiKey from"),
  ovh: namesOf<PresetSettings["ovh"]>()("service applicationKey applicationSecret consumerKey from callbackToken"),
  aws: namesOf<PresetSettings["aws"]>()("region credentials from configurationSet topicArn snsEndpoint"),
};

/**
 * Builds the description of a vendor from the account's settings.
 * @throws {ConfigError} `config/invalid`, with each missing setting in the vendor's terms
 */
export function describedBy({ preset: name, ...options }: PresetOptions): HttpSmsOptions {
  if (!Object.hasOwn(PRESETS, name)) {
    const advice = `write one of ${Object.keys(PRESETS).join(", ")}, or describe the gateway`;
    throw new ConfigError("config/invalid", `${KIND} knows no ${name}`, { problems: [{ path: "preset", advice }] });
  }
  refuseUnknownNames(name, unknownNames(options, [...NAMES[name], ...LIMIT_NAMES]));
  const { vendor = name, endpoint, perSecond, concurrency, timeout, explainsWithin, ...settings } = options;
  const preset = PRESETS[name] as unknown as AnyPreset;
  const given: Readonly<Record<string, unknown>> = { ...settings, endpoint };
  checked<void>(name, (expect) => {
    for (const path of new Set([...Object.keys(preset.asks), ...Object.keys(given)])) {
      const advice = wrongText(path, given[path], name, preset.asks[path]);
      if (advice !== undefined) expect(false, path, advice);
    }
  });
  checked<void>(name, (expect) => preset.check?.(given, expect));
  const own = typeof preset.endpoint === "function" ? preset.endpoint(given) : preset.endpoint;
  const base = (endpoint ?? own ?? "").replace(/\/+$/, "");
  const limits = { perSecond, concurrency, timeout, explainsWithin };
  return { vendor, ...preset.describe(given, base), ...(isName(given.from) && { canReply: false }), ...limits };
}

/** An alphanumeric sender, up to eleven characters; recipients cannot reply to it. */
function isName(from: unknown): boolean {
  return typeof from === "string" && /^(?=.*\p{L}).{1,11}$/u.test(from);
}

/** Refuses a setting that is missing, empty, or ends with a line break from its file. */
function wrongText(path: string, value: unknown, name: string, words: string | undefined): string | undefined {
  if (words === undefined && value === undefined) return undefined;
  if (String(value ?? "").trim() === "") return `give ${name}'s ${words ?? `${path}, or leave it out`}`;
  if (typeof value === "number") return "write it in quotes";
  if (typeof value !== "string" || value === value.trim()) return undefined;
  return "write it without blanks or line breaks around it";
}
