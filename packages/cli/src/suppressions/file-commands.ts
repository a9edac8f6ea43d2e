import type { ExportFormat } from "@relance/core";
import { Command, Option } from "commander";
import { pathOf } from "../campaign/path-of.ts";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { type RecordOptions, withRecord } from "../export/on-record.ts";
import { writeAll } from "../export/write-all.ts";
import { counted, numberText } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";
import { exportSuppressions } from "./export-suppressions.ts";
import { importSuppressions } from "./import-suppressions.ts";
import { readSuppressions, type SuppressionDefaults } from "./read-suppressions.ts";
import { recordListing } from "./record-listing.ts";

const STATUSES = ["new", "same", "refused"] as const;

interface ExportOptions extends RecordOptions {
  readonly tenant?: string | undefined;
  readonly format?: ExportFormat | undefined;
}

export function importCommand(act: Act): Command {
  return new Command("import")
    .description("forbid every contact of a file, CSV or JSONL (exit 1 where a line was refused)")
    .argument("<file>", "with the column address, and any other of an export")
    .option("--tenant <name>", "for lines that name none")
    .option("--purpose <purpose>", "for lines that name none (default: all purposes)")
    .option("--reason <why>", "for lines that give none", "imported")
    .option("--source <who>", "for lines that name none", "import")
    .action(
      act.gateway(async ({ gateway, output, host }, file: string, defaults: SuppressionDefaults) => {
        const lines = readSuppressions(pathOf(host, file), defaults, (columns) =>
          output.warn(onOneLine(`columns that are not read: ${columns.join(", ")}`)),
        );
        const { statuses, people } = await importSuppressions(gateway, output, lines);
        const parts = STATUSES.flatMap((status) => {
          const count = statuses.get(status);
          return count === undefined ? [] : [`${numberText(count)} ${status}`];
        });
        const text = parts.length === 0 ? "nothing to import" : parts.join(" · ");
        output.result(
          { ...Object.fromEntries(statuses), people },
          `${text} · ${counted(people, "open person", "open people")}`,
        );
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
