import { StoreError } from "@relance/spec";
import { type StoreThread, startThread } from "../start-thread.ts";
import { type Call, fromFault, type Reply, type ThreadOptions, threadChannels } from "./protocol.ts";

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class Thread {
  readonly #options: ThreadOptions;
  readonly #program: URL | undefined;
  readonly #pending = new Map<number, Pending>();
  #worker: StoreThread | undefined;
  #lastId = 0;

  constructor(options: ThreadOptions, program?: URL) {
    this.#options = options;
    this.#program = program;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  start(): void {
    if (this.#worker !== undefined) return;
    const worker = startThread({ ...this.#options, channels: threadChannels() }, this.#program);
    worker.on("message", (reply: Reply) => this.#answer(reply));
    worker.on("error", (error) => this.#lose(worker, error));
    worker.on("exit", () => this.#lose(worker, undefined));
    worker.unref(); // an open store does not keep the process alive, but a running call does
    this.#worker = worker;
  }

  call(verb: Call["verb"], input: readonly unknown[]): Promise<unknown> {
    const worker = this.#worker;
    if (worker === undefined) return Promise.reject(new StoreError("store/closed", "the store is not open"));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      worker.postMessage({ id, verb, input } satisfies Call);
      this.#pending.set(id, { resolve, reject });
      if (this.#pending.size === 1) worker.ref();
    });
  }

  #answer(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker?.unref();
    if (reply.fault === undefined) pending?.resolve(reply.value);
    else pending?.reject(fromFault(reply.fault));
  }

  /** After the thread died, rejects all running calls. The outcome is unknown, but committed data persists. */
  #lose(worker: StoreThread, cause: unknown): void {
    if (this.#worker === worker) this.#worker = undefined;
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of calls) {
      reject(new StoreError("store/unavailable", "the store's thread ended", { cause }));
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.call("close", []);
    this.#worker = undefined;
    await worker.terminate();
  }
}
