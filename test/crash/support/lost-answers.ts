import { connect, createServer, type Socket } from "node:net";
import type { SharedClock } from "@relance/store-sqlite";
import { type Store, StoreError } from "relance";
import { isPostgres, storeAt } from "../../support/store-at.ts";

/** A store that executes claims. During the fault, the worker does not receive the results. */
export interface LossyStore extends AsyncDisposable {
  readonly store: Store;
  mend(): void;
}

export async function openLossyStore(db: string, clock: SharedClock): Promise<LossyStore> {
  const wire = isPostgres(db) ? await openWire(new URL(db)) : undefined;
  const store = storeAt(wire?.url ?? db, clock);
  let isLossy = true;
  const claim: Store["claim"] = async (request) => {
    if (!isLossy || request.wants.length === 0) return store.claim(request);
    if (wire !== undefined) return wire.cutAtCommit(() => store.claim(request));
    await store.claim(request);
    throw new StoreError("store/unavailable", "the answer was lost", { retryable: true });
  };
  return {
    store: new Proxy(store, {
      get(target, name) {
        const member: unknown = name === "claim" ? claim : Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    }),
    mend() {
      isLossy = false;
    },
    async [Symbol.asyncDispose]() {
      await wire?.[Symbol.asyncDispose]();
    },
  };
}

/** Bytes with which PostgreSQL confirms a commit: a message of type C with the text COMMIT. */
const COMMITTED = "COMMIT\0";

interface Wire extends AsyncDisposable {
  readonly url: string;
  cutAtCommit<T>(work: () => Promise<T>): Promise<T>;
}

async function openWire(far: URL): Promise<Wire> {
  const sockets = new Set<Socket>();
  let working = 0;
  const server = createServer((near) => {
    const beyond = connect(Number(far.port), far.hostname);
    for (const socket of [near, beyond]) {
      sockets.add(socket);
      socket.setNoDelay();
      socket.on("error", () => socket.destroy());
      socket.once("close", () => {
        sockets.delete(socket);
        near.destroy();
        beyond.destroy();
      });
    }
    let isClaim = false;
    near.on("data", (bytes) => {
      isClaim ||= bytes.includes("into attempts");
      beyond.write(bytes);
    });
    beyond.on("data", (bytes) => {
      if (working > 0 && isClaim && bytes.includes(COMMITTED)) near.destroy();
      else if (!near.destroyed) near.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const through = new URL(far);
  through.hostname = "127.0.0.1";
  through.port = String(typeof address === "object" && address !== null ? address.port : 0);
  return {
    url: through.href,
    async cutAtCommit(work) {
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
      }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
