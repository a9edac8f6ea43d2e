import type { EnrollChunk } from "@relance/spec";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { overtakings } from "../interleavings/support/play.ts";
import { MANY_ORDERS_MS, openStage } from "../interleavings/support/stage.ts";
import { definition, digestOf, person, phoneOf } from "../support/people.ts";

await withPostgres((postgres) => {
  const stage = openStage(postgres);

  it("41: a contact that is suppressed during its recipient's enrollment gets no message", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    let names = 0;
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      await stage.beat();
      const name = `suppressed-${++names}`;
      const { campaign, version } = await stage.store.define(definition(name));
      const chunk: EnrollChunk = {
        campaign,
        version,
        importId: name,
        seq: 0,
        rows: [person(1)],
        refused: [],
      };
      const digest = digestOf("sms", phoneOf(1));
      const rule = { tenant: "", channel: "sms", digest, reason: "complaint", actor: "test" } as const;
      return {
        running: { campaign, version, enrollments: [] },
        parts: [
          { actor: first, act: () => first.store.enroll(chunk) },
          { actor: second, act: () => second.store.suppress([rule]) },
        ],
        async judge() {
          await stage.store.seal({ campaign, importId: name, chunks: 1 });
          expect(await stage.claim()).toEqual([]);
          await stage.removeSuppression(phoneOf(1));
        },
      };
    }, overtakings);
  });
});
