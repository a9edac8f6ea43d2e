import { checked } from "@relance/provider-kit";
import { ConfigError, nameAll, refuseUnknownNames, unknownNames } from "@relance/spec";
import { type HttpSmsOptions, KIND } from "../http-sms-options.ts";
import { aws } from "./aws.ts";
import { bird } from "./bird.ts";
import { brevo } from "./brevo.ts";
import { elks46 } from "./elks46.ts";
import { infobip } from "./infobip.ts";
import { ovh } from "./ovh.ts";
import { plivo } from "./plivo.ts";
import type { Preset, Settings } from "./preset.ts";
import { sinch } from "./sinch.ts";
import { telnyx } from "./telnyx.ts";
import { vonage } from "./vonage.ts";

type SettingsOf<P> = P extends Preset<infer Asked, infer Optional> ? Settings<Asked, Optional> : never;

/** The settings of each vendor's preset, named as in the vendor's documentation. */
export interface PresetSettings {
  readonly vonage: SettingsOf<typeof vonage>;
  readonly infobip: SettingsOf<typeof infobip>;
  readonly bird: SettingsOf<typeof bird>;
  readonly telnyx: SettingsOf<typeof telnyx>;
  readonly plivo: SettingsOf<typeof plivo>;
  readonly sinch: SettingsOf<typeof sinch>;
  readonly "46elks": SettingsOf<typeof elks46>;
  readonly brevo: SettingsOf<typeof brevo>;
  readonly ovh: SettingsOf<typeof ovh>;
  readonly aws: SettingsOf<typeof aws>;
}

interface PresetLimits extends Pick<HttpSmsOptions, "perSecond" | "concurrency" | "timeout" | "explainsWithin"> {
  /** The company behind the API. @default the name of the preset */
  readonly vendor?: string | undefined;
  /** Base URL of the vendor, for example of one region. @default the vendor's own */
  readonly endpoint?: string | undefined;
}

export type PresetOptions = {
  [P in keyof PresetSettings]: { readonly preset: P } & PresetSettings[P] & PresetLimits;
}[keyof PresetSettings];

type AnyPreset = Preset<string, string>;

const PRESETS = { vonage, infobip, bird, telnyx, plivo, sinch, "46elks": elks46, brevo, ovh, aws };

const LIMIT_NAMES = nameAll<PresetLimits>()("vendor endpoint perSecond concurrency timeout explainsWithin");

export function describedBy({ preset: name, ...options }: PresetOptions): HttpSmsOptions {
  if (!Object.hasOwn(PRESETS, name)) {
    const advice = `write one of ${Object.keys(PRESETS).join(", ")}, or describe the gateway`;
    throw new ConfigError("config/invalid", `${KIND} knows no ${name}`, { problems: [{ path: "preset", advice }] });
  }
  const preset = PRESETS[name] as unknown as AnyPreset;
  const { asks, may = [] } = preset;
  refuseUnknownNames(name, unknownNames(options, [...Object.keys(asks), ...may, ...LIMIT_NAMES]));
  const { vendor = name, endpoint, perSecond, concurrency, timeout, explainsWithin, ...settings } = options;
  const given = { ...settings, endpoint } as Settings<string, string>;
  checked<void>(name, (expect) => {
    for (const path of new Set([...Object.keys(asks), ...Object.keys(given)])) {
      const advice = wrongText(path, given[path], name, asks[path]);
      if (advice !== undefined) expect(false, path, advice);
    }
  });
  checked<void>(name, (expect) => preset.check?.(given, expect));
  const own = typeof preset.endpoint === "function" ? preset.endpoint(given) : preset.endpoint;
  const base = (endpoint ?? own ?? "").replace(/\/+$/, "");
  const limits = { perSecond, concurrency, timeout, explainsWithin };
  return { vendor, ...preset.describe(given, base), ...(isName(given.from) && { canReply: false }), ...limits };
}

/** Returns whether a sender is a name. A name has up to eleven characters, and recipients cannot reply to it. */
function isName(from: unknown): boolean {
  return typeof from === "string" && /^(?=.*\p{L}).{1,11}$/u.test(from);
}

function wrongText(path: string, value: unknown, name: string, words: string | undefined): string | undefined {
  if (words === undefined && value === undefined) return undefined;
  if (String(value ?? "").trim() === "") return `give ${name}'s ${words ?? `${path}, or leave it out`}`;
  if (typeof value === "number") return "write it in quotes";
  if (typeof value !== "string" || value === value.trim()) return undefined;
  return "write this value without spaces or line breaks around it";
}
