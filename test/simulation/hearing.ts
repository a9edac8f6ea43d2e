import type { GatewayPort, InboundItem } from "@relance/spec";
import type { VirtualProcess } from "@relance/testing";
import type { RelanceLike } from "relance";
import { partsOf } from "relance/parts";
import type { Chronicle } from "./chronicle.ts";
import type { Draw } from "./random-campaign.ts";
import type { Troubles } from "./troubles.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export interface Runner {
  readonly process: VirtualProcess;
  readonly gateway: RelanceLike;
}

export interface Hearing {
  /** Calls one receiver. Resolves to `undefined` if the receiver is dead or does not answer within 15 s. */
  ask<T>(call: (port: GatewayPort, gateway: RelanceLike) => Promise<T>): Promise<{ readonly answer: T } | undefined>;
  /** Sends items to a receiver as a provider's API does, one to three times. */
  tell(provider: string, items: readonly InboundItem[], kept: (at: number) => void): Promise<void>;
  listen(): Promise<void>;
  kill(): Promise<void>;
  stopListening(): Promise<void>;
  readonly processes: readonly VirtualProcess[];
}

export interface HearingOptions {
  readonly draw: Draw;
  readonly outside: VirtualProcess;
  readonly chronicle: Chronicle;
  readonly troubles: Troubles;
  open(kind: "receiver"): Promise<Runner>;
  note(fact: string): void;
}

interface Batch {
  readonly items: InboundItem[];
  readonly notes: ((at: number) => void)[];
}

const GATHER_MS = 4 * SECOND;

export function openHearing({ draw, outside, chronicle, troubles, open, note }: HearingOptions): Hearing {
  const receivers: Runner[] = [];
  const batches = new Map<string, Batch>();
  const now = () => outside.runtime.now();
  let isDeaf = false;

  async function post(provider: string, { items, notes }: Batch): Promise<void> {
    note(`${provider} reports ${items.map(wordsOf).join()}`);
    if (items.length > 1) chronicle.batches += 1;
    const heard = await hearing.ask((port) => port.record(provider, items, new Uint8Array()));
    if (heard !== undefined) for (const kept of notes) kept(now());
  }

  /** Adds items to the vendor's next request. The request may contain an item twice. */
  function gather(provider: string, items: readonly InboundItem[], kept: (at: number) => void): void {
    const open = batches.get(provider);
    const batch = open ?? { items: [], notes: [] };
    batch.items.push(...items);
    batch.notes.push(kept);
    if (open !== undefined) return;
    batches.set(provider, batch);
    void outside.runtime.sleep(GATHER_MS).then(() => {
      batches.delete(provider);
      return isDeaf ? undefined : post(provider, batch);
    });
  }

  const hearing: Hearing = {
    get processes() {
      return receivers.map(({ process }) => process);
    },
    async ask(call) {
      const receiver = receivers[draw(receivers.length)];
      if (receiver === undefined) return undefined;
      const patience = outside.runtime.sleep(15 * SECOND).then(() => undefined);
      const answered = call(partsOf(receiver.gateway).engine.port, receiver.gateway).then((answer) => ({ answer }));
      return Promise.race([answered, patience]);
    },
    async tell(provider, items, kept) {
      const repeats = 1 + draw(3);
      for (let time = 0; time < repeats; time++) {
        if (troubles.has("batches")) gather(provider, items, kept);
        else if (!isDeaf) await post(provider, { items: [...items], notes: [kept] });
        await outside.runtime.sleep(draw(20) * SECOND);
      }
    },
    async listen() {
      const receiver = await open("receiver");
      partsOf(receiver.gateway).engine.listen();
      receivers.push(receiver);
    },
    async kill() {
      const gone = receivers.shift();
      note(`${gone?.process.name} is killed`);
      gone?.process.crash();
      await outside.runtime.sleep(draw(60) * SECOND);
      await hearing.listen();
    },
    async stopListening() {
      note("nobody can be heard");
      const from = now();
      isDeaf = true;
      for (const { process } of receivers) process.freeze();
      const isShort = draw(2) === 0; // a short downtime is a restart; a long downtime lasts until an operator acts
      await outside.runtime.sleep(isShort ? (45 + draw(120)) * SECOND : (1 + draw(15)) * MINUTE);
      for (const { process } of receivers) process.thaw();
      isDeaf = false;
      chronicle.downtime.push({ from, to: now() });
      note("hearing again");
    },
  };
  return hearing;
}

function wordsOf(item: InboundItem): string {
  if (item.type !== "receipt") return item.type;
  return `${item.attemptId ?? item.ref} ${item.kind}`;
}
