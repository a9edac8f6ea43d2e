import type { AuditFinding } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";

const PAGE = 5_000;

/** Checks that no due recipient was overlooked, and that the ledger counts each row once. */
export interface Auditor {
  pass(signal: AbortSignal): Promise<readonly AuditFinding[]>;
  readonly verdict: "green" | "red" | "unknown";
  readonly findings: readonly AuditFinding[];
}

export function createAuditor(context: EngineContext): Auditor {
  let verdict: Auditor["verdict"] = "unknown";
  let findings: readonly AuditFinding[] = [];
  return {
    get verdict() {
      return verdict;
    },
    get findings() {
      return findings;
    },
    async pass(signal) {
      const found: AuditFinding[] = [];
      let cursor: string | undefined;
      do {
        const page = await context.store.audit({ cursor, limit: PAGE });
        found.push(...page.findings);
        cursor = page.cursor;
        await context.runtime.yield();
      } while (cursor !== undefined && !signal.aborted);
      if (signal.aborted) return findings;
      for (const { rule, fact } of found)
        context.log({ level: "error", event: "audit.finding", facts: { rule, fact } });
      findings = found;
      verdict = found.length === 0 ? "green" : "red";
      if (verdict === "green") context.options.onGreen?.();
      return found;
    },
  };
}
