import { readFileSync, readlinkSync } from "node:fs";
import { NO_PROCESSES, type Processes } from "@relance/store";

/**
 * Reads Linux' /proc: the boot, the process namespace, the number and the start time name a process for ever.
 * Elsewhere, and between containers that do not see each other's processes, nothing is certain and the lease decides.
 */
export function linuxProcesses(pid: number = process.pid): Processes {
  const machine = machineName();
  const start = machine === undefined ? undefined : startOf(pid);
  if (machine === undefined || start === undefined) return NO_PROCESSES;
  return {
    own: `${machine} ${pid} ${start}`,
    isGone(identity) {
      const [boot, namespace, number, started] = identity.split(" ");
      if (`${boot} ${namespace}` !== machine) return false;
      return startOf(Number(number)) !== started;
    },
  };
}

function machineName(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

/** Start time of a process in ticks since the boot; the fields after the last parenthesis of /proc/N/stat. A zombie counts as gone. */
function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
