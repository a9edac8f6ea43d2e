import { readFileSync } from "node:fs";
import { defineCampaign } from "@relance/campaign";
import { ConfigError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { checkConfig, createRelance, type RelanceEvent } from "../../src/index.ts";
import { gatewayConfig, provider } from "../support/gateway-config.ts";
import { callList, copyEvents } from "./gateway.ts";

const CAMPAIGN = defineCampaign(
  {
    version: 1,
    name: "hello",
    audience: { contacts: { sms: "mobile" } },
    deadline: "72h",
    steps: [{ channel: "sms", route: ["main"], template: "hello" }],
  },
  { sources: { "hello.sms.liquid": "Hello" } },
);

/** No option has this name, and no option's name is near it. */
const STRANGER = "zzzzzzzzzz";

type Path = readonly string[];

/** The names that may stand where `path` leads, as the gateway says them when it refuses another one; none = it is a value. */
function namesAt(path: Path): readonly string[] {
  const change = path.reduceRight<object>((inner, name) => ({ [name]: inner }), { [STRANGER]: {} });
  const base = gatewayConfig({ providers: { sms: { main: provider("sms") }, email: { smtp: provider("email") } } });
  try {
    checkConfig({ ...base, ...change });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [problem] = error.problems ?? [];
    const [, names = ""] = /(?:there are|there is only|write one of) (.+)$/.exec(problem?.advice ?? "") ?? [];
    if (problem?.path.endsWith(STRANGER)) return names === "" ? [] : names.split(", ");
  }
  return [];
}

/** Every option as the table writes it; below a name of the caller's, `*`. */
function optionsBelow(path: Path): readonly string[] {
  return namesAt(path).flatMap((name) => {
    const here = [...path, name];
    if (name === "texts") return [here.join(".")]; // other pages list the texts
    const named = namesAt(here).length === 0 && namesAt([...here, "crm"]).length > 0;
    const below = named ? optionsBelow([...here, "crm"]) : optionsBelow(here);
    return [here.join("."), ...below];
  });
}

function page(): string {
  return readFileSync(new URL("../../../../docs/reference/gateway.md", import.meta.url), "utf8");
}

describe("docs/reference/gateway.md", () => {
  it("has a row for every option of createRelance, and no other row", () => {
    const [table = ""] = page().split("## Members of the gateway");
    const rows = [...table.matchAll(/^\| `([\w.*]+)` \|/gm)].map(([, name = ""]) => name);
    const options = optionsBelow([]).map((name) => name.replace(".crm.", ".*."));
    expect(options).toContain("carrierHours.*.hours");
    expect(rows.toSorted()).toEqual(options.toSorted());
  });

  it("has a row for every member of a gateway, and no other row", async () => {
    await using gateway = await createRelance(gatewayConfig());
    const [, table = ""] = page().split("## Members of the gateway");
    const rows = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names = ""]) => names.split(", "));
    const { campaigns, ...others } = gateway;
    const named = (of: object, before: string) =>
      Object.entries(of).map(([name, member]) => `\`${before}${name}${typeof member === "function" ? "()" : ""}\``);
    expect(rows.toSorted()).toEqual([...named(campaigns, "campaigns."), ...named(others, "")].toSorted());
  });

  it("shows code as it runs here", () => {
    expect(page()).toContain(readFileSync(new URL("gateway.ts", import.meta.url), "utf8").trim());
  });

  it("reads events page by page, and lists whom to call, on record", async () => {
    await using gateway = await createRelance(gatewayConfig());
    await gateway.suppressions.add([{ channel: "sms", address: "+33639980002" }]);
    const started = await gateway.campaigns.start(CAMPAIGN, {
      rows: [
        { id: "p1", mobile: "+33639980001" },
        { id: "p2", mobile: "+33639980002" },
      ],
    });
    const [listed] = await gateway.campaigns.list();
    expect(listed).toMatchObject({ id: started.id, name: "hello", occurrence: "", tenant: "" });
    expect(await listed?.ledger()).toEqual((await gateway.campaigns.ledgers())[0]);
    expect((await gateway.campaigns.get(started.id)).name).toBe("hello");
    await expect(gateway.campaigns.get(99)).rejects.toMatchObject({ code: "campaign/unknown" });
    const copied: RelanceEvent[] = [];
    const copy = (cursor?: string) => copyEvents(gateway, cursor, async (events) => void copied.push(...events));
    const cursor = await copy();
    const before = copied.length;
    expect(await callList(gateway, "hello", "ada")).toEqual(["p2 +33639980002"]);
    await copy(cursor);
    expect(copied.slice(before)).toMatchObject([{ type: "enrollment.revealed", by: "ada: call list" }]);
    await started.recordAccess({ actor: "ada", reason: "a question", keys: [" p1 "] });
    expect((await started.recipient("p1"))?.timeline.at(-1)).toMatchObject({ type: "enrollment.revealed" });
    expect(await Array.fromAsync(gateway.incidents({ open: true }))).toEqual([]);
    expect(await gateway.workers()).toMatchObject({ processes: [], uncarried: [{ provider: "sms.main", step: 1 }] });
  });

  it("reads captured messages from a known one on", async () => {
    await using gateway = await createRelance(gatewayConfig());
    for (const key of ["ana", "ben", "cid"]) {
      const recipient = { key, contacts: { sms: "+33639980001" } };
      await gateway.send({ idempotencyKey: key, recipient, steps: [{ channel: "sms", content: { text: key } }] });
    }
    await gateway.runOnce({ within: "30s" });
    const all = await Array.fromAsync(gateway.outbox());
    expect(all).toHaveLength(3);
    expect(await Array.fromAsync(gateway.outbox({ after: all[0]?.id }))).toEqual(all.slice(1));
  });
});
