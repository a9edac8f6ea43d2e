import type { SealedCampaign } from "./seal-chain.ts";

/** A seal that was kept elsewhere. */
export interface KeptRoot {
  /** Absent = of the campaign in question. */
  readonly campaign?: SealedCampaign | undefined;
  readonly number: number;
  readonly chain: string;
}

const PAIR = /^(\d{1,9}):([\w-]{43})$/;

/** What an operator writes: `17:CHAIN`. */
export function readPair(text: string): KeptRoot | undefined {
  const [, number, chain] = PAIR.exec(text.trim()) ?? [];
  return number === undefined || chain === undefined ? undefined : { number: Number(number), chain };
}

/**
 * Every seal in what was kept: reports, bodies of webhooks, older evidence; JSON, or JSON line by line. What is no JSON is
 * looked at for `17:CHAIN`.
 */
export function readKeptRoots(text: string): KeptRoot[] {
  const whole = parsed(text);
  if (whole !== undefined) return rootsIn(whole, undefined);
  return text.split("\n").flatMap((line) => readPair(line) ?? rootsIn(parsed(line), undefined));
}

function rootsIn(value: unknown, around: SealedCampaign | undefined): KeptRoot[] {
  if (Array.isArray(value)) return value.flatMap((one) => rootsIn(one, around));
  if (typeof value !== "object" || value === null) return [];
  const { campaign: named, seal } = value as { readonly campaign?: unknown; readonly seal?: unknown };
  const campaign = campaignOf(named) ?? around;
  const inside = Object.values(value).flatMap((one) => rootsIn(one, campaign));
  const { number, chain } = (seal ?? {}) as { readonly number?: unknown; readonly chain?: unknown };
  const isSeal = typeof number === "number" && typeof chain === "string";
  return isSeal ? [{ campaign, number, chain }, ...inside] : inside;
}

function campaignOf(value: unknown): SealedCampaign | undefined {
  const { name, occurrence } = (value ?? {}) as { readonly name?: unknown; readonly occurrence?: unknown };
  return typeof name === "string" && typeof occurrence === "string" ? { name, occurrence } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
