import type { RelanceEvent } from "@relance/spec";
import { createRelance } from "relance";
import { expect, expectTypeOf, it, vi } from "vitest";
import { gateway, recall, row } from "./recall.ts";

const ADA = {
  id: "ada",
  mobile: "+33639980001",
  mail: null,
  first_name: "Ada",
  born: 1951,
  city: "Paris",
  due: "2099-03-01T12:00:00Z",
} as const;

it("a campaign's answers are types in its subscription, which gets only its events, and in an outcome", async () => {
  await using relance = await createRelance({ ...gateway, publicUrl: "https://notify.example.org/relance" });
  const other = gateway.campaign("other", {
    row,
    deadline: "72h",
    audience: { contacts: { sms: "mobile" } },
    confirm: { via: ["event"] },
    steps: [{ channel: "sms", route: ["main"], template: "recall@1" }],
  });
  const seen: RelanceEvent<"done" | "later" | "wrong">[] = [];
  const all: RelanceEvent[] = [];
  relance.subscribe("crm", recall, (events) => {
    expectTypeOf(events[0]?.answer).toEqualTypeOf<"done" | "later" | "wrong" | undefined>();
    // @ts-expect-error the campaign has no such answer
    events.some(({ answer }) => answer === "promise");
    seen.push(...events);
  });
  relance.subscribe("warehouse", (events) => void all.push(...events));
  await relance.campaigns.start(other, { rows: [ADA] });
  const handle = await relance.campaigns.start(recall, { rows: [ADA] });
  await handle.confirm(["ada"], { actor: "desk", reason: "she phoned" });
  const outcome = await handle.outcome("ada");
  if (outcome.status !== "confirmed") throw new Error(outcome.status);
  expectTypeOf(outcome.answer).toEqualTypeOf<"done" | "later" | "wrong">();
  // @ts-expect-error the campaign has no such answer
  expect(outcome.answer === "latr").toBe(false);
  expect(outcome.answer).toBe("done");

  await relance.runOnce({ within: "5s" });

  const answered = { type: "enrollment.acknowledged", key: "ada", answer: "done" };
  await vi.waitFor(() => expect(seen).toContainEqual(expect.objectContaining(answered)), 10_000);
  await vi.waitFor(() => expect(all).toEqual(expect.arrayContaining([...seen])), 10_000);
  expect(new Set(seen.map(({ campaign }) => campaign.name))).toEqual(new Set(["recall"]));
  expect(all.map(({ campaign }) => campaign.name)).toContain("other");
});
