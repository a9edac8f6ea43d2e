import { describe, expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { partsOf } from "../src/parts.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

const db = {
  executeSql: async () => {
    throw new Error("nothing may be run in a transaction that the store cannot share");
  },
};

describe("a store that cannot join other transactions", () => {
  it.each(["send", "acknowledge"] as const)(
    "refuses %s with db, and does nothing outside the transaction either",
    async (verb) => {
      await using gateway = await createRelance(gatewayConfig());
      const message = {
        idempotencyKey: "1",
        recipient: { key: "ana", contacts: { sms: "+33639980001" } },
        steps: [{ channel: "sms", content: { text: "hello" } }],
      } as const;
      const asked =
        verb === "send" ? gateway.send(message, { db }) : gateway.acknowledge([{ key: "ana", on: "paid" }], { db });
      await expect(asked).rejects.toMatchObject({ code: "config/db-unsupported" });
      expect(await gateway.campaigns.ledgers()).toEqual([]);
      expect((await partsOf(gateway).store.statuses({ targets: [{ tenant: "", key: "ana" }] })).isAcknowledged).toEqual(
        [false],
      );
    },
  );
});
