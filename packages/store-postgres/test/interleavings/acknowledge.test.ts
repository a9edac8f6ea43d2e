import type { AcknowledgeItem, EnrollChunk } from "@relance/spec";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { definition, person } from "../support/people.ts";
import { delivered, MANY_ORDERS_MS, openStage } from "./support/stage.ts";

function closing(target: AcknowledgeItem["target"], sourceId = "1"): AcknowledgeItem {
  return { target, answer: "done", method: "event", strength: "event", source: "crm", sourceId };
}

await withPostgres((postgres) => {
  const stage = openStage(postgres);

  it("1: a recipient who answers is claimed before the answer, or not at all", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    const played = await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign();
      const [enrollment = 0] = running.enrollments;
      return {
        running,
        parts: [
          { actor: first, act: () => stage.claim(first.store) },
          { actor: second, act: () => second.store.acknowledge([closing({ enrollment })]) },
        ],
        async judge(claimed, [answer]) {
          expect(answer?.status).toBe("recorded");
          expect(await stage.person(running)).toMatchObject({ state: "acknowledged" });
          const { totals } = await stage.ledger(running);
          expect(totals).toMatchObject({ attempts: claimed.length, supersededInFlight: claimed.length });
          expect(await stage.claim()).toEqual([]);
        },
      };
    });
    expect(played).toBeGreaterThan(10);
  });

  it("3, 4: a missing receipt never moves a recipient who has answered", { timeout: MANY_ORDERS_MS }, async () => {
    const played = await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.silent();
      const [enrollment = 0] = running.enrollments;
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.escalate() },
          { actor: second, act: () => second.store.acknowledge([closing({ enrollment })]) },
        ],
        async judge({ moved }, [answer]) {
          expect(answer?.status).toBe("recorded");
          const { state, timeline } = await stage.person(running);
          expect(state).toBe("acknowledged");
          expect(timeline.filter(({ type }) => type === "enrollment.escalated")).toHaveLength(moved);
          expect(timeline.at(-1)?.type).toBe("enrollment.acknowledged");
          expect((await stage.store.escalate()).moved).toBe(0);
          expect(await stage.claim(stage.store, "email.main")).toEqual([]);
        },
      };
    });
    expect(played).toBeGreaterThan(10);
  });

  it("10: a press and an event about one recipient count as one answer, and both are stored", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign();
      const [enrollment = 0] = running.enrollments;
      const press: AcknowledgeItem = {
        target: { enrollment },
        answer: "promise",
        method: "link",
        strength: "gesture",
        source: "link",
        sourceId: "1",
      };
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.acknowledge([press]) },
          { actor: second, act: () => second.store.acknowledge([closing({ enrollment })]) },
        ],
        async judge([pressed], [told]) {
          expect(told?.status).toBe("recorded");
          expect(pressed?.status).not.toBe("refused");
          const { state, answer, timeline } = await stage.person(running);
          expect({ state, answer }).toEqual({ state: "acknowledged", answer: "done" });
          expect(timeline.filter(({ type }) => type === "enrollment.acknowledged")).toHaveLength(1);
          expect((await stage.ledger(running)).answers).toEqual({ done: 1, promise: 1 });
        },
      };
    });
  });

  it("10: the same fact that is reported twice in parallel is recorded once", { timeout: MANY_ORDERS_MS }, async () => {
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign();
      const [enrollment = 0] = running.enrollments;
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.acknowledge([closing({ enrollment })]) },
          { actor: second, act: () => second.store.acknowledge([closing({ enrollment })]) },
        ],
        async judge([one], [other]) {
          expect([one?.status, other?.status].sort()).toEqual(["duplicate", "recorded"]);
          expect((await stage.ledger(running)).answers).toEqual({ done: 1 });
        },
      };
    });
  });

  it("14: a recipient who answers during the enrollment is enrolled as acknowledged", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    let names = 0;
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      await stage.beat();
      const name = `arriving-${++names}`;
      const { campaign, version } = await stage.store.define(definition(name));
      const key = `${name}-key`;
      const chunk: EnrollChunk = {
        campaign,
        version,
        importId: name,
        seq: 0,
        rows: [{ ...person(1), key }],
        refused: [],
      };
      return {
        running: { campaign, version, enrollments: [] },
        parts: [
          { actor: first, act: () => first.store.enroll(chunk) },
          { actor: second, act: () => second.store.acknowledge([closing({ tenant: "", key })]) },
        ],
        async judge(enrolled, [answer]) {
          expect(enrolled.counts.new).toBe(1);
          expect(["waiting", "recorded"]).toContain(answer?.status);
          await stage.store.seal({ campaign, importId: name, chunks: 1 });
          expect(await stage.claim()).toEqual([]);
          const found = await stage.store.read({ campaign, key });
          expect(found).toMatchObject({ state: "acknowledged", answer: "done" });
        },
      };
    });
  });

  it("9: answers and receipts for the same three hundred recipients, in opposite order, are all applied", async () => {
    const { first, second } = stage;
    const running = await stage.campaign(300);
    const claimed = await stage.claim(stage.store, "sms.main", 300);
    const receipts = claimed.map(({ attemptId }) => delivered({ attemptId }));
    const items = running.enrollments.map((enrollment) => closing({ enrollment }));
    const rounds = Array.from({ length: 10 }, (_, round) => {
      const slice = <T>(all: readonly T[]) => all.slice(round * 30, round * 30 + 30);
      return Promise.all([
        first.store.acknowledge(slice(items)),
        second.store.record(slice(receipts).reverse()),
        first.store.record(slice(receipts)),
        second.store.acknowledge(slice(items).reverse()),
      ]);
    });
    await Promise.all(rounds);
    while ((await stage.store.fold()).moved > 0);
    const { states, attempts } = await stage.ledger(running);
    expect(states.acknowledged).toBe(300);
    expect(attempts).toMatchObject([{ evidence: "delivered", count: 300 }]);
    expect((await stage.store.audit({ limit: 1 })).findings).toEqual([]);
  });
});
