import { readFileSync } from "node:fs";
import { sqliteStore } from "relance";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { examplesOf, printed } from "../support/doc-examples.ts";
import { started } from "../support/started.ts";

describe("relance status of a campaign with a paused provider", () => {
  it("names the operator and the watch, why and since when, until both have resumed it", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const status = async () => (await cli(["status", "hello"], { cwd })).stdout;
    expect(await status()).not.toContain("provider ");
    const store = sqliteStore({ file: `${cwd}/relance.db` });
    await store.open();
    const loss = { campaign: 1, provider: "sms.main", source: "plugin:watch", actor: "plugin:watch" } as const;
    const reviewAt = Date.now() + 900_000;
    await store.control([{ ...loss, gate: "held", reason: "it loses messages", reviewAt }]);
    await cli(["pause", "hello", "--provider", "sms.main", "--as", "ada", "--reason", "a bill"], { cwd });
    const shown = await status();
    const page = readFileSync(new URL("../../../../../docs/incidents.md", import.meta.url), "utf8");
    expect(shown).toMatch(printed(examplesOf(page)[1]?.output ?? "nothing is shown"));
    expect(shown).toContain("provider   sms.main is paused");
    expect(shown).toMatch(/watch: paused since \d{4}-\S+Z: it loses messages, reviewed \d{4}-\S+Z\n/);
    expect(shown).toMatch(/operator \(ada\): paused since \d{4}-\S+Z: a bill/);
    const [json] = (await cli(["status", "hello", "--json"], { cwd })).json<{ providers: unknown }>();
    expect(json?.providers).toMatchObject([{ provider: "sms.main", condition: "paused" }]);
    await cli(["resume", "hello", "--provider", "sms.main", "--as", "ada", "--reason", "paid"], { cwd });
    expect(await status()).not.toContain("ada");
    await store.control([{ ...loss, gate: "open", reason: "it is well", perSecond: 10 }]);
    expect(await status()).toMatch(/sms\.main is throttled\n {4}watch: lets 10\/s through since \S+Z: it is well\n/);
    await cli(["throttle", "hello", "--rate", "5/s", "--as", "ada", "--reason", "a small desk"], { cwd });
    expect(await status()).toMatch(/operator \(ada\): lets 5\/s through since \d{4}-\S+Z: a small desk\n/);
    const [slow] = (await cli(["status", "hello", "--json"], { cwd })).json<{
      providers: readonly { causes: readonly object[] }[];
    }>();
    expect(slow?.providers[0]?.causes).toContainEqual(
      expect.objectContaining({ by: "operator", does: "throttled", actor: "ada", why: "a small desk" }),
    );
    await cli(["throttle", "hello", "--rate", "none", "--as", "ada", "--reason", "over"], { cwd });
    await store.control([{ ...loss, perSecond: null, reason: "it is well" }]);
    expect(await status()).not.toContain("provider ");
    await store.close();
  });
});
