import { ledgerSums } from "@relance/core";
import type { AuditFinding, ClosedProvider, SlowedProvider, Store, StoreInfo } from "@relance/spec";
import { campaignLabel } from "../output/campaign-label.ts";
import { counted } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";
import { rateText } from "../output/rate-text.ts";
import { type Diagnosis, fail, ok, warn } from "./diagnosis.ts";
import { lookAtWorkers } from "./look-at-workers.ts";

const PAGE = 5_000;

/** The open store: its schema, every ledger added up again, and one full audit. */
export async function lookAtStore(store: Store): Promise<readonly Diagnosis[]> {
  const info = await store.open();
  const { kind, schema, engine } = info;
  const ledgers = await store.count();
  const living = await store.workers();
  const lanes = await store.lanes();
  const broken = ledgers.filter((ledger) => !ledgerSums(ledger).holds);
  return [
    ok("store", `${kind}, schema ${schema}, ${engine}`),
    whichStore(info),
    broken.length === 0
      ? ok("ledgers", `${counted(ledgers.length, "campaign", "campaigns")}, every sum holds`)
      : fail("ledgers", `does not hold: ${broken.map(campaignLabel).join(", ")}; relance status shows the sums`),
    ...((await store.remarks?.()) ?? []).map(({ subject, fact }) => warn(subject, onOneLine(fact))),
    ...lookAtWorkers(living),
    ...lanes.closed.filter(({ faults }) => faults > 0).map(closed),
    ...lanes.slowed.map(throttled),
    ...(await audit(
      store,
      living.processes.some(({ role }) => role === "worker"),
    )),
  ];
}

/** A backup that is gone on from gives out numbers that people hold already, and only who restored it can say so. */
function whichStore({ isElsewhere, numbersFrom }: StoreInfo): Diagnosis {
  if (isElsewhere) {
    return warn(
      "numbers",
      "this is another file or database than the one that was made: a copy, or restored from a backup. Before anything is sent from it, stop every process and run relance migrate --restored; two copies at work are two truths",
    );
  }
  const since = numbersFrom === 1 ? "from 1" : `from ${numbersFrom} since a backup was restored`;
  return ok(
    "numbers",
    `${since}; whenever you restore a backup, run relance migrate --restored before anything is sent`,
  );
}

function closed({ provider, reason, until, faults, answersNobody }: ClosedProvider): Diagnosis {
  const why = answersNobody ? "answers nobody" : "our account is refused";
  const tried = `tried with one message from ${until.toISOString()} on`;
  return warn(provider, onOneLine(`${why} (${reason}), closed ${counted(faults, "time", "times")}: ${tried}`));
}

function throttled({ provider, perSecond, top, since }: SlowedProvider): Diagnosis {
  const rate = `rate ${rateText(perSecond)} of ${rateText(top)}`;
  return warn(provider, onOneLine(`${rate}: throttled by the provider since ${since.toISOString()}`));
}

/** Nobody works: then of course people wait, and nothing else is wrong. */
async function audit(store: Store, hasWorker: boolean): Promise<readonly Diagnosis[]> {
  const findings: AuditFinding[] = [];
  let cursor: string | undefined;
  let checked = 0;
  do {
    const page = await store.audit({ cursor, limit: PAGE });
    findings.push(...page.findings);
    checked += page.checked;
    cursor = page.cursor;
  } while (cursor !== undefined);
  const waiting = hasWorker ? [] : findings.filter(({ rule }) => rule === "overdue");
  const wrong = findings.filter((finding) => !waiting.includes(finding));
  const idle =
    waiting.length === 0
      ? []
      : [warn("workers", onOneLine(`no worker runs (relance run, relance worker): ${waiting[0]?.fact}`))];
  if (wrong.length === 0) return [...idle, ok("audit", `green, ${counted(checked, "row", "rows")} looked at`)];
  const such = wrong[0]?.fact ?? "";
  return [...idle, fail("audit", onOneLine(`${counted(wrong.length, "finding", "findings")}, such as ${such}`))];
}
