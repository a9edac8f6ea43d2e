import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { httpSms } from "@relance/provider-http-sms";
import { withPostgres } from "@relance/test-postgres/vitest";
import { Client } from "pg";
import { createRelance } from "relance";
import { expect, it } from "vitest";
import { storeAt } from "../support/store-at.ts";

const STATUSES = { sent: "in-transit", delivered: "delivered", failed: "undelivered" } as const;
const STEPS = [{ channel: "sms", route: ["main"], content: { text: "Please come" }, wait: "1h" }] as const;

async function carrier() {
  const callbacks: string[] = [];
  const server = createServer(async (request, response) => {
    const { callback } = (await new Response(request as never).json()) as { readonly callback: string };
    callbacks.push(callback);
    response.writeHead(200, { "content-type": "application/json" }).end('{"id":"1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callbacks,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function open(db: string, url: string) {
  const body = { json: { to: "{to}", text: "{text}", callback: "{callbackUrl}" } };
  const receipts = { status: "status", statuses: STATUSES, ref: "id", errorCode: "error" } as const;
  return createRelance({
    store: storeAt(db, undefined),
    providers: { sms: { main: httpSms({ vendor: "carrier", url: `${url}/send`, body, ref: "id", receipts }) } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: "https://notify.example.org/relance",
    delivery: "live",
    observe: { ingressCheck: false },
  });
}

/** Returns the number of rows in each table to which reports can add rows: strings, received items and raw requests. */
async function rowsIn(db: string): Promise<readonly number[]> {
  const client = new Client({ connectionString: db });
  await client.connect();
  const rows: number[] = [];
  for (const table of ["strings", "inbox", "raw"])
    rows.push(Number((await client.query(`select count(*) from relance.${table}`)).rows[0].count));
  await client.end();
  return rows;
}

await withPostgres((postgres) => {
  it("parallel reports to one attempt's leaked URL store nothing more once each kind is known", async () => {
    await using database = await postgres.createDatabase();
    await using there = await carrier();
    const gateways = [await open(database.url, there.url), await open(database.url, there.url)] as const;
    const recipient = { key: "ana", contacts: { sms: "+33639980001" } };
    await gateways[0].send({ idempotencyKey: "1", recipient, steps: STEPS });
    await gateways[0].runOnce({ within: "5s" });
    const [address = ""] = there.callbacks;
    const post = async (n: number) => {
      const body = JSON.stringify({ id: `${n}`, status: Object.keys(STATUSES)[n % 3], error: `E${n}` });
      const headers = { "content-type": "application/json" };
      const answer = await gateways[n % 2 === 0 ? 0 : 1].handle(
        new Request(address, { method: "POST", headers, body }),
      );
      expect(answer.status).toBe(204);
    };
    for (const n of [0, 1, 2]) await post(n);
    const before = await rowsIn(database.url);
    for (let round = 1; round <= 10; round++)
      await Promise.all(Array.from({ length: 100 }, (_, n) => post(100 * round + n)));
    const [words = 0, ...facts] = await rowsIn(database.url);
    expect(words).toBe(before[0]);
    for (const [k, count] of facts.entries()) expect(count - (before[k + 1] ?? 0)).toBeLessThanOrEqual(3);
    for (const gateway of gateways) await gateway.close({ grace: "1s" });
  });
});
