import { readFileSync } from "node:fs";
import { sqliteStore } from "relance";
import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { examplesOf, printed } from "../support/doc-examples.ts";
import { started } from "../support/started.ts";

it("relance status says which account refuses, why, and when one message tries it again", async () => {
  await using made = await started();
  const { folder: cwd } = made;
  const store = sqliteStore({ file: `${cwd}/relance.db` });
  await store.open();
  const worker = { incarnation: "w", role: "worker", version: "1", providers: ["sms.main"] } as const;
  await store.heartbeat(worker);
  const wants = [{ provider: "sms.main", slots: 1, sendBudgetMs: 1_000 }];
  const [row] = (await store.claim({ worker: "w", wants })).claimed;
  const refused = { kind: "deferred", errorCode: "provider/unauthorized", accountFault: true } as const;
  await store.settle("w", [{ attemptId: row?.attemptId ?? "", ...refused }]);
  await store.heartbeat({ ...worker, leaving: true });
  await store.close();
  const { stdout } = await cli(["status", "hello"], { cwd });
  const page = readFileSync(new URL("../../../../docs/incidents.md", import.meta.url), "utf8");
  expect(stdout).toMatch(printed(examplesOf(page)[2]?.output ?? "nothing is shown"));
});
