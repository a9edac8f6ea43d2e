import type { SealedCampaign } from "./seal-chain.ts";

/** A seal that was copied to a place outside the store. */
export interface KeptRoot {
  /** The campaign of the seal; absent if the seal belongs to the campaign in verification. */
  readonly campaign?: SealedCampaign | undefined;
  readonly number: number;
  readonly chain: string;
}

const PAIR = /^(\d{1,9}):([\w-]{43})$/;

/** Parses `17:CHAIN`. */
export function readPair(text: string): KeptRoot | undefined {
  const [, number, chain] = PAIR.exec(text.trim()) ?? [];
  return number === undefined || chain === undefined ? undefined : { number: Number(number), chain };
}

/**
 * Finds all seals in a document from outside the store, such as a report, a webhook body or older evidence (JSON or
 * JSON lines). In any other text, finds seals such as `17:CHAIN`.
 */
export function readKeptRoots(text: string): KeptRoot[] {
  const whole = parsed(text);
  if (whole !== undefined) return rootsIn(whole);
  let of: SealedCampaign | undefined; // if the document is an evidence file, the first line contains the campaign
  return text.split("\n").flatMap((line) => {
    const value = parsed(line);
    if (isHead(value)) of = parseCampaign(value.campaign);
    return readPair(line) ?? rootsIn(value, of);
  });
}

function isHead(value: unknown): value is { readonly campaign?: unknown } {
  return typeof value === "object" && value !== null && "evidence" in value && "madeAt" in value;
}

/** Uses a loop instead of recursion, because the document may be nested deeply. */
function rootsIn(whole: unknown, of?: SealedCampaign): KeptRoot[] {
  const found: KeptRoot[] = [];
  const open: { readonly value: unknown; readonly around?: SealedCampaign | undefined }[] = [
    { value: whole, around: of },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, around } = next;
    if (typeof value !== "object" || value === null) continue;
    const { campaign: named, seal } = value as { readonly campaign?: unknown; readonly seal?: unknown };
    const campaign = parseCampaign(named) ?? around;
    const { number, chain } = (seal ?? {}) as { readonly number?: unknown; readonly chain?: unknown };
    if (typeof number === "number" && typeof chain === "string") found.push({ campaign, number, chain });
    for (const inside of Object.values(value)) open.push({ value: inside, around: campaign });
  }
  return found;
}

function parseCampaign(value: unknown): SealedCampaign | undefined {
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
