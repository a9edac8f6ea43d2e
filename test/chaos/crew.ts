import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  type GatewayLeft,
  type GatewayOrder,
  type GatewayProcess,
  gatewayProcess,
} from "../support/gateway-process.ts";
import type { Member } from "./plan.ts";

/** How long a service manager waits before it restarts a process, in milliseconds. */
const AGAIN_MS = 300;

export type OrderOf = (name: Member) => Omit<GatewayOrder, "clockFile" | "watchesClock">;

export interface OwnEnd extends GatewayLeft {
  readonly name: Member;
  readonly wasReady: boolean;
}

interface Place {
  process: GatewayProcess;
  isStruck: boolean;
  wasReady: boolean;
}

/** The processes of a gateway. A process that ends is started again, as by a service manager. */
export class Crew implements AsyncDisposable {
  readonly #places = new Map<Member, Place>();
  readonly #folder: string;
  readonly #orderOf: OrderOf;
  readonly #ownEnds: OwnEnd[] = [];
  #starts = 0;
  #isOver = false;

  constructor(names: readonly Member[], folder: string, orderOf: OrderOf) {
    this.#folder = folder;
    this.#orderOf = orderOf;
    for (const name of names) this.#start(name);
  }

  get starts(): number {
    return this.#starts;
  }

  get ownEnds(): readonly OwnEnd[] {
    return this.#ownEnds;
  }

  /** Returns the current process with this name. After that process dies, another process replaces it. */
  at(name: Member): GatewayProcess | undefined {
    return this.#places.get(name)?.process;
  }

  strike(name: Member, signal: "SIGKILL" | "SIGTERM"): void {
    const place = this.#places.get(name);
    if (place === undefined) return;
    place.isStruck = true;
    place.process.signal(signal);
  }

  /** Stops the process with SIGSTOP, and continues it after `ms` unless it is killed first. */
  async freeze(name: Member, ms: number): Promise<void> {
    const process = this.at(name);
    process?.signal("SIGSTOP");
    await Promise.race([pause(ms), process?.done]);
    process?.signal("SIGCONT");
  }

  setClock(name: Member, offsetMs: number): void {
    writeFileSync(this.#clockFile(name), String(offsetMs));
  }

  #clockFile(name: Member): string {
    return join(this.#folder, `clock-${name}`);
  }

  heal(): void {
    for (const [name, { process }] of this.#places) {
      this.setClock(name, 0);
      process.signal("SIGCONT");
    }
  }

  #start(name: Member): void {
    this.#starts += 1;
    const order = { ...this.#orderOf(name), clockFile: this.#clockFile(name), watchesClock: true };
    const place: Place = { process: gatewayProcess(order), isStruck: false, wasReady: false };
    this.#places.set(name, place);
    place.process.ready.then(
      () => {
        place.wasReady = true;
      },
      () => {},
    );
    void place.process.done.then(async (left) => {
      if (!place.isStruck) this.#ownEnds.push({ name, wasReady: place.wasReady, ...left });
      await pause(AGAIN_MS);
      if (!this.#isOver) this.#start(name);
    });
  }

  /**
   * Stops every process with SIGTERM. A process that is still running after a minute is killed and reported. Each
   * process gets only one SIGTERM, because a second SIGTERM ends a process immediately.
   */
  async leave(): Promise<void> {
    this.#isOver = true;
    await Promise.all(
      [...this.#places].map(async ([name, place]) => {
        const { isStruck } = place;
        place.isStruck = true;
        if (!isStruck) place.process.signal("SIGTERM");
        const left = await Promise.race([place.process.done, pause(60_000, undefined, { ref: false })]);
        const isKilled = left?.code === null && (isStruck || !place.wasReady);
        if (left?.code === 0 || isKilled) return;
        const { code = null, signal = null, stderr = "it did not stop within a minute" } = left ?? {};
        this.#ownEnds.push({ name, wasReady: place.wasReady, code, signal, stderr });
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#places.values()].map(({ process }) => process[Symbol.asyncDispose]()));
  }
}
