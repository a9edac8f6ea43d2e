import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { createRelance } from "relance";
import { expect, it } from "vitest";
import { gatewayConfig } from "../e2e/support/gateway-config.ts";
import { overStores } from "../support/over-stores.ts";
import { TEMPLATES } from "../support/people-campaign.ts";
import { openSite } from "./support/site.ts";

const BEATS_MS = 30_000;

/** Changes the store's schema like a later release, so that this release refuses to open the store. */
async function breakFor(db: string): Promise<void> {
  if (db.startsWith("postgres")) {
    const client = new pg.Client({ connectionString: db });
    await client.connect();
    await client.query("insert into relance.migrations values (99, 'future', 'x', 99, 0)");
    await client.end();
    return;
  }
  const file = new DatabaseSync(db, { timeout: 5_000 });
  file.exec("update meta set value = 99 where name = 'minimum_reader'; pragma user_version = 99");
  file.close();
}

await overStores((openPlace) => {
  it("an old worker stops at a newer schema, and reports what to do", {
    timeout: BEATS_MS,
  }, async () => {
    await using site = await openSite(openPlace);
    const gateway = await createRelance({ ...gatewayConfig(site.settings), templates: TEMPLATES });
    const working = gateway.run({ signal: new AbortController().signal });
    await breakFor(site.settings.db);
    await expect(working).rejects.toMatchObject({
      code: "store/schema-too-new",
      message: expect.stringContaining("update relance on this machine, then start again"),
    });
    await gateway.close();
    const again = createRelance({ ...gatewayConfig(site.settings), templates: TEMPLATES });
    await expect(again).rejects.toMatchObject({ code: "store/schema-too-new" });
  });
});
