import { userInfo } from "node:os";
import type { Command } from "commander";
import type { Actor } from "relance";

export interface RecordOptions {
  readonly as?: string | undefined;
  readonly reason: string;
}

export function withRecord(command: Command, reason: string): Command {
  return command
    .option("--as <who>", "name to record as the reader of the addresses (default: your login)")
    .option("--reason <why>", "reason, which is recorded", reason);
}

export function readActor({ as: actor = login(), reason }: RecordOptions): Actor {
  return { actor, reason };
}

/** Returns the login name, or the user id in a container without login names. */
function login(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
