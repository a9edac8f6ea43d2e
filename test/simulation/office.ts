import { share, type VirtualProcess } from "@relance/testing";
import type { Word } from "../support/oracle/facts.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Hearing } from "./hearing.ts";
import { eventOf, type Row } from "./random-campaign.ts";
import type { Troubles } from "./troubles.ts";

const MINUTE = 60_000;
const CALLS = 4;

export interface OfficeOptions {
  readonly seed: number;
  readonly chronicle: Chronicle;
  readonly outside: VirtualProcess;
  readonly hearing: Hearing;
  readonly troubles: Troubles;
  readonly campaign: string;
  readonly rows: readonly Row[];
  note(fact: string): void;
}

/** Simulates the sender's own systems, which send and revoke events, and suppress contacts. */
export function openOffice(options: OfficeOptions): { open(): void } {
  const { seed, chronicle, outside, hearing, troubles, campaign, rows, note } = options;
  const now = () => outside.runtime.now();
  const roll = (...names: string[]) => share(seed, campaign, ...names);
  const within = (minutes: number, ...names: string[]) => Math.floor(roll(...names) * minutes * MINUTE);

  /** Repeats the call until relance answers, and records the time of the answer. */
  async function until(word: Omit<Word, "at">, call: Parameters<Hearing["ask"]>[0]): Promise<Word> {
    const spoken: Word = { ...word, at: now() };
    chronicle.words.push(spoken);
    for (let time = 0; time < CALLS && spoken.toldAt === undefined; time++) {
      if (time > 0) await outside.runtime.sleep(2 * MINUTE);
      if ((await hearing.ask(call)) !== undefined) spoken.toldAt = now();
    }
    note(`${word.key}: the system says ${word.says}`);
    return spoken;
  }

  async function report({ id: key }: Row): Promise<void> {
    await outside.runtime.sleep(MINUTE + within(40, key, "happens"));
    const event = { key, on: eventOf(campaign), occurredAt: new Date(now()), id: `${campaign}, event of ${key}` };
    const about = { key, campaign, address: "", by: "system" } as const;
    await until({ ...about, says: "done" }, (port) => port.acknowledge([event]));
    if (roll(key, "mistake") > 0.8) return;
    await outside.runtime.sleep(within(15, key, "is taken back"));
    const { id, ...unnamed } = event;
    const isSameId = roll(key, "same id") < 0.5;
    const revocation = { ...unnamed, occurredAt: new Date(now()), revoke: true, ...(isSameId ? { id } : {}) };
    await until({ ...about, says: "revoked" }, (port) => port.acknowledge([revocation]));
  }

  async function forbid({ id: key, mobile, mail }: Row): Promise<void> {
    await outside.runtime.sleep(within(30, key, "is forbidden"));
    const channel = mobile !== "" && roll(key, "phone") < 0.7 ? "sms" : "email";
    const address = channel === "sms" ? mobile : mail;
    if (address === "") return;
    const rule = { channel, address, reason: "complaint", actor: "desk" } as const;
    await until({ key, address, says: "stop", by: "rule" }, (_, gateway) => gateway.suppressions.add([rule]));
  }

  return {
    open() {
      for (const row of rows) {
        if (row.id === "") continue;
        if (troubles.has("revocations") && roll(row.id, "event") < 0.4) void report(row);
        if (troubles.has("suppressions") && roll(row.id, "rule") < 0.15) void forbid(row);
      }
    },
  };
}
