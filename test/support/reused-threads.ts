import { EventEmitter } from "node:events";
import { pathToFileURL } from "node:url";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { isBuiltIn } from "@relance/spec";
import type { StoreThread } from "../../packages/store-sqlite/src/start-thread.ts";
import type { ThreadOptions } from "../../packages/store-sqlite/src/transport/protocol.ts";
import { STORE_THREAD_FILE } from "./store-thread-file.ts";

const PROGRAM = pathToFileURL(STORE_THREAD_FILE);

/** Maximum number of idle threads that wait for the next store. */
const MOST_IDLE = 4;
const idle: Worker[] = [];

/**
 * Starts a store's thread. In tests, this module replaces the SQLite store's own module (`vitest.config.ts`). The
 * thread of a closed store serves the next store, because the start of a thread costs more than most tests.
 */
export function startThread(options: ThreadOptions, program: URL | undefined): StoreThread {
  return program === undefined ? new ReusedThread(options) : new Worker(program, { workerData: options });
}

class ReusedThread extends EventEmitter implements StoreThread {
  readonly #options: ThreadOptions;
  readonly #thread: Worker;
  readonly #port: MessagePort;

  constructor(options: ThreadOptions) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#options = options;
    this.#port = port1;
    this.#port.on("message", (reply) => this.emit("message", reply));
    this.#thread = idle.pop() ?? new Worker(PROGRAM, { name: "relance-store" });
    this.#thread.on("error", (error) => this.emit("error", error));
    this.#thread.on("exit", (code) => this.emit("exit", code));
    this.#thread.unref(); // while an answer is pending, its port keeps the process alive
    this.#thread.postMessage({ port: port2, options }, [port2]);
  }

  postMessage(call: unknown): void {
    this.#port.postMessage(call);
  }

  ref(): void {
    this.#port.ref();
  }

  unref(): void {
    this.#port.unref();
  }

  /** Returns the thread to the pool, unless a test added custom channels to it. */
  async terminate(): Promise<void> {
    this.#port.close();
    this.#thread.removeAllListeners();
    const isClean = this.#options.channels?.every(({ name }) => isBuiltIn(name)) ?? true;
    if (isClean && idle.length < MOST_IDLE) idle.push(this.#thread);
    else await this.#thread.terminate();
  }
}
