import type { CampaignDefinition, Step } from "relance";
import type { FakeVendor, WorldPerson } from "./facts.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/**
 * By default, a receipt is overdue this many milliseconds after the provider accepted the message (docs/campaign.md).
 */
const OVERDUE_MS = 15 * 60_000;

export function span(text: string): number {
  const [, count = "", unit = ""] = /^[+-]?(\d+)([smhd])$/.exec(text) ?? [];
  const ms = UNITS[unit];
  if (ms === undefined) throw new Error(`${text} is no length of time that the oracle can read`);
  return Number(count) * ms;
}

/** One step of the campaign file. The oracle parses the file itself. */
export interface Rung {
  readonly channel: Step["channel"];
  readonly route: readonly string[];
  readonly waitMs: number | undefined;
  readonly overdueMs: number;
  readonly onMissingReceipt: "reroute" | "escalate" | "wait" | "resend";
}

/** The settings of the campaign file that determine a recipient's moves. */
export interface Script {
  readonly rungs: readonly Rung[];
  readonly callBufferMs: number;
  readonly ifLate: "compress" | "skip" | "refuse";
  readonly repeats: boolean;
  readonly fakeVendors: Readonly<Record<string, FakeVendor>>;
  effect(answer: string): "close" | "next-contact" | "call-me" | number | undefined;
}

export function readScript(definition: CampaignDefinition, fakeVendors: Readonly<Record<string, FakeVendor>>): Script {
  const buttons = definition.confirm?.buttons ?? { done: "close" };
  return {
    rungs: definition.steps.map(({ channel, route = [], wait, onMissingReceipt }) => ({
      channel,
      route: route.map((name) => `${channel}.${name}`),
      waitMs: wait === undefined ? undefined : span(wait),
      overdueMs: onMissingReceipt?.after === undefined ? OVERDUE_MS : span(onMissingReceipt.after),
      onMissingReceipt: onMissingReceipt?.do ?? "reroute",
    })),
    callBufferMs: definition.callBuffer === undefined ? 0 : span(definition.callBuffer),
    ifLate: definition.ifLate ?? "compress",
    repeats: definition.guarantee === "at-least-once",
    fakeVendors,
    effect(answer) {
      const button = buttons[answer];
      const effect = typeof button === "object" ? button.effect : button;
      if (effect === undefined || effect === "close" || effect === "next-contact" || effect === "call-me")
        return effect;
      return span(effect.replace("snooze ", ""));
    },
  };
}

export function hasContact(person: WorldPerson, rung: Rung | undefined): boolean {
  return person.contacts.some(({ channel }) => channel === rung?.channel);
}

export function fullWaits(script: Script, person: WorldPerson, from: number): number {
  return script.rungs
    .slice(from - 1)
    .reduce((sum, rung) => sum + (hasContact(person, rung) ? (rung.waitMs ?? 0) : 0), 0);
}
