import type { IncidentChange } from "@relance/spec";
import { expect } from "vitest";
import { MINUTE } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Anomalies, kept from their start to their end. */
export const incidentsContract: Area = area("incidents", ({ test }) => {
  function say(here: Scene, change: IncidentChange["change"], facts: Partial<IncidentChange> = {}) {
    const subject = {
      campaign: here.campaign.campaign,
      kind: "loss",
      provider: "sms.main",
      part: "+3367",
    } as const;
    return here.store.incident({ ...subject, change, fact: `${change} it`, actor: "watch", ...facts });
  }

  test("open once a subject, and take notes until they end", async (here) => {
    const opened = await say(here, "open", {
      figures: { lost: 0.26 },
      action: "paused sms.main",
      did: "paused",
    });
    expect(opened.status).toBe("opened");
    here.clock.advance(MINUTE);
    expect(await say(here, "open", { figures: { lost: 0.3 } })).toEqual({ status: "noted", id: opened.id });
    expect((await say(here, "end")).status).toBe("ended");
    expect((await say(here, "end")).status).toBe("unknown");
    const { rows } = await here.store.incidents({ campaign: here.campaign.campaign, limit: 10 });
    expect(rows).toMatchObject([
      { id: opened.id, kind: "loss", provider: "sms.main", part: "+3367", figures: { lost: 0.3 } },
    ]);
    expect(rows[0]?.notes.map(({ fact, action, did }) => [fact, action, did])).toEqual([
      ["open it", "paused sms.main", "paused"],
      ["open it", undefined, undefined],
      ["end it", undefined, undefined],
    ]);
    expect(rows[0]?.endedAt?.getTime()).toBe(here.now);
  });

  test("may open again after they ended, and several subjects at once", async (here) => {
    await say(here, "open");
    await say(here, "end");
    await say(here, "open");
    await say(here, "open", { part: "" });
    await say(here, "open", { campaign: 0, kind: "ingress", provider: "", part: "" });
    const open = await here.store.incidents({ open: true, limit: 10 });
    expect(open.rows.map(({ campaign, part }) => [campaign !== 0, part])).toEqual([
      [true, "+3367"],
      [true, ""],
      [false, ""],
    ]);
    const first = await here.store.incidents({ limit: 2 });
    const rest = await here.store.incidents({ limit: 10, cursor: first.cursor });
    expect([first.rows.length, rest.rows.length]).toEqual([2, 2]);
    const [, , third] = (await here.store.incidents({ limit: 10 })).rows;
    const after = await here.store.incidents({ limit: 10, cursor: String(third?.id) });
    expect(after.rows).toEqual(rest.rows.slice(1));
  });

  test("are events of their campaign", async (here) => {
    await say(here, "open");
    await say(here, "end");
    const types = (await here.events()).filter(({ key }) => key === undefined).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(["incident.opened", "incident.ended"]);
  });
});
