import { randomUUID } from "node:crypto";
import { readSealing } from "@relance/core";
import type { Store } from "@relance/spec";
import { reportFormat } from "../report/report-format.ts";
import { type Diagnosis, ok, warn } from "./diagnosis.ts";

/** A worker seals each minute; so long may one event wait. */
const LATE_MS = 10 * 60_000;

export async function lookAtEvidence(store: Store, now: number): Promise<readonly Diagnosis[]> {
  const { isLost, unsealedSince } = await readSealing(store, `doctor:${randomUUID()}`);
  if (isLost) {
    return [
      warn(
        "evidence",
        "the place up to which events are sealed is lost (was the database restored?): a worker, or relance evidence, finds it again from the seals",
      ),
    ];
  }
  const waitedMs = unsealedSince === undefined ? 0 : now - unsealedSince.getTime();
  if (waitedMs <= LATE_MS) return [ok("evidence", "sealed up to now")];
  const wait = reportFormat("en").duration(waitedMs);
  return [
    warn("evidence", `what has happened for ${wait} is under no seal: run relance worker, or relance evidence NAME`),
  ];
}
