import { postgresStore } from "@relance/store-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { partsOf } from "../src/parts.ts";
import { gatewayConfig, provider } from "./support/gateway-config.ts";

/** Longer than the test may take: waiting for the next poll fails it. */
const POLL_MS = 300_000;

/** Waits until the worker has polled and is idle. */
async function atRest(claims: () => number): Promise<void> {
  let before = 0;
  const isStill = () => {
    const [last, now] = [before, claims()];
    before = now;
    return now > 0 && now === last;
  };
  await expect.poll(isStill, { timeout: 60_000, interval: 300 }).toBe(true);
}

await withPostgres((postgres) => {
  it("a worker immediately sends messages that another process requests", async () => {
    await using database = await postgres.createDatabase();
    const arrived = Promise.withResolvers<string>();
    const sms = provider("sms", {
      async send({ attemptId, to }) {
        arrived.resolve(to);
        return { ref: attemptId };
      },
    });
    const config = () => ({
      ...gatewayConfig({ store: postgresStore({ url: database.url }), delivery: "live" }),
      providers: { sms: { main: sms } },
    });
    await using worker = await createRelance(config(), { pollMs: POLL_MS });
    await using asking = await createRelance(config());
    const stop = new AbortController();
    const running = worker.run({ signal: stop.signal });
    await atRest(() => partsOf(worker).engine.pulse().claims);
    await asking.send({
      idempotencyKey: "one",
      recipient: { key: "ana", contacts: { sms: "+33639980001" } },
      steps: [{ channel: "sms", content: { text: "hello" } }],
    });
    expect(await arrived.promise).toBe("+33639980001");
    stop.abort();
    await running;
  });
});
