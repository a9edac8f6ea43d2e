import type { KeepSealsInput } from "@relance/spec";
import type { Work } from "../transaction/work.ts";
import { task } from "./task.ts";

const INSERT = `insert into seals (campaign, number, at, leaves, root, chain, content)
  values ($1, $2, $3, $4, $5, $6, $7)`;

/** Keeps seals and how far events are sealed, both or none: two owners of the task cannot seal one event twice. */
export async function keepSeals(
  work: Work,
  { task: name, owner, leaseMs, cursor, seals }: KeepSealsInput,
): Promise<"kept" | "held"> {
  const { status } = await task(work, { name, owner, leaseMs, save: { data: cursor } });
  if (status !== "owned") return "held";
  for (const { campaign, number, at, leaves, root, chain, content } of seals) {
    await work.sql.run(INSERT, campaign, number, Date.parse(at), leaves, root, chain, content);
    work.log.addCampaign(campaign, "evidence.sealed", number);
  }
  return "kept";
}
