import { join } from "node:path";
import { createRelance, sqliteStore } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { started } from "../support/started.ts";

const PHONES = ["+33639980000", "+33639980001", "+33639980002"];

/** Records replies of recipients through a gateway with the project's configuration. */
async function written(folder: string, replies: readonly (readonly [from: string, text: string])[]) {
  const sms = {
    kind: "none",
    channel: "sms" as const,
    vendor: "none",
    capabilities: { receipts: false, replies: true },
    send: async () => ({ ref: "1" }),
  };
  await using gateway = await createRelance({
    store: sqliteStore({ file: join(folder, "relance.db") }),
    providers: { sms: { main: sms } },
    security: { signing: ["a-secret-for-these-tests"] },
  });
  const { port } = partsOf(gateway).engine;
  for (const [from, text] of replies) await port.record("sms.main", [{ type: "reply", from, text }], new Uint8Array());
}

describe("relance replies", () => {
  it("lists recipients' replies, with masked numbers unless they are requested", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await written(cwd, [
      [PHONES[0] ?? "", "who is this?\nand why"],
      [PHONES[1] ?? "", "STOP"],
    ]);
    const said = await cli(["replies", "hello"], { cwd });
    expect(said).toMatchObject({ code: 0, stderr: "2 replies\n" });
    const [first, second] = said.stdout.split("\n");
    expect(first).toMatch(/^\S+Z {2}p1 \(pending\) · \+33…00 · unclear · answered {2}"who is this\?\\nand why"$/);
    expect(second).toMatch(/^\S+Z {2}p2 \(suppressed\) · \+33…01 · suppressed {2}"STOP"$/);
    expect((await cli(["replies", "hello", "--contacts"], { cwd })).stdout).toContain(PHONES[0]);
  });

  it("with --unclear lists replies that an operator must read, until the recipient has confirmed", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await written(cwd, [
      [PHONES[0] ?? "", "who is this?"],
      [PHONES[1] ?? "", "à quelle heure ?"],
      [PHONES[2] ?? "", "STOP"],
    ]);
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    const rows = (await cli(["replies", "hello", "--unclear", "--json"], { cwd })).json();
    expect(rows).toMatchObject([{ text: "à quelle heure ?", status: "unclear", person: { key: "p2" } }]);
  });

  it("without a campaign also lists replies without a recipient", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await written(cwd, [
      [PHONES[0] ?? "", "who is this?"],
      ["0639980001", "STOP"],
    ]);
    const rows = (await cli(["replies", "--json", "--contacts"], { cwd })).json();
    expect(rows).toMatchObject([
      { text: "who is this?", status: "unclear", person: { key: "p1" } },
      { text: "STOP", status: "unknown", from: "0639980001" },
    ]);
    expect((await cli(["replies", "--unclear"], { cwd })).code).toBe(2);
  });

  it("with --doubtful lists possible STOPs until one is judged", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await written(cwd, [
      [PHONES[0] ?? "", "how do I stop these?"],
      [PHONES[1] ?? "", "too many messages"],
      [PHONES[2] ?? "", "who is this?"],
    ]);
    const listed = async () => {
      const said = await cli(["replies", "hello", "--doubtful", "--json"], { cwd });
      return said.json<{ readonly person: { readonly key: string } }>().map(({ person }) => person.key);
    };
    expect(await listed()).toEqual(["p1", "p2"]);
    const remove = ["suppressions", "remove", PHONES[0] ?? "", "--reason", "doubtful-stop"];
    expect((await cli(remove, { cwd })).code).toBe(0);
    expect(await listed()).toEqual(["p2"]);
    const add = ["suppressions", "add", PHONES[1] ?? "", "--reason", "opted-out", "--as", "desk"];
    expect((await cli(add, { cwd })).code).toBe(0);
    expect(await listed()).toEqual([]);
    const { stdout } = await cli(["suppressions", "list"], { cwd });
    expect(stdout).toMatch(/^sms .*01 {2}opted-out · by desk/);
  });

  it("are shown with the recipient in show", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await written(cwd, [[PHONES[0] ?? "", "who is \u001b[31mthis?"]]);
    const { stdout } = await cli(["show", "hello", "p1"], { cwd });
    expect(stdout).toMatch(/ {2}reply {20}sms\.main · unclear · "who is \\u001b\[31mthis\?"/);
    expect(stdout).toContain("enrollment.replied");
  });

  it("of an unknown campaign are a mistake", async () => {
    await using made = await started();
    expect((await cli(["replies", "other"], { cwd: made.folder })).code).toBe(1);
  });
});
