import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encryptedStore } from "@relance/core";
import type { Store } from "@relance/spec";
import { sharedClock, sqliteStore } from "@relance/store-sqlite";
import { personalCipher } from "../packages/relance/src/personal-cipher.ts";
import { secretSigner } from "../packages/relance/src/secret-signer.ts";
import { measureStore } from "./store-stages.ts";

const SECRET = "only-for-the-bench-of-encryption";

/** What encryption costs: the verbs of the SQLite store alone, readable and then encrypted. */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const people = Number(options.get("people") ?? 100_000);
  for (const [name, around] of [
    ["readable", (store: Store) => store],
    ["encrypted", encrypted],
  ] as const) {
    const folder = mkdtempSync(join(tmpdir(), "relance-store-"));
    const clock = sharedClock();
    const store = around(sqliteStore({ file: join(folder, "bench.db"), clock }));
    console.log(`\n${name}`);
    try {
      await measureStore(store, clock, people);
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function encrypted(inner: Store): Store {
  return encryptedStore({
    inner,
    cipher: personalCipher([SECRET]),
    signer: secretSigner([SECRET]),
    hash: (data) => createHash("sha256").update(data).digest("hex"),
    now: () => Date.now(),
    onBehind() {
      throw new Error("another process writes here");
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    onUnreadable: (kind, count) => {
      throw new Error(`${count} of ${kind} could not be read`);
    },
  }).store;
}
