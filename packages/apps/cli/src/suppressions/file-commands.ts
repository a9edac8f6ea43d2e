import { csvLine, type ExportFormat } from "@relance/report";
import type { SuppressAnswer, SuppressionRow } from "@relance/spec";
import { Command, Option } from "commander";
import type { RelanceLike, SuppressionEntry } from "relance";
import { type RecordOptions, readActor, withRecord } from "../campaign/on-record.ts";
import { resolvePath } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import type { Opened } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { onOneLine } from "../output/printable.ts";
import { counted, numberText } from "../output/wording.ts";
import { writeAll } from "../output/write-out.ts";
import { READING, terminalOnly } from "../progress/progress.ts";
import {
  COLUMNS,
  type ReadSuppression,
  readSuppressions,
  type SuppressionDefaults,
  suppressionRecord,
} from "./read-suppressions.ts";

const STATUSES = ["new", "same", "refused"] as const;

type ImportOptions = Omit<SuppressionDefaults, "actor"> & { as: string };

type ExportOptions = RecordOptions & Partial<{ tenant: string; format: ExportFormat }>;

export function importCommand(act: Act): Command {
  return new Command("import")
    .description("suppress every contact of a file, CSV or JSONL (exit 1 if a row was refused)")
    .argument("<file>", "with the column address, and any other of an export")
    .option("--tenant <name>", "for rows without one")
    .option("--purpose <purpose>", "purpose of rows that have none (default: all purposes)")
    .option("--reason <why>", "for rows without one", "imported")
    .option("--as <who>", "for rows without one", "import")
    .action(
      act.gateway(async (opened, file: string, { as: actor, ...options }: ImportOptions) => {
        const { output, host } = opened;
        const defaults = { ...options, actor };
        const rows = readSuppressions(resolvePath(host, file), defaults, (columns) =>
          output.warn(onOneLine(`ignored columns: ${columns.join(", ")}`)),
        );
        const { statuses, people } = await importSuppressions(opened, rows);
        const parts = STATUSES.flatMap((status) => {
          const count = statuses.get(status);
          return count === undefined ? [] : [`${numberText(count)} ${status}`];
        });
        const text = parts.length === 0 ? "nothing to import" : parts.join(" · ");
        output.result({ ...Object.fromEntries(statuses), people }, `${text} · ${counted(people, "open recipient")}`);
        return statuses.has("refused") ? EXIT.mistakes : EXIT.ok;
      }),
    );
}

export function exportCommand(act: Act): Command {
  const command = new Command("export")
    .description("write the rules in force to stdout")
    .option("--tenant <name>", "only the rules of that tenant")
    .addOption(new Option("--format <format>", "(default: csv, or jsonl with --json)").choices(["csv", "jsonl"]));
  return withRecord(command, "export of suppressions").action(
    act.gateway(async ({ gateway, output, host }, options: ExportOptions) => {
      const { tenant, format = output.isJson ? "jsonl" : "csv" } = options;
      await recordListing(gateway, options);
      const { index } = gateway.suppressions;
      const lines = exportSuppressions(gateway.suppressions.list({ tenant }), index, format);
      await writeAll(lines, host.stdout);
    }),
  );
}

/** Yields the suppressions as lines of a file. Only one page of suppressions is in memory. */
async function* exportSuppressions(
  rows: AsyncIterable<SuppressionRow>,
  index: string,
  format: ExportFormat,
): AsyncIterable<string> {
  if (format === "csv") yield csvLine(COLUMNS);
  for await (const row of rows) {
    const record = suppressionRecord(row, index);
    yield format === "csv" ? csvLine(COLUMNS.map((column) => record[column])) : `${JSON.stringify(record)}\n`;
  }
}

const BATCH = 500;

async function importSuppressions({ session, gateway, output }: Opened, rows: AsyncIterable<ReadSuppression>) {
  const progress = terminalOnly(session);
  let read: number | undefined;
  const statuses = new Map<SuppressAnswer["status"], number>();
  let people = 0; // the number of the number of open enrollments with one of these contacts
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

  for await (const { line, share, entry, advice } of rows) {
    read = share ?? read;
    progress.work(READING, line, { share: read });
    if (entry === undefined) say(line, { status: "refused", people: 0 }, advice);
    else batch.push({ line, entry });
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  progress.done();
  return { statuses, people };
}

/** Records the access in every campaign, because an address in the list may belong to any campaign. */
export async function recordListing(gateway: RelanceLike, options: RecordOptions): Promise<void> {
  for (const campaign of await gateway.campaigns.list()) await campaign.recordAccess(readActor(options));
}
