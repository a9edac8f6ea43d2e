import { defineCampaign } from "@relance/campaign";
import type { SendAnswer } from "relance";
import { describe, expect, it } from "vitest";
import { openArena, overSeeds } from "./support/arena.ts";
import { MINUTE, openDesk, PLAN, peopleOf, personRow, SECOND, START } from "./support/desk.ts";

const CAMPAIGN = defineCampaign(
  {
    version: 1,
    name: "keys",
    deadline: "2h",
    audience: { key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
    confirm: { event: "done", via: ["event"] },
    steps: [{ channel: "sms", route: ["main"], template: "reminder@1", wait: "1h" }],
  },
  { templates: { "reminder@1": { sms: () => ({ text: "hello" }) } } },
);

describe("enroll and campaign", () => {
  it("45: an import that stopped after any chunk and begins again gives the same totals", async () => {
    for (let stopped = 0; stopped <= 4; stopped++) {
      const desk = await openDesk();
      const { campaign, version } = await desk.store.define({
        tenant: "",
        name: "import",
        occurrence: "",
        hash: "1",
        body: "{}",
        plan: PLAN,
        audience: "closed",
      });
      const refused = [{ line: 41, reason: "message/bad-phone", advice: "write +33…" }];
      const chunk = (seq: number) =>
        desk.store.enroll({
          campaign,
          version,
          importId: "bytes 1",
          seq,
          rows: Array.from({ length: 10 }, (_, n) => personRow(seq * 10 + n)),
          refused: seq === 3 ? refused : [],
        });
      for (let seq = 0; seq < stopped; seq++) await chunk(seq);
      await expect(desk.store.seal({ campaign, importId: "bytes 1", chunks: 5 })).rejects.toThrow(/of 5 chunks/);
      expect(await desk.claim("sms.main")).toEqual([]);
      for (let seq = 0; seq < 4; seq++) expect((await chunk(seq)).replayed).toBe(seq < stopped);
      for (let times = 0; times < 2; times++) await desk.store.seal({ campaign, importId: "bytes 1", chunks: 4 });
      expect(await desk.ledger(campaign)).toMatchObject({
        holds: true,
        audience: { rows: 41, enrolled: 40, refused: 1 },
      });
    }
  });

  it("46: another definition under the name of a running campaign is refused, and changes nothing", async () => {
    const arena = await openArena({ seed: 1 });
    const { gateway } = await arena.open("operator");
    const before = await arena.ledger();
    const changed = defineCampaign(
      { ...CAMPAIGN.definition, name: "arena" },
      { templates: { "reminder@1": { sms: () => ({ text: "other words" }) } } },
    );
    await expect(
      arena.finish(gateway.campaigns.start(changed, { rows: [{ id: "new", mobile: "+33639980099" }] })),
    ).rejects.toMatchObject({ code: "campaign/changed" });
    expect(await arena.ledger()).toEqual(before);
    await arena.close();
  });

  it("46: keys missing from a second import are reported and unchanged, and changed contacts are used", async () => {
    const desk = await openDesk();
    const campaign = await desk.start(peopleOf(3));
    const rows = [
      personRow(0),
      personRow(1, {
        contacts: [{ channel: "sms", address: "+33639989999" }],
        digests: ["another phone"],
        steps: 0b01,
      }),
    ];
    const answer = await desk.store.enroll({
      campaign,
      version: 1,
      importId: "second",
      seq: 0,
      rows,
      refused: [],
    });
    expect(answer.statuses).toEqual(["same", "contact-changed"]);
    await desk.store.seal({ campaign, importId: "second", chunks: 1 });
    const claimed = await desk.claim("sms.main");
    expect(claimed.map(({ key, address }) => [key, address]).sort()).toEqual([
      ["p0", "+33639980000"],
      ["p1", "+33639989999"],
      ["p2", "+33639980002"],
    ]);
    expect(await desk.ledger()).toMatchObject({ holds: true, audience: { enrolled: 3 } });
  });

  it("47: repeated keys, in other Unicode forms and with spaces, and one phone under two keys: the sum matches", async () => {
    const arena = await openArena({ seed: 1 });
    const { gateway } = await arena.open("operator");
    const recipients = [
      { id: "ren\u00e9e", mobile: "0639980001" },
      { id: "rene\u0301e", mobile: "0639980002" },
      { id: " ren\u00e9e ", mobile: "0639980003" },
      { id: "twin", mobile: "0639980001" },
      { id: "", mobile: "0639980004" },
      { id: "\u0000", mobile: "0639980005" },
    ];
    const campaign = await arena.finish(gateway.campaigns.start(CAMPAIGN, { rows: recipients }));
    const ledger = await arena.finish(campaign.ledger());
    const { rows, enrolled, repeated, refused } = ledger.audience;
    expect({ rows, enrolled, repeated, refused }).toEqual({
      rows: 6,
      enrolled: 2,
      repeated: 2,
      refused: 2,
    });
    expect(ledger.holds).toBe(true);
    const keys: string[] = [];
    await arena.finish(
      (async () => {
        for await (const { key, enrollment } of campaign.recipients()) if (enrollment > 0) keys.push(key);
      })(),
    );
    expect(keys.sort()).toEqual(["ren\u00e9e", "twin"]);
    await arena.close();
  });

  it("48: one send() from two processes in parallel, and again after the end: one message, the first answer", async () => {
    await overSeeds(20, async (seed) => {
      const arena = await openArena({ seed, people: 1, wireMs: () => arena.draw(SECOND) });
      await arena.hear("receiver");
      await arena.work("worker");
      const message = {
        idempotencyKey: "order 17",
        recipient: { key: "anna", contacts: { sms: "+33639980042" } },
        steps: [{ channel: "sms", content: { text: "your order has left" } }],
        deadline: new Date(START + 5 * MINUTE),
      } as const;
      const [one, two] = [await arena.open("one"), await arena.open("two")];
      const answers: SendAnswer[] = await arena.finish(
        Promise.all([one.gateway.send(message), two.gateway.send(message), one.gateway.send(message)]),
      );
      expect(answers.filter(({ status }) => status === "enrolled")).toHaveLength(1);
      expect(new Set(answers.map(({ enrollment }) => enrollment)).size).toBe(1);
      await arena.time.advance(MINUTE);
      one.process.crash();
      await arena.time.advance(6 * MINUTE);
      expect((await arena.finish(two.gateway.send(message))).state).toBe("expired");
      const again = await arena.finish(two.gateway.send(message));
      expect(again).toMatchObject({ status: "repeated", enrollment: answers[0]?.enrollment });
      await arena.time.advance(MINUTE);
      const sent = arena.sent.filter(({ message: { to } }) => to === "+33639980042");
      expect(sent).toHaveLength(1);
      await arena.close();
    });
  });
});
