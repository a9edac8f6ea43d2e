import { ledgerSums } from "@relance/core";
import type { Store } from "@relance/spec";
import { campaignLabel } from "../output/campaign-label.ts";
import { counted } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";
import { type Diagnosis, fail, ok, warn } from "./diagnosis.ts";
import { lookAtWorkers } from "./look-at-workers.ts";

/** Rows of one page of the audit. */
const PAGE = 5_000;

/** The open store: its schema, every ledger added up again, and one full audit (R14, R15). */
export async function lookAtStore(store: Store): Promise<readonly Diagnosis[]> {
  const { kind, schema, engine } = await store.open();
  const ledgers = await store.count();
  const broken = ledgers.filter((ledger) => !ledgerSums(ledger).holds);
  return [
    ok("store", `${kind}, schema ${schema}, ${engine}`),
    broken.length === 0
      ? ok("ledgers", `${counted(ledgers.length, "campaign", "campaigns")}, every sum holds`)
      : fail(
          "ledgers",
          `does not hold: ${broken.map(campaignLabel).join(", ")}; relance status shows the sums`,
        ),
    ...((await store.remarks?.()) ?? []).map(({ subject, fact }) => warn(subject, onOneLine(fact))),
    ...lookAtWorkers(await store.workers()),
    await audit(store),
  ];
}

async function audit(store: Store): Promise<Diagnosis> {
  const facts: string[] = [];
  let cursor: string | undefined;
  let checked = 0;
  do {
    const page = await store.audit({ cursor, limit: PAGE });
    facts.push(...page.findings.map(({ rule, fact }) => `${rule}: ${fact}`));
    checked += page.checked;
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (facts.length === 0) return ok("audit", `green, ${counted(checked, "row", "rows")} looked at`);
  const [first = ""] = facts;
  return fail("audit", onOneLine(`${counted(facts.length, "finding", "findings")}, such as ${first}`));
}
