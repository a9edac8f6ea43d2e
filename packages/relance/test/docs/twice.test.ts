import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRelance } from "../../src/index.ts";
import { partsOf } from "../../src/parts.ts";
import { gatewayConfig, provider } from "../support/gateway-config.ts";
import { orderReady } from "./twice.ts";

describe("the code of docs/twice.md", () => {
  it("is shown on the page as it runs here", () => {
    const page = readFileSync(new URL("../../../../docs/twice.md", import.meta.url), "utf8");
    expect(page).toContain(readFileSync(new URL("twice.ts", import.meta.url), "utf8").trim());
  });

  it("sends one message, however often it is called, in parallel and after the end, and refuses another number", async () => {
    const sent: string[] = [];
    const sms = provider("sms", {
      send: async ({ attemptId, to }) => {
        sent.push(to);
        return { ref: attemptId };
      },
    });
    await using gateway = await createRelance(
      gatewayConfig({
        delivery: "live",
        providers: { sms: { main: sms } },
        publicUrl: "https://notify.example.org",
      }),
    );
    const calls = Array.from({ length: 5 }, () => orderReady(gateway, "4711", "+33639980001"));
    expect((await Promise.all(calls)).filter((isFirst) => isFirst)).toHaveLength(1);
    await gateway.runOnce({ within: "5s" });
    await expect(orderReady(gateway, "4711", "+33639980002")).rejects.toMatchObject({ code: "message/key-reused" });
    const { engine } = partsOf(gateway);
    const url = engine.acknowledgeUrl(1); // her link, which ends the enrollment
    const shown = { hash: "", locale: "en", label: "done" };
    const closed = await engine.port.answer(url.slice(url.lastIndexOf("/") + 1), "done", shown);
    expect(closed).toMatchObject({ confirmation: { state: "acknowledged" } });
    expect(await orderReady(gateway, "4711", "+33639980001")).toBe(false);
    expect(await orderReady(gateway, "4712", "+33639980001")).toBe(true);
    await gateway.runOnce({ within: "5s" });
    expect(sent).toEqual(["+33639980001", "+33639980001"]);
  });
});
