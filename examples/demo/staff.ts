import type { Ledger } from "relance";
import type { FromWorker, ToWorker } from "./messages.ts";
import { type Answer, ProcessEnded, type WorkerProcess } from "./worker-process.ts";

/** The role of a relance process. */
export type Role = "all" | "worker" | "receiver";

/** A process that is replaced when it dies. The new process gets the unanswered requests. */
class Place {
  readonly role: Role;
  readonly #start: () => Promise<WorkerProcess>;
  readonly #say: (line: string) => void;
  #current: Promise<WorkerProcess> | undefined;
  #isLeaving = false;

  constructor(role: Role, start: () => Promise<WorkerProcess>, say: (line: string) => void) {
    this.role = role;
    this.#start = start;
    this.#say = say;
  }

  async worker(): Promise<WorkerProcess> {
    this.#current ??= this.#begin();
    return this.#current;
  }

  async #begin(): Promise<WorkerProcess> {
    for (;;) {
      try {
        const worker = await this.#start();
        this.#say(`${this.#name} ${worker.pid} runs`);
        void worker.ended.then(() => this.#replace(worker.pid));
        return worker;
      } catch (error) {
        if (!(error instanceof ProcessEnded) || this.#isLeaving) throw error; // the process was killed before it was ready
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  get #name(): string {
    return this.role === "receiver" ? "receiver" : "worker";
  }

  #replace(pid: number): void {
    this.#current = undefined;
    if (this.#isLeaving) return;
    this.#say(`${this.#name} ${pid} stopped`);
    this.worker().catch(() => {}); // the next caller gets the error
  }

  async ask<T extends FromWorker["type"]>(message: ToWorker, answer: T): Promise<Answer<T>> {
    for (;;) {
      try {
        return await (await this.worker()).ask(message, answer);
      } catch (error) {
        if (this.#isLeaving) await new Promise(() => {}); // the demo ends without waiting for this answer
        if (!(error instanceof ProcessEnded)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async stop(): Promise<void> {
    this.#isLeaving = true;
    await (await this.#current?.catch(() => undefined))?.stop();
  }
}

/**
 * The relance processes of a demo. Some processes send; one process receives receipts and answers the demo's requests.
 */
export class Staff {
  readonly #places: readonly Place[];
  readonly #front: Place;
  readonly #onTime: (at: number) => void;

  /** @param start starts a process with a role @param onTime called with every campaign time that the processes get */
  constructor(
    roles: readonly Role[],
    start: (role: Role) => Promise<WorkerProcess>,
    say: (line: string) => void,
    onTime: (at: number) => void,
  ) {
    this.#onTime = onTime;
    this.#places = roles.map((role) => new Place(role, () => start(role), say));
    this.#front = this.#places.at(-1) ?? new Place("all", () => start("all"), say);
  }

  async open(): Promise<void> {
    const [first, ...others] = this.#places;
    await first?.worker(); // the first process migrates the database
    await Promise.all(others.map((place) => place.worker()));
  }

  /** Repeats a request until the receiving process answers. */
  ask<T extends FromWorker["type"]>(message: ToWorker, answer: T): Promise<Answer<T>> {
    return this.#front.ask(message, answer);
  }

  /** Sends the time to each process, and resolves when all due work is done. Reads the ledger last. */
  async pulse(at: number): Promise<Answer<"pulse">> {
    this.#onTime(at);
    const tell = (place: Place) => place.ask({ type: "time", at }, "pulse");
    const senders = this.#places.filter((place) => place !== this.#front);
    const pulses = await Promise.all(senders.map(tell));
    const last = await tell(this.#front);
    const due = [...pulses, last].map(({ nextDueAt }) => nextDueAt ?? Number.POSITIVE_INFINITY);
    const nextDueAt = Math.min(...due);
    const isWatched = [...pulses, last].some((pulse) => pulse.isWatched);
    return { ...last, isWatched, nextDueAt: Number.isFinite(nextDueAt) ? nextDueAt : undefined };
  }

  /** Sends the campaign time to each process. Returns the ledger without waiting for messages in flight. */
  async glance(at: number): Promise<Ledger | undefined> {
    this.#onTime(at);
    const glance = (place: Place) => place.ask({ type: "glance", at }, "glance");
    await Promise.all(this.#places.filter((place) => place !== this.#front).map(glance));
    return (await glance(this.#front)).ledger;
  }

  /** Kills the first sending process with SIGKILL, and returns its process id. */
  async killOne(): Promise<number> {
    const worker = await this.#places[0]?.worker();
    await worker?.kill();
    return worker?.pid ?? 0;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.stop()));
  }
}
