import { hash } from "node:crypto";
import type { EventDetails, SealableEvent, StoredSeal } from "@relance/spec";
import { expect, it } from "vitest";
import { MINUTE } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

function eventIn({ leaf }: EventDetails): SealableEvent {
  return JSON.parse(leaf) as SealableEvent;
}

/** Returns the event numbers in a seal's content. Each number has 8 bytes, followed by a commitment of 32 bytes. */
function numbersIn(content: Uint8Array): number[] {
  const bytes = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: content.length / 40 }, (_, place) => Number(bytes.getBigUint64(place * 40)));
}

export const sealsContract: Area = area("seals of events", ({ test, scene }) => {
  const mine = { task: "evidence", owner: "a", leaseMs: MINUTE } as const;
  const held = { name: "evidence", owner: "a", leaseMs: MINUTE } as const;

  function buildSeal({ campaign, now }: Scene, number: number): StoredSeal {
    const content = Uint8Array.from([number, 0, 255]);
    const at = new Date(now).toISOString();
    return { campaign: campaign.campaign, number, at, leaves: 1, root: "r", chain: `c${number}`, content };
  }

  async function readLeaves({ store }: Scene, limit = 100): Promise<readonly EventDetails[]> {
    const ids: number[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await store.eventDetails({ cursor, limit });
      for (const { content } of page.leaves) ids.push(...numbersIn(content));
      if (!page.hasMore) return (await store.eventDetails({ ids })).rows;
      cursor = page.cursor;
    }
  }

  test("have one leaf for each event, in the order of events, in pages of any size", { people: 3 }, async (here) => {
    await here.send();
    await here.acknowledge("p1");
    const events = (await here.events()).map(
      ({ id, type, at, version, step, attemptId, provider, cause, answer, quality, late, by }) => ({
        ...{ event: id, type, at: at.toISOString(), version, step, attempt: attemptId, provider, cause, answer },
        ...{ quality, late, by: version === undefined ? by : undefined },
      }),
    );
    const leaves = await readLeaves(here);
    expect(leaves.map(eventIn)).toMatchObject(JSON.parse(JSON.stringify(events)));
    expect(leaves.map(({ leaf }) => leaf)).toEqual(leaves.map((row) => JSON.stringify(eventIn(row))));
    expect(await readLeaves(here, 2)).toEqual(leaves);
  });

  test("have the hashes that a verifier computes", async (here) => {
    await here.send();
    const sha256 = (text: string) => hash("sha256", text, "base64url");
    const { leaves } = await here.store.eventDetails({ limit: 100 });
    const [{ campaign, hashes, content } = { campaign: 0, hashes: new Uint8Array(), content: new Uint8Array() }] =
      leaves;
    expect(leaves).toHaveLength(1);
    expect(campaign).toBe(here.campaign.campaign);
    const { rows } = await here.store.eventDetails({ ids: numbersIn(content) });
    expect(rows.some(({ details }) => details !== undefined)).toBe(true);
    rows.forEach(({ id, leaf, salt, details }, place) => {
      const made = details === undefined ? undefined : sha256(`${salt}${id}\n${details}`);
      const text = made === undefined ? leaf : `${leaf.slice(0, -1)},"commitment":"${made}"}`;
      expect(
        Buffer.from(hashes)
          .subarray(place * 32, place * 32 + 32)
          .toString("base64url"),
      ).toBe(sha256(`\0${text}`));
      const kept = Buffer.from(content).subarray(place * 40 + 8, place * 40 + 40);
      expect(kept.equals(made === undefined ? Buffer.alloc(32) : Buffer.from(made, "base64url"))).toBe(true);
    });
  });

  it("commit to the recipient's identity with a salt that is separate for each recipient and never changes", async () => {
    const here = await scene({ people: 2 });
    await here.send();
    const own = (await readLeaves(here)).filter(({ enrollment }) => enrollment !== 0);
    const opened = own.filter(({ details }) => details !== undefined);
    const salts = new Map(opened.map(({ enrollment, salt }) => [enrollment, salt]));
    expect(salts.size).toBe(2);
    expect(new Set(salts.values()).size).toBe(2);
    for (const row of opened) {
      expect(row.salt).toMatch(/^[0-9a-f]{32}$/);
      expect(row.salt).toBe(salts.get(row.enrollment));
    }
    const enrolled = own.filter((row) => eventIn(row).type === "enrollment.enrolled");
    expect(enrolled.map(({ details }) => details).sort()).toEqual(['{"key":"p1"}', '{"key":"p2"}']);
    const others = (await readLeaves(here)).filter(({ enrollment }) => enrollment === 0);
    expect(others.every(({ salt, details }) => salt === undefined && details === undefined)).toBe(true);
  });

  test("contain a message's content and its sender's commitment as of the time of sending", async (here) => {
    const one = await here.claimOne();
    expect(one.salt).toMatch(/^[0-9a-f]{32}$/);
    await here.settle(one, "uncertain", { content: "first" });
    await here.settle(one, "accepted", { content: "again", ref: "r1" });
    const own = (await here.store.eventDetails({ enrollment: one.enrollment })).rows;
    expect(own[0]?.salt).toBe(one.salt);
    expect(own.map(eventIn).map(({ type, template, content }) => [type, template, content])).toEqual([
      ["enrollment.enrolled", undefined, undefined],
      ["attempt.submitted", expect.stringMatching(/^[0-9a-f]{64}$/), undefined],
      ["attempt.uncertain", undefined, "first"],
      ["attempt.accepted", undefined, "again"],
    ]);
  });

  test("commit to the bytes of a receipt and to the source of an answer, even if the receipt is matched later", async (here) => {
    const one = await here.claimOne();
    const [early, late] = [Buffer.from("ref=r1&status=sent"), Buffer.from("ref=r1&status=delivered")];
    const item = { type: "receipt", quality: "carrier", ref: "r1" } as const;
    const provider = "sms.main";
    await here.store.record([{ provider, item: { ...item, kind: "in-transit" }, raw: early }]);
    await here.settle(one, "accepted", { ref: "r1" });
    await here.store.record([{ provider, item: { ...item, kind: "delivered" }, raw: late }]);
    await here.store.record([{ provider, item: { ...item, kind: "engaged" } }]);
    await here.acknowledge("p1", { sourceId: "row-17", occurredAt: here.now });
    const rows = (await here.store.eventDetails({ enrollment: one.enrollment })).rows;
    const told = new Map(rows.map((row) => [eventIn(row).type, row.details]));
    const sha256 = (bytes: Buffer) => JSON.stringify({ raw: hash("sha256", bytes, "hex") });
    expect(told.get("attempt.in-transit")).toBe(sha256(early));
    expect(told.get("attempt.delivered")).toBe(sha256(late));
    expect(told.get("attempt.engaged")).toBeUndefined();
    expect(JSON.parse(told.get("enrollment.acknowledged") ?? "{}")).toEqual({
      method: "event",
      source: "event:re-registered",
      sourceId: "row-17",
      occurredAt: here.now,
      receivedAt: here.now,
    });
  });

  test("are found by event ids, in the requested order, or by recipient", { people: 2 }, async (here) => {
    await here.send();
    const all = await readLeaves(here);
    const ids = all.map(({ id }) => id).reverse();
    expect((await here.store.eventDetails({ ids: [...ids, 999_999_999] })).rows).toEqual(all.toReversed());
    const { enrollment } = await here.person("p2");
    const own = await here.store.eventDetails({ enrollment });
    expect(own.rows).toEqual(all.filter((row) => row.enrollment === enrollment));
    expect(own.now).toBe(here.now);
  });

  test("are events of their campaign, stored together with the position of the last sealed event", async (here) => {
    await here.store.lease(held);
    const { cursor } = await here.store.eventDetails({ limit: 100 });
    const [first, second] = [buildSeal(here, 1), buildSeal(here, 2)];
    expect(await here.store.keepSeals({ ...mine, cursor, seals: [first] })).toBe("kept");
    expect(await here.store.keepSeals({ ...mine, cursor, seals: [second] })).toBe("kept");
    expect(await here.store.lease(held)).toMatchObject({ status: "owned", data: cursor });
    const told = (await here.events()).filter(({ type }) => type === "evidence.sealed");
    expect(told.map(({ seal }) => seal)).toEqual([first, second].map(({ campaign: _, content: __, ...seal }) => seal));
    expect(told.every(({ key, answer }) => key === undefined && answer === undefined)).toBe(true);
    const of = { campaign: first.campaign, limit: 10 };
    const bytes = (rows: readonly StoredSeal[]) => rows.map((row) => ({ ...row, content: [...row.content] }));
    expect(bytes(await here.store.seals(of))).toEqual(bytes([first, second]));
    expect((await here.store.seals({ ...of, after: 1 })).map(({ number }) => number)).toEqual([2]);
    expect((await here.store.seals({ ...of, last: true })).map(({ number }) => number)).toEqual([2]);
    expect((await here.store.seals({ ...of, limit: 1 })).map(({ number }) => number)).toEqual([1]);
    expect(await here.store.seals({ campaign: 99, limit: 10 })).toEqual([]);
  });

  test("are refused as a whole if the process has lost the sealing task", async (here) => {
    await here.store.lease(held);
    here.clock.advance(MINUTE + 1);
    await here.store.lease({ ...held, owner: "b" });
    const seals = [buildSeal(here, 1)];
    expect(await here.store.keepSeals({ ...mine, cursor: "x", seals })).toBe("held");
    expect(await here.store.seals({ campaign: here.campaign.campaign, limit: 10 })).toEqual([]);
    expect(await here.store.keepSeals({ ...mine, owner: "b", cursor: "y", seals })).toBe("kept");
    const again = here.store.keepSeals({ ...mine, owner: "b", cursor: "z", seals });
    await expect(again).rejects.toThrow();
    expect(await here.store.lease({ ...held, owner: "b" })).toMatchObject({ data: "y" });
  });
});
