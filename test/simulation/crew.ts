import type { VirtualProcess } from "@relance/testing";
import type { Sending } from "../support/oracle/facts.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Hearing, Runner } from "./hearing.ts";
import type { Draw } from "./random-campaign.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const JUST_MS = SECOND;
/** The worker is killed or frozen during one in 30 requests. */
const STRUCK_ONE_IN = 30;
const STRUCK_AT_MOST = 4;

export interface Crew {
  work(): Promise<void>;
  left(owner: VirtualProcess, sending: Sending): void;
  trouble(): Promise<void>;
  readonly processes: readonly VirtualProcess[];
}

export interface CrewOptions {
  readonly draw: Draw;
  readonly outside: VirtualProcess;
  readonly chronicle: Chronicle;
  readonly hearing: Hearing;
  open(kind: "worker"): Promise<Runner>;
  note(fact: string): void;
}

export function openCrew({ draw, outside, chronicle, hearing, open, note }: CrewOptions): Crew {
  const workers: VirtualProcess[] = [];
  const held = new Map<VirtualProcess, Sending[]>();
  const now = () => outside.runtime.now();
  let struck = 0;

  /**
   * Marks the worker's requests whose answer is missing or arrived less than a second ago. The worker may not have
   * processed the answer.
   */
  function strike(worker: VirtualProcess): void {
    for (const sending of held.get(worker) ?? [])
      if (sending.lastReportAt === undefined || now() - sending.lastReportAt < JUST_MS) sending.isStruck = true;
  }

  async function kill(worker: VirtualProcess): Promise<void> {
    const place = workers.indexOf(worker);
    if (place < 0) return;
    note(`${worker.name} is killed`);
    strike(worker);
    worker.crash();
    workers.splice(place, 1);
    await crew.work();
  }

  async function freeze(worker: VirtualProcess): Promise<void> {
    note(`${worker.name} freezes`);
    strike(worker);
    worker.freeze();
    await outside.runtime.sleep((5 + draw(60)) * SECOND);
    worker.thaw();
    note(`${worker.name} thaws`);
  }

  const crew: Crew = {
    processes: workers,
    async work() {
      const { process, gateway } = await open("worker");
      const running = gateway.run({ signal: new AbortController().signal, grace: "0s" });
      running.catch((error: unknown) => note(`${process.name} stopped: ${String(error)}`));
      workers.push(process);
    },
    left(owner, sending) {
      const mine = held.get(owner) ?? [];
      mine.push(sending);
      held.set(owner, mine);
      if (struck >= STRUCK_AT_MOST || draw(STRUCK_ONE_IN) > 0) return;
      struck += 1;
      const isKill = draw(3) > 0;
      void outside.runtime.sleep(draw(1_500)).then(() => {
        chronicle.struck[isKill ? "kills" : "freezes"] += 1;
        return isKill ? kill(owner) : freeze(owner);
      });
    },
    async trouble() {
      for (let turn = 0; turn < 6; turn++) {
        const isFirst = turn === 0;
        await outside.runtime.sleep(isFirst ? (30 + draw(240)) * SECOND : MINUTE + draw(25 * 60) * SECOND);
        const worker = workers[draw(workers.length)];
        const kind = draw(5);
        if (kind === 0 && worker !== undefined) await kill(worker);
        if (kind === 1 && worker !== undefined) await freeze(worker);
        if (kind === 2 || kind === 4) await hearing.stopListening();
        if (kind === 3) await hearing.kill();
      }
    },
  };
  return crew;
}
