import { userInfo } from "node:os";
import type { Command } from "commander";
import type { By } from "relance";

export interface RecordOptions {
  readonly as?: string | undefined;
  readonly reason: string;
}

export function withRecord(command: Command, reason: string): Command {
  return command
    .option("--as <who>", "who is shown the addresses; recorded (default: your login)")
    .option("--reason <why>", "why; recorded", reason);
}

export function recordOf({ as: actor = login(), reason }: RecordOptions): By {
  return { actor, reason };
}

/** A container may run under a user id that has no login name. */
function login(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
