import { share, type VirtualProcess } from "@relance/testing";
import type { Word } from "../support/oracle/facts.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Hearing } from "./hearing.ts";

const MINUTE = 60_000;
const CALLS = 4;

export interface DeskOptions {
  readonly seed: number;
  readonly chronicle: Chronicle;
  readonly outside: VirtualProcess;
  readonly hearing: Hearing;
  note(fact: string): void;
}

/**
 * An operator who reviews possible STOPs. Some reviews confirm the STOP, most release the contact, and some STOPs stay
 * unreviewed.
 */
export function openDesk({ seed, chronicle, outside, hearing, note }: DeskOptions): (doubtful: Word) => Promise<void> {
  return async ({ key, address, at }) => {
    const verdict = share(seed, address, at, "verdict");
    if (verdict > 0.9) return;
    await outside.runtime.sleep(Math.floor((1 + share(seed, address, at, "reads") * 15) * MINUTE));
    const isStop = verdict < 0.3;
    const judged: Word = { key, address, says: isStop ? "stop" : "lifted", by: "rule", at: outside.runtime.now() };
    chronicle.words.push(judged);
    const entry = { channel: "sms", address, actor: "desk" } as const;
    for (let time = 0; time < CALLS && judged.toldAt === undefined; time++) {
      if (time > 0) await outside.runtime.sleep(2 * MINUTE);
      const heard = await hearing.ask((_, { suppressions }) =>
        isStop
          ? suppressions.add([{ ...entry, reason: "opted-out" }])
          : suppressions.remove([{ ...entry, reason: "doubtful-stop" }]),
      );
      if (heard !== undefined) judged.toldAt = outside.runtime.now();
    }
    note(`the desk judges the reply of ${key}: ${judged.says}`);
  };
}
