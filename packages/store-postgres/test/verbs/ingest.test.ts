import { type ContractClock, contractClock } from "@relance/conformance/store";
import type { AcknowledgeAnswer, AcknowledgeItem, RecordItem, Store } from "@relance/spec";
import { withPostgres } from "@relance/test-postgres/vitest";
import { describe, expect, it } from "vitest";
import { digestOf, PLAN, person, phoneOf, startCampaign } from "../support/people.ts";
import { type TwoReceivers, twoReceivers } from "../support/two-receivers.ts";

function fact(key: string, sourceId = "1"): AcknowledgeItem {
  const target = { tenant: "", key, on: "re-registered" };
  return {
    target,
    answer: "done",
    method: "event",
    strength: "event",
    source: "event:re-registered",
    sourceId,
  };
}

function reply(number: number, text: string, eventId: string): RecordItem {
  const read = { digest: digestOf("sms", phoneOf(number)), optOut: undefined, word: text, code: undefined };
  return { provider: "sms.main", item: { type: "reply", from: phoneOf(number), text, eventId }, reply: read };
}

/** Sends to everybody, and answers with their attempts. */
async function send(store: Store, slots: number): Promise<readonly { key: string; attemptId: string }[]> {
  const beat = { incarnation: "w", role: "worker", version: "1", providers: ["sms.main"] } as const;
  await store.heartbeat(beat);
  const wants = [{ provider: "sms.main", slots, sendBudgetMs: 1_000 }];
  const { claimed } = await store.claim({ worker: "w", wants });
  const outcomes = claimed.map(({ attemptId }) => ({
    attemptId,
    ref: `ref ${attemptId}`,
    kind: "accepted" as const,
  }));
  await store.settle("w", outcomes);
  return claimed;
}

const statuses = (answers: readonly (readonly AcknowledgeAnswer[])[]) => answers.flat().map(({ status }) => status);

await withPostgres((postgres) => {
  describe("items that arrive together", () => {
    it("are stored in a few transactions, and each caller gets only its own results", async () => {
      await using here = await twoReceivers(postgres);
      const { enrollments } = await startCampaign(here.first, 400);
      const before = await here.commits();
      const answers = await Promise.all(enrollments.map((_, place) => here.first.acknowledge([fact(`p${place + 1}`)])));
      const commits = (await here.commits()) - before;
      expect(answers.map(([answer]) => answer?.enrollments)).toEqual(enrollments.map((id) => [id]));
      expect(commits).toBeLessThan(20);
    });

    it("include an item that the database refuses, which alone is refused", async () => {
      await using here = await twoReceivers(postgres);
      await startCampaign(here.first, 20);
      const items = Array.from({ length: 20 }, (_, place) => fact(`p${place + 1}`));
      const answers = await Promise.all(
        items.map((item, place) => here.first.acknowledge([place === 7 ? { ...item, occurredAt: 1e300 } : item])),
      );
      const expected = items.map((_, place) => (place === 7 ? "refused" : "recorded"));
      expect(statuses(answers)).toEqual(expected);
    });
  });

  describe("a recipient whose row another process locks", () => {
    it("is acknowledged as soon as the row is free, and no other recipient waits for that", async () => {
      await using here = await twoReceivers(postgres);
      const { enrollments } = await startCampaign(here.first, 20);
      const release = await here.hold(enrollments[0] ?? 0);
      let isFirstDone = false;
      const first = here.first.acknowledge([fact("p1")]).finally(() => {
        isFirstDone = true;
      });
      const others = enrollments.slice(1).map((_, place) => here.first.acknowledge([fact(`p${place + 2}`)]));
      expect(statuses(await Promise.all(others))).toEqual(others.map(() => "recorded"));
      expect(isFirstDone).toBe(false);
      await release();
      expect(await first).toMatchObject([{ status: "recorded", state: "acknowledged" }]);
    });

    it("answers by text as soon as the row is free, and no other recipient waits for that", async () => {
      await using here = await twoReceivers(postgres);
      const { enrollments } = await startCampaign(here.first, 3);
      const release = await here.hold(enrollments[0] ?? 0);
      const first = here.first.record([reply(1, "OK", "e1")]);
      expect(await here.first.record([reply(2, "OK", "e2")])).toMatchObject([{ reply: "answered" }]);
      await release();
      expect(await first).toMatchObject([{ status: "stored", reply: "answered" }]);
      expect(await here.first.record([reply(1, "OK", "e1")])).toMatchObject([{ status: "repeated" }]);
    });

    it("does not delay a report, which is stored and applied by the next fold", async () => {
      await using here = await twoReceivers(postgres);
      const { enrollments } = await startCampaign(here.first, 1);
      const [one] = await send(here.first, 1);
      const attemptId = one?.attemptId ?? "";
      const report = (): RecordItem => ({
        provider: "sms.main",
        item: { type: "receipt", kind: "delivered", quality: "carrier", attemptId },
      });
      const release = await here.hold(enrollments[0] ?? 0);
      expect(await here.first.record([report()])).toEqual([{ status: "stored", fold: "later" }]);
      expect(await here.first.record([report()])).toMatchObject([{ status: "repeated" }]);
      expect((await here.second.fold()).moved).toBe(0);
      await release();
      expect((await here.second.fold()).moved).toBe(1);
      const [ledger] = await here.second.count();
      expect(ledger?.attempts).toMatchObject([{ evidence: "delivered", count: 1 }]);
    });
  });

  describe("an item that was received and is not applied yet", () => {
    const PATIENCE_MS = 5_000;

    /** A message was taken, its receipt is stored while somebody holds the recipient, and the time for it is over. */
    async function overdue(here: TwoReceivers, clock: ContractClock) {
      const [step, ...others] = PLAN.steps;
      if (step === undefined) throw new Error("the plan has a step");
      const plan = { ...PLAN, steps: [{ ...step, unknownAfterMs: PATIENCE_MS }, ...others] };
      const { enrollments } = await startCampaign(here.first, 1, { plan });
      const ear = { incarnation: "ear", role: "receiver", version: "1", providers: ["sms.main"] } as const;
      await here.first.heartbeat(ear);
      const [one] = await send(here.first, 1);
      const attemptId = one?.attemptId ?? "";
      clock.advance(PATIENCE_MS - 1);
      const release = await here.hold(enrollments[0] ?? 0);
      const item = { type: "receipt", kind: "delivered", quality: "carrier", attemptId } as const;
      expect(await here.first.record([{ provider: "sms.main", item }])).toMatchObject([{ fold: "later" }]);
      await release();
      clock.advance(PATIENCE_MS);
      await here.first.heartbeat(ear);
    }

    it("delays every move for a missing receipt", async () => {
      const clock = contractClock();
      await using here = await twoReceivers(postgres, clock);
      await overdue(here, clock);
      expect((await here.second.escalate()).moved).toBe(0);
      await here.second.fold();
      expect((await here.second.escalate()).moved).toBe(0);
      const [ledger] = await here.second.count();
      expect(ledger?.attempts).toMatchObject([{ evidence: "delivered", count: 1 }]);
    });
  });

  describe("two parallel receivers", () => {
    it("store every answer once, in whatever order they receive them", async () => {
      await using here = await twoReceivers(postgres);
      await startCampaign(here.first, 300);
      const items = Array.from({ length: 300 }, (_, place) => fact(`p${place + 1}`));
      for (let round = 0; round < 3; round++) {
        await Promise.all([here.first.acknowledge(items), here.second.acknowledge(items.toReversed())]);
      }
      const { events } = await here.first.events({ limit: 5_000 });
      const acknowledged = events.filter(({ type }) => type === "enrollment.acknowledged");
      expect(acknowledged).toHaveLength(300);
      expect((await here.first.count())[0]).toMatchObject({ holds: true, states: { acknowledged: 300 } });
    });

    it("miss no recipient who is enrolled at the moment of the answer", async () => {
      await using here = await twoReceivers(postgres);
      const { campaign, version } = await startCampaign(here.first, 1, { audience: "open" });
      for (let number = 2; number < 42; number += 2) {
        const rows = [person(number), person(number + 1)];
        const chunk = { campaign, version, importId: `late-${number}`, seq: 0, rows, refused: [] };
        await Promise.all([
          here.first.enroll(chunk),
          here.second.acknowledge([fact(`p${number}`)]),
          here.second.acknowledge([fact(`p${number + 1}`)]),
        ]);
      }
      const [ledger] = await here.first.count();
      expect(ledger).toMatchObject({ holds: true, states: { acknowledged: 40, pending: 1 } });
    });

    it("find the result of a send that is committed at the same moment as its receipt", async () => {
      await using here = await twoReceivers(postgres);
      await startCampaign(here.first, 60);
      const beat = { incarnation: "w", role: "worker", version: "1", providers: ["sms.main"] } as const;
      await here.first.heartbeat(beat);
      const wants = [{ provider: "sms.main", slots: 60, sendBudgetMs: 1_000 }];
      const { claimed } = await here.first.claim({ worker: "w", wants });
      await Promise.all(
        claimed.flatMap(({ attemptId }) => {
          const ref = `ref ${attemptId}`;
          const item = { type: "receipt", kind: "delivered", quality: "carrier", ref } as const;
          return [
            here.first.settle("w", [{ attemptId, ref, kind: "accepted" }]),
            here.second.record([{ provider: "sms.main", item }]),
          ];
        }),
      );
      await here.second.fold();
      const [ledger] = await here.second.count();
      expect(ledger?.attempts).toMatchObject([{ state: "accepted", evidence: "delivered", count: 60 }]);
    });
  });

  describe("a request in the caller's transaction", () => {
    it("requires from the application's role only the right to insert into one table", async () => {
      await using here = await twoReceivers(postgres);
      await startCampaign(here.first, 1);
      const role = `application_${process.pid}_${Date.now()}`;
      await here.other.query(`create role ${role}; grant usage on schema relance to ${role};
        grant insert on relance.requests to ${role}; begin; set local role ${role}`);
      const db = { executeSql: (text: string, values: unknown[]) => here.other.query(text, values) };
      await here.first.deposit?.(db, [{ verb: "acknowledge", items: [fact("p1")] }]);
      await here.other.query("commit");
      expect((await here.second.fold()).moved).toBe(1);
      expect((await here.second.statuses({ targets: [{ tenant: "", key: "p1" }] })).isAcknowledged).toEqual([true]);
      await here.other.query(`drop owned by ${role}; drop role ${role}`);
    });
  });
});
