import type { SuppressAnswer } from "@relance/spec";
import type { GatewayLike, SuppressionEntry } from "relance";
import type { Output } from "../output/output.ts";
import { onOneLine } from "../output/printable.ts";
import type { SuppressionLine } from "./read-suppressions.ts";

const BATCH = 500;

/** What became of the lines of a file. */
export interface ImportTally {
  readonly statuses: ReadonlyMap<SuppressAnswer["status"], number>;
  /** Open enrollments that hold one of the contacts; they go on over what is left to them. */
  readonly people: number;
}

/** Adds rules as they are read, batch by batch, and says of each line that was not taken why. */
export async function importSuppressions(
  gateway: GatewayLike,
  output: Output,
  lines: AsyncIterable<SuppressionLine>,
): Promise<ImportTally> {
  const statuses = new Map<SuppressAnswer["status"], number>();
  let people = 0;
  let batch: { readonly line: number; readonly entry: SuppressionEntry }[] = [];

  const say = (line: number, answer: SuppressAnswer, advice = answer.code ?? "refused") => {
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    people += answer.people;
    if (answer.status === "refused") output.warn(onOneLine(`line ${line}: ${advice}`));
  };
  const flush = async () => {
    const answers = await gateway.suppressions.add(batch.map(({ entry }) => entry));
    batch.forEach(({ line }, place) => {
      const answer = answers[place];
      if (answer !== undefined) say(line, answer);
    });
    batch = [];
  };

  for await (const { line, entry, advice } of lines) {
    if (entry === undefined) say(line, { status: "refused", people: 0 }, advice);
    else batch.push({ line, entry });
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return { statuses, people };
}
