import { createHash } from "node:crypto";
import type { DefineAnswer, DefineInput, Plan, RefusedRow, Store } from "@relance/spec";
import { plan as aPlan } from "./plan.ts";
import { type PersonFacts, rows } from "./rows.ts";

export interface CampaignFacts {
  readonly name?: string | undefined;
  readonly occurrence?: string | undefined;
  readonly tenant?: string | undefined;
  readonly plan?: Partial<Plan> | undefined;
  /** Number of recipients, or the recipients themselves. @default 1 */
  readonly people?: number | readonly PersonFacts[] | undefined;
  readonly refused?: readonly RefusedRow[] | undefined;
  readonly audience?: "open" | "closed" | undefined;
  /**
   * Status of the campaign at the start of the scene. With `enrolled`, the audience is not sealed. @default "started"
   */
  readonly until?: "defined" | "enrolled" | "started" | undefined;
}

export interface SeededCampaign extends DefineAnswer {
  readonly plan: Plan;
  readonly tenant: string;
}

export function buildDefinition(facts: CampaignFacts = {}): DefineInput {
  const { name = "re-registration", occurrence = "2013-08", tenant = "", audience = "closed" } = facts;
  const plan = aPlan(facts.plan);
  const body = JSON.stringify({ name, plan });
  return { tenant, name, occurrence, hash: createHash("sha256").update(body).digest("hex"), body, plan, audience };
}

export async function seededCampaign(store: Store, facts: CampaignFacts = {}): Promise<SeededCampaign> {
  const input = buildDefinition(facts);
  const defined = await store.define(input);
  const { campaign, version } = defined;
  const seeded = { ...defined, plan: input.plan, tenant: input.tenant };
  const { until = "started", people = 1, refused = [] } = facts;
  if (until === "defined") return seeded;
  const chunk = { campaign, version, importId: "import-1", seq: 0, rows: rows(people), refused };
  await store.enroll(chunk);
  if (until === "enrolled" || input.audience === "open") return seeded;
  await store.seal({ campaign, importId: "import-1", chunks: 1 });
  return seeded;
}
