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

/** A service manager waits this long before it starts a process again, in milliseconds. */
const AGAIN_MS = 300;

/** What one member of the crew does; asked for again at each of its starts. */
export type OrderOf = (name: Member) => Omit<GatewayOrder, "clockFile" | "watchesClock">;

/** A process that ended although no one had done anything to it. */
export interface OwnEnd extends GatewayLeft {
  readonly name: Member;
  /** It had begun to work. */
  readonly wasReady: boolean;
}

/** One place of the crew. */
interface Place {
  process: GatewayProcess;
  /** Somebody killed it, or told it to stop. */
  isStruck: boolean;
  /** It had begun to work. */
  wasReady: boolean;
}

/** The processes of a gateway, each of which is started again whenever it ends, as a service manager does. */
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

  /** Starts of processes so far. */
  get starts(): number {
    return this.#starts;
  }

  /** Who ended without being killed or told to. */
  get ownEnds(): readonly OwnEnd[] {
    return this.#ownEnds;
  }

  /** The process that stands there now; another once it has died. */
  at(name: Member): GatewayProcess | undefined {
    return this.#places.get(name)?.process;
  }

  /** SIGKILL, or SIGTERM. */
  strike(name: Member, signal: "SIGKILL" | "SIGTERM"): void {
    const place = this.#places.get(name);
    if (place === undefined) return;
    place.isStruck = true;
    place.process.signal(signal);
  }

  /** SIGSTOP; continues after `ms`, unless somebody kills it meanwhile. */
  async freeze(name: Member, ms: number): Promise<void> {
    const process = this.at(name);
    process?.signal("SIGSTOP");
    await Promise.race([pause(ms), process?.done]);
    process?.signal("SIGCONT");
  }

  /** From now on the clock that this member sees is off by so much; so it stays for whoever follows it. */
  setClock(name: Member, offsetMs: number): void {
    writeFileSync(this.#clockFile(name), String(offsetMs));
  }

  #clockFile(name: Member): string {
    return join(this.#folder, `clock-${name}`);
  }

  /** Lets everybody continue, with the right time. */
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
      () => {}, // it ended before
    );
    void place.process.done.then(async (left) => {
      if (!place.isStruck) this.#ownEnds.push({ name, wasReady: place.wasReady, ...left });
      await pause(AGAIN_MS);
      if (!this.#isOver) this.#start(name);
    });
  }

  /**
   * Everybody leaves in order; whoever has not within a minute is killed, and that is told as its own end. Whoever
   * was told before is not told again, which would end it at once; and whoever had not begun to work ends at once too.
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
