import { readFileSync } from "node:fs";
import { sqliteStore } from "relance";
import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { examplesOf, printed } from "../support/doc-examples.ts";
import { started } from "../support/started.ts";

it("relance status and doctor say how fast a provider may go that throttles us, as docs/pace.md shows", async () => {
  await using made = await started();
  const { folder: cwd } = made;
  const store = sqliteStore({ file: `${cwd}/relance.db` });
  await store.open();
  const worker = { incarnation: "w", role: "worker", version: "1", providers: ["sms.main"] } as const;
  await store.heartbeat(worker);
  const wants = [{ provider: "sms.main", slots: 1, sendBudgetMs: 1_000 }];
  const [row] = (await store.claim({ worker: "w", wants })).claimed;
  // its growth begins in an hour, so that the figures are those of the page; the rest has been waited for
  const limited = { kind: "deferred", errorCode: "provider/rate-limited", perSecond: 200 } as const;
  await store.settle("w", [{ attemptId: row?.attemptId ?? "", ...limited, retryAfterMs: 1 }]);
  await store.heartbeat({ ...worker, leaving: true });
  await store.close();
  const { stdout } = await cli(["status", "hello"], { cwd });
  const page = readFileSync(new URL("../../../../docs/pace.md", import.meta.url), "utf8");
  const shown = examplesOf(page)[0]?.output ?? "nothing is shown";
  expect(stdout.replace(/rate 1[4-9]\d(\.\d)?\/s/, "rate 140/s")).toMatch(printed(shown));
  const { stdout: doctor } = await cli(["doctor"], { cwd });
  expect(doctor).toMatch(/sms\.main +rate 1\d\d(\.\d)?\/s of 200\/s: throttled by the provider since /);
});
