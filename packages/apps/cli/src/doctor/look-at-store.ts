import { ledgerSums } from "@relance/report";
import type { AuditFinding, ClosedProvider, SlowedProvider, Store, StoreInfo, WorkersAnswer } from "@relance/spec";
import { onOneLine } from "../output/printable.ts";
import { campaignLabel, counted, rateText } from "../output/wording.ts";

export interface Diagnosis {
  readonly check: string;
  readonly status: "ok" | "warn" | "fail";
  readonly fact: string;
}

export const ok = (check: string, fact: string): Diagnosis => ({ check, status: "ok", fact });
export const warn = (check: string, fact: string): Diagnosis => ({ check, status: "warn", fact });
export const fail = (check: string, fact: string): Diagnosis => ({ check, status: "fail", fact });

const PAGE = 5_000;

export async function lookAtStore(store: Store): Promise<readonly Diagnosis[]> {
  const info = await store.open();
  const { kind, schema, engine } = info;
  const ledgers = await store.count();
  const living = await store.workers();
  const hasWorker = living.processes.some(({ role }) => role === "worker");
  const queues = await store.queues();
  const broken = ledgers.filter((ledger) => !ledgerSums(ledger).holds);
  return [
    ok("store", `${kind}, schema ${schema}, ${engine}`),
    whichStore(info),
    broken.length === 0
      ? ok("ledgers", `${counted(ledgers.length, "campaign")}, every sum holds`)
      : fail("ledgers", `does not hold: ${broken.map(campaignLabel).join(", ")}; relance status shows the sums`),
    ...((await store.diagnostics?.()) ?? []).map(({ subject, fact }) => warn(subject, onOneLine(fact))),
    ...lookAtWorkers(living),
    ...queues.closed.filter(({ faults }) => faults > 0).map(closed),
    ...queues.slowed.map(throttled),
    ...(await audit(store, hasWorker)),
  ];
}

/** Reports whether this is the original store. Only operators know whether a restored backup may repeat numbers. */
function whichStore({ isElsewhere, numbersFrom }: StoreInfo): Diagnosis {
  if (isElsewhere) {
    const fact =
      "this is another file or database than the original: a copy, or restored from a backup. Before it sends messages, stop every process and run relance migrate --restored; two copies in use would contradict each other";
    return warn("numbers", fact);
  }
  const since = numbersFrom === 1 ? "from 1" : `from ${numbersFrom} since a backup was restored`;
  const advice = "whenever you restore a backup, run relance migrate --restored before anything is sent";
  return ok("numbers", `${since}; ${advice}`);
}

function closed({ provider, reason, until, faults, isSilent }: ClosedProvider): Diagnosis {
  const why = isSilent ? "does not answer" : "our account is refused";
  const tried = `probed with one message from ${until.toISOString()} on`;
  return warn(provider, onOneLine(`${why} (${reason}), closed ${counted(faults, "time")}: ${tried}`));
}

function throttled({ provider, perSecond, top, since }: SlowedProvider): Diagnosis {
  const rate = `rate ${rateText(perSecond)} of ${rateText(top)}`;
  return warn(provider, onOneLine(`${rate}: throttled by the provider since ${since.toISOString()}`));
}

/** Reports the findings of the store's audit. If no worker runs, all recipients wait, so this is the only finding. */
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
  if (wrong.length === 0) return [...idle, ok("audit", `green, ${counted(checked, "row")} checked`)];
  const such = wrong[0]?.fact ?? "";
  return [...idle, fail("audit", onOneLine(`${counted(wrong.length, "finding")}, such as ${such}`))];
}

export function lookAtWorkers({ processes, uncarried }: WorkersAnswer): readonly Diagnosis[] {
  return [lives(processes), ...uncarried.map(nobodys)];
}

function lives(processes: WorkersAnswer["processes"]): Diagnosis {
  const countRole = (role: string) => processes.filter((one) => one.role === role).length;
  const workers = counted(countRole("worker"), "worker");
  const receivers = counted(countRole("receiver"), "receiver");
  const versions = [...new Set(processes.map(({ version }) => version))].filter((version) => version !== "");
  const configs = new Set(processes.map(({ config }) => config).filter((config) => config !== ""));
  const running = versions.length === 0 ? "" : `, version ${onOneLine(versions.sort().join(" and "))}`;
  const fact = `${workers} and ${receivers} live${running}`;
  if (configs.size < 2) return ok("workers", fact);
  return warn("workers", `${fact}; they run with ${configs.size} different configurations`);
}

function nobodys({ step, provider, dueAt }: WorkersAnswer["uncarried"][number]): Diagnosis {
  const since = dueAt.toISOString();
  return warn(
    "workers",
    onOneLine(`recipients wait for ${provider} in step ${step} since ${since}, and no live worker has this provider`),
  );
}
