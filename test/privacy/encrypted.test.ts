import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { changeRows } from "./support/change-rows.ts";
import { everywhere } from "./support/everywhere.ts";
import { ADA, BOB, BODY, campaign, type House, liveWith, openHouse, SAID } from "./support/told-house.ts";

const BY = { actor: "desk", reason: "request 2026-114" };
const TEXTS = [ADA.name, ADA.mobile, encodeURIComponent(ADA.mobile), BOB.mobile, BOB.mail, BOB.name, SAID, BODY];

const CLEO = { ...BOB, key: "cleo", mobile: "+33639980099", mail: "cleo@example.org" };
const [FIRST, SECOND] = ["the-first-secret-of-all", "the-second-secret-of-all"] as const;

const under = (db: string, ...encryption: readonly string[]): Promise<House> =>
  openHouse(db, undefined, { security: { signing: ["a-secret-for-these-tests"], encryption } });

function flipped(json: string): string {
  return json.replace(
    /(~1\.[\w-]+\.[\w-]{9})(.)/g,
    (_, head: string, one: string) => `${head}${one === "A" ? "B" : "A"}`,
  );
}

await overStores((openPlace: OpenPlace) => {
  it("contains nothing readable about a recipient while a campaign runs, and shows everything with the key", async () => {
    await using place = await openPlace();
    await using house = await openHouse(place.db);
    const { gateway } = house;
    await liveWith(house);
    const broken = { ...BOB, key: "no deadline at all", mobile: "12" };
    await gateway.campaigns.start(campaign("winter"), { rows: [{ ...broken, mail: "" }, BOB] });
    for (const text of TEXTS) expect([text, await everywhere(place.db, text)]).toEqual([text, []]);

    const { store } = partsOf(gateway);
    const spring = await gateway.campaigns.get("spring");
    const ada = await spring.recipient(ADA.key);
    expect(ada?.contacts.map(({ address }) => address)).toEqual([ADA.mobile, ADA.mail]);
    expect(ada?.variables).toMatchObject({ name: ADA.name });
    expect(ada?.replies).toMatchObject([{ from: ADA.mobile, text: SAID }]);
    expect(ada?.signals[0]?.detail).toContain("opened by");
    const receipts =
      (await store.read({ enrollment: ada?.enrollment ?? 0 }, { receipts: "with-requests" }))?.receipts ?? [];
    const requests = receipts.map(({ request }) => Buffer.from(request ?? []).toString());
    expect(requests.join(" ")).toContain(`To=${encodeURIComponent(ADA.mobile)}`);
    const captured = (await store.outbox({ limit: 100 })).rows;
    expect(captured.map(({ to }) => to)).toEqual(expect.arrayContaining([ADA.mobile, BOB.mobile]));
    expect(captured.map(({ content }) => content)).toContainEqual({ text: BODY });
    expect((await store.list({ campaign: spring.id, limit: 10 })).rows[0]?.contacts[0]?.address).toMatch(/^\+336/);
    expect((await gateway.suppressions.add([{ channel: "sms", address: ADA.mobile }]))[0]?.people).toBeGreaterThan(0);
    expect((await store.suppressions({ limit: 10 })).rows).toMatchObject([{ address: ADA.mobile }]);
    expect((await store.audit({ limit: 1_000 })).findings).toEqual([]);
  });

  it("deletes a recipient's seed together with the data that its key decrypts", async () => {
    await using place = await openPlace();
    await using house = await openHouse(place.db);
    const { gateway } = house;
    await liveWith(house);
    const rows = await changeRows(place.db, `select box from people where '${ADA.key}' in (key, person)`);
    const before = rows.map(({ box }) => String(box));
    expect(before).toHaveLength(3);
    for (const text of before) expect([text, await everywhere(place.db, text)]).not.toEqual([text, []]);

    await gateway.erase([ADA.key], BY);

    for (const text of before) expect([text, await everywhere(place.db, text)]).toEqual([text, []]);
  });

  it("refuses to open without a needed key, and continues with it", async () => {
    await using place = await openPlace();
    {
      await using house = await under(place.db, FIRST);
      await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
    }
    await expect(openHouse(place.db, undefined, { security: { signing: [FIRST] } })).rejects.toMatchObject({
      code: "config/secret-missing",
    });
    await expect(under(place.db, SECOND)).rejects.toMatchObject({
      code: "config/secret-missing",
      message: expect.stringContaining("security.encryption"),
    });
    await using house = await under(place.db, SECOND, FIRST);
    await house.gateway.runOnce({ within: "20s" });
    const sent = (await partsOf(house.gateway).store.outbox({ limit: 10 })).rows;
    expect(sent.map(({ to }) => to).sort()).toEqual([ADA.mobile, BOB.mobile]);
  });

  it("refuses one recipient whose data was changed, with a name and a count, and sends to the others", async () => {
    await using place = await openPlace();
    {
      await using house = await openHouse(place.db);
      await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
    }
    const [row] = await changeRows(place.db, `select box from people where key = '${ADA.key}'`);
    const changed = flipped(String(row?.box));
    expect(changed).not.toBe(row?.box);
    await changeRows(place.db, `update people set box = '${changed}' where key = '${ADA.key}'`);
    await using house = await openHouse(place.db);
    const { gateway } = house;
    await gateway.runOnce({ within: "20s" });
    const { store } = partsOf(gateway);
    expect((await store.outbox({ limit: 10 })).rows.map(({ to }) => to)).toEqual([BOB.mobile]);
    const spring = await gateway.campaigns.get("spring");
    const ledger = await spring.ledger();
    expect(ledger.attempts.filter(({ state }) => state === "rejected")).not.toEqual([]);
    expect(ledger.holds).toBe(true);
    expect((await spring.recipient(ADA.key))?.contacts[0]?.address).toBe("(unreadable)");
    expect(house.log()).toContain("personal.unreadable");
  });

  it("shows no address as a text and no text as an address after an attacker swapped them within a row", async () => {
    await using place = await openPlace();
    {
      await using house = await openHouse(place.db);
      await liveWith(house);
    }
    const inbox = await changeRows(place.db, "select id, item from inbox where type = 1");
    expect(inbox).not.toEqual([]);
    for (const { id, item } of inbox) {
      const { from, text, ...rest } = JSON.parse(String(item)) as { from: string; text: string };
      const exchanged = JSON.stringify({ ...rest, from: text, text: from });
      await changeRows(place.db, `update inbox set item = '${exchanged}' where id = ${id}`);
    }
    const outbox = await changeRows(place.db, "select id, address, content from outbox");
    expect(outbox).not.toEqual([]);
    for (const { id, address, content } of outbox) {
      const { encrypted } = JSON.parse(String(content)) as { encrypted: string };
      const exchanged = `address = '${encrypted}', content = '${JSON.stringify({ encrypted: address })}'`;
      await changeRows(place.db, `update outbox set ${exchanged} where id = ${id}`);
    }
    await using house = await openHouse(place.db);
    const { store } = partsOf(house.gateway);
    const replies = (await store.replies({ limit: 10 })).rows;
    expect(replies).not.toEqual([]);
    for (const one of replies) expect(one).toMatchObject({ from: "(unreadable)", text: "(unreadable)" });
    const captured = (await store.outbox({ limit: 100 })).rows;
    expect(captured).not.toEqual([]);
    for (const { to } of captured) expect(to).toBe("(unreadable)");
    for (const text of TEXTS) expect(JSON.stringify([replies, captured])).not.toContain(text);
  });

  it("shows no text next to another recipient's address after an attacker swapped the texts of two rows", async () => {
    await using place = await openPlace();
    {
      await using house = await openHouse(place.db);
      await liveWith(house);
    }
    const outbox = await changeRows(place.db, "select id, content from outbox order by id limit 2");
    const [first, second] = outbox;
    await changeRows(place.db, `update outbox set content = '${second?.content}' where id = ${first?.id}`);
    await changeRows(place.db, `update outbox set content = '${first?.content}' where id = ${second?.id}`);
    const inbox = await changeRows(place.db, "select id, item from inbox where type = 1");
    expect(inbox).not.toEqual([]);
    for (const { id, item } of inbox) {
      const foreign = { ...JSON.parse(String(item)), text: JSON.parse(String(first?.content)).encrypted };
      await changeRows(place.db, `update inbox set item = '${JSON.stringify(foreign)}' where id = ${id}`);
    }
    await using house = await openHouse(place.db);
    const { store } = partsOf(house.gateway);
    const replies = (await store.replies({ limit: 10 })).rows;
    for (const { text } of replies) expect(text).toBe("(unreadable)");
    const captured = (await store.outbox({ limit: 100 })).rows;
    expect(captured.filter(({ content }) => JSON.stringify(content).includes("(unreadable)"))).toHaveLength(2);
  });

  it("refuses data that an attacker swapped between two rows, and sends to the other recipients", async () => {
    await using place = await openPlace();
    {
      await using house = await openHouse(place.db);
      await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB, CLEO] });
    }
    const read = (key: string) => changeRows(place.db, `select box from people where key = '${key}'`);
    const [[ada], [bob]] = [await read(ADA.key), await read(BOB.key)];
    await changeRows(place.db, `update people set box = '${bob?.box}' where key = '${ADA.key}'`);
    await changeRows(place.db, `update people set box = '${ada?.box}' where key = '${BOB.key}'`);
    await using house = await openHouse(place.db);
    await house.gateway.runOnce({ within: "20s" });
    const { store } = partsOf(house.gateway);
    expect((await store.outbox({ limit: 10 })).rows.map(({ to }) => to)).toEqual([CLEO.mobile]);
    const spring = await house.gateway.campaigns.get("spring");
    const rejected = (await spring.ledger()).attempts.filter(({ state }) => state === "rejected");
    expect(rejected.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect((await spring.ledger()).holds).toBe(true);
    expect(
      new Set(((await store.count(spring.id, { errors: true }))[0]?.errors ?? []).map(({ code }) => code)),
    ).toEqual(new Set(["message/unreadable"]));
    const shown = JSON.stringify([
      await spring.recipient(ADA.key),
      (await store.list({ campaign: spring.id, limit: 10 })).rows.filter(({ key }) => key === ADA.key),
    ]);
    expect(shown).toContain("unreadable");
    for (const text of [BOB.name, BOB.mobile, BOB.mail]) expect(shown).not.toContain(text);
    expect(house.log()).toContain("personal.unreadable");
    for (const text of [ADA.mobile, BOB.mobile, ADA.name, BOB.name]) expect(house.log()).not.toContain(text);
  });

  it("refuses a text of send() that an attacker swapped between two messages", async () => {
    await using place = await openPlace();
    {
      await using house = await openHouse(place.db);
      for (const { key, mobile, name } of [ADA, BOB])
        await house.gateway.send({
          idempotencyKey: `welcome-${key}`,
          recipient: { key, contacts: { sms: mobile } },
          steps: [{ channel: "sms", content: { text: `Dear ${name}` } }],
        });
    }
    const [ada, bob] = await changeRows(place.db, "select id, variables from people order by id");
    await changeRows(place.db, `update people set variables = '${bob?.variables}' where id = ${ada?.id}`);
    await changeRows(place.db, `update people set variables = '${ada?.variables}' where id = ${bob?.id}`);
    await using house = await openHouse(place.db);
    await house.gateway.runOnce({ within: "20s" });
    expect((await partsOf(house.gateway).store.outbox({ limit: 10 })).rows).toEqual([]);
    expect(house.log()).toContain("personal.unreadable");
  });
});
