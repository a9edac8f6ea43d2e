import { createHash } from "node:crypto";
import type { Channel, DefineInput, EnrollRow, Plan, Store } from "@relance/spec";

export const HOUR = 3_600_000;

/** SMS over `sms.main`, an hour, then email; the event `re-registered` closes. */
export const PLAN: Plan = {
  steps: (["sms", "email"] as const).map((channel) => ({
    channel,
    route: [{ provider: `${channel}.main`, vendor: "telco", receipts: true, lookup: true }],
    waitMs: HOUR,
    unknownAfterMs: HOUR,
    onMissingReceipt: "reroute",
  })),
  callBufferMs: 0,
  guarantee: "at-most-once",
  maxTries: 3,
  retryMs: 60_000,
  resolutionMs: 600_000,
  strength: "event",
  answers: { done: { do: "close" }, promise: { do: "snooze", forMs: HOUR } },
  on: "re-registered",
  reply: { OK: "promise" },
};

export function definition(name: string, plan: Plan = PLAN, audience: DefineInput["audience"] = "closed"): DefineInput {
  const body = JSON.stringify({ name });
  const hash = createHash("sha256").update(body).digest("hex");
  return { tenant: "", name, occurrence: "", hash, body, plan, audience };
}

export function digestOf(channel: Channel, address: string): string {
  return createHash("sha256").update(`${channel} ${address}`).digest("hex");
}

export function phoneOf(number: number): string {
  return `+336${String(number).padStart(8, "0")}`;
}

export function person(number: number): EnrollRow {
  const contacts = [
    { channel: "sms" as const, address: phoneOf(number) },
    { channel: "email" as const, address: `p${number}@example.org` },
  ];
  return {
    line: number,
    key: `p${number}`,
    contacts,
    digests: contacts.map(({ channel, address }) => digestOf(channel, address)),
    variables: {},
    locale: undefined,
    timezone: undefined,
    deadline: { afterMs: 24 * HOUR },
    steps: 0b11,
    sendOrder: number,
  };
}

export interface RunningCampaign {
  readonly campaign: number;
  readonly version: number;
  /** Internal ids of `p1`, `p2`, … */
  readonly enrollments: readonly number[];
}

/** A campaign that runs, with this many recipients. */
export async function startCampaign(
  store: Pick<Store, "define" | "enroll" | "seal">,
  people: number,
  {
    name = "campaign",
    plan = PLAN,
    audience,
  }: { readonly name?: string; readonly plan?: Plan; readonly audience?: DefineInput["audience"] } = {},
): Promise<RunningCampaign> {
  const { campaign, version } = await store.define(definition(name, plan, audience));
  const enrollments: number[] = [];
  let seq = 0;
  for (let from = 0; from < people; from += 5_000, seq++) {
    const rows = Array.from({ length: Math.min(5_000, people - from) }, (_, place) => person(from + place + 1));
    const chunk = { campaign, version, importId: name, seq, rows, refused: [] };
    enrollments.push(...(await store.enroll(chunk)).enrollments);
  }
  await store.seal({ campaign, importId: name, chunks: seq });
  return { campaign, version, enrollments };
}
