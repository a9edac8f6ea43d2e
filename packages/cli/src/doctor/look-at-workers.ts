import type { WorkersAnswer } from "@relance/spec";
import { counted } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";
import { type Diagnosis, ok, warn } from "./diagnosis.ts";

/** Who lives, whether they agree with each other, and what none of them can carry. */
export function lookAtWorkers({ processes, uncarried }: WorkersAnswer): readonly Diagnosis[] {
  return [lives(processes), ...uncarried.map(nobodys)];
}

function lives(processes: WorkersAnswer["processes"]): Diagnosis {
  const numberOf = (role: string) => processes.filter((one) => one.role === role).length;
  const workers = counted(numberOf("worker"), "worker", "workers");
  const receivers = counted(numberOf("receiver"), "receiver", "receivers");
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
    onOneLine(`people wait for ${provider} in step ${step} since ${since}, and no live worker has it`),
  );
}
