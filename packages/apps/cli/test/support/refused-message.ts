import type { AttemptOutcome } from "@relance/spec";
import { sqliteStore } from "relance";

/** Claims one message in a project of `started()` and settles it with this refusal. */
export async function refusedMessage(
  folder: string,
  outcome: Omit<AttemptOutcome, "attemptId" | "kind">,
): Promise<void> {
  const store = sqliteStore({ file: `${folder}/relance.db` });
  await store.open();
  const worker = { incarnation: "w", role: "worker", version: "1", providers: ["sms.main"] } as const;
  await store.heartbeat(worker);
  const wants = [{ provider: "sms.main", slots: 1, sendBudgetMs: 1_000 }];
  const [row] = (await store.claim({ worker: "w", wants })).claimed;
  if (row === undefined) throw new Error("nobody is due");
  await store.settle("w", [{ attemptId: row.attemptId, kind: "deferred", ...outcome }]);
  await store.heartbeat({ ...worker, leaving: true });
  await store.close();
}
