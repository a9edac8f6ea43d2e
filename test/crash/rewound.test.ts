import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type PostgresServer, startPostgres } from "@relance/test-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { besideNothing, type OpenPlace } from "../support/over-stores.ts";
import { openSite } from "./support/site.ts";

const PEOPLE = 12;
const TWO_BEATS_MS = 11_000;

/** Copies the whole data folder of a stopped server, as a backup does. */
async function backUp(server: PostgresServer, to: string): Promise<void> {
  await server.stopImmediate();
  execFileSync("cp", ["-a", server.dataDir, to]);
  await server.start();
}

async function restore(server: PostgresServer, from: string): Promise<void> {
  await server.stopImmediate();
  rmSync(server.dataDir, { recursive: true });
  execFileSync("cp", ["-a", from, server.dataDir]);
  await server.start();
}

// this test restores a backup into its server, so it must not share the server with other tests
await withPostgres(() => {
  it("24: on a restored backup a live worker sends nothing more, and holds the campaign", {
    timeout: 600_000,
  }, async () => {
    await using server = await startPostgres();
    const openPlace: OpenPlace = async () => ({ ...(await besideNothing()), db: server.url });
    await using site = await openSite(openPlace, { people: PEOPLE });
    await using first = site.start({ failpoint: { place: "seal", when: "after" } });
    expect(await first.done).toMatchObject({ signal: "SIGKILL" });
    const backup = `${server.dataDir}-backup`;
    await backUp(server, backup);
    await using worker = site.start();
    await worker.ready;
    await waitFor("everybody's message", () => site.outside.twilio.requests() >= PEOPLE);
    await waitFor("every outcome", async () => {
      const ledger = await site.onDisk();
      return ledger?.attempts.every(({ state }) => state === "accepted") ?? false;
    });

    await restore(server, backup);
    await waitFor("the hold", async () => {
      const ledger = await site.onDisk().catch(() => undefined);
      return ledger?.state === "held";
    });
    await pause(TWO_BEATS_MS);
    expect(await site.onDisk()).toMatchObject({ holds: true, state: "held", states: { pending: PEOPLE } });
    expect([...site.taken().values()]).toEqual(Array.from({ length: PEOPLE }, () => 1));
  });
});
