import { createInterface } from "node:readline";
import { ConfigError } from "@relance/spec";
import { readCount } from "../campaign/read-count.ts";
import { numberText } from "../output/number-text.ts";
import type { Session } from "../session.ts";
import { usageError } from "../usage-error.ts";

/**
 * The number of people, typed by whoever starts: a wrong file is noticed here, before anybody is enrolled.
 *
 * @throws {ConfigError} `campaign/people-mismatch`
 */
export async function confirmPeople(session: Session, people: number, given: number | undefined): Promise<void> {
  const said = given ?? (await ask(session, people));
  if (said === people) return;
  throw new ConfigError(
    "campaign/people-mismatch",
    `there are ${numberText(people)} people, not ${numberText(said)}; nothing was sent`,
  );
}

async function ask({ host, output, stop }: Session, people: number): Promise<number> {
  if (host.stdin.isTTY !== true || output.isJson) {
    throw usageError(
      `without a terminal, confirm the number of people: --people ${people}. Nothing was enrolled, nothing was sent`,
    );
  }
  host.stderr.write("Type the number of people to start: ");
  const lines = createInterface({ input: host.stdin, terminal: false });
  const leave = () => lines.close();
  stop.signal.addEventListener("abort", leave, { once: true });
  try {
    for await (const line of lines) return typed(line);
  } finally {
    stop.signal.removeEventListener("abort", leave);
    lines.close();
  }
  throw usageError("nothing was typed; nothing was sent");
}

function typed(line: string): number {
  try {
    return readCount(line);
  } catch {
    throw usageError("that is not a number; nothing was sent");
  }
}
