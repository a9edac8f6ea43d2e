import { sharedClock } from "@relance/store-sqlite";
import { sqliteStore } from "relance";
import { expect, it } from "vitest";
import { lookAtStore } from "../../src/doctor/look-at-store.ts";
import { started } from "../support/started.ts";

const HOUR = 3_600_000;

it("reports that no worker runs for a campaign, and no other problem", async () => {
  await using made = await started();
  const clock = sharedClock();
  const store = sqliteStore({ file: `${made.folder}/relance.db`, clock });
  await store.open();
  const worker = { incarnation: "w", role: "worker", version: "1", providers: ["sms.main"] } as const;
  await store.heartbeat(worker);
  const wants = [{ provider: "sms.main", slots: 9, sendBudgetMs: 1_000 }];
  const { claimed } = await store.claim({ worker: "w", wants });
  const accepted = claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted" as const }));
  await store.settle("w", accepted);
  await store.heartbeat({ ...worker, leaving: true });
  clock.advance(80 * HOUR); // the deadline has passed, and no worker has ended the campaign
  const found = await lookAtStore(store);
  await store.close();
  expect(found.filter(({ status }) => status === "fail")).toEqual([]);
  const said = found.filter(({ status }) => status === "warn").map(({ fact }) => fact);
  expect(said.join("\n")).toContain("no worker runs");
});
