import { afterEach, describe, expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, people } from "../../support/laboratory.ts";

const stop = new AbortController();
afterEach(() => stop.abort());

describe("messages that a provider called back because we asked it to", () => {
  it("are not held against it", async () => {
    let sent = 0;
    let calledBack = 0;
    const lab = await openLaboratory({
      sms: () => ({
        main: {
          kind: "a-carrier",
          channel: "sms",
          vendor: "main",
          capabilities: { receipts: true, replies: false },
          send: async () => ({ ref: `main-${++sent}` }),
          async cancel() {
            calledBack += 1;
            return "cancelled";
          },
        },
      }),
    });
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: stop.signal });
    const definition = hello({
      audience: { mode: "open", contacts: { sms: "mobile" } },
      deadline: "+12h",
      steps: [
        {
          channel: "sms",
          route: ["main"],
          template: "hello@1",
          onMissingReceipt: { after: "4h", do: "wait" },
        },
      ],
      watch: { onLoss: "warn" },
    });
    const everybody = people(150);
    const handle = await lab.finish(gateway.campaigns.start(definition, { rows: everybody }));
    await lab.time.advance(MINUTE);
    expect(sent).toBe(150);
    const some = everybody.slice(0, 120).map(({ id = "" }) => id);
    await lab.finish(handle.remove(some, { actor: "ada", reason: "moved away" }));
    await lab.time.advance(3 * MINUTE);
    expect(calledBack).toBe(120);
    expect((await lab.ledger()).recalledBy).toEqual({ "sms.main": 120 });
    const kinds = (await lab.store.incidents({ limit: 100 })).rows.map(({ kind }) => kind);
    expect(kinds).not.toContain("refusals");
  });
});
