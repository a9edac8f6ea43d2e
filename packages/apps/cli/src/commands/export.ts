import { type ExportFormat, exportLines } from "@relance/report";
import { ENROLLMENT_STATES, type EnrollmentState } from "@relance/spec";
import { Command, Option } from "commander";
import { withIdentity } from "../campaign/campaign-options.ts";
import { type RecordOptions, readActor, withRecord } from "../campaign/on-record.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/wording.ts";
import { writeAll } from "../output/write-out.ts";

type ExportOptions = RecordOptions & Partial<{ unreached: boolean; state: EnrollmentState; format: ExportFormat }>;

export function exportCommand(act: Act): Command {
  const command = new Command("export")
    .description("write recipients with all their addresses to stdout")
    .argument("<name>", "campaign")
    .addOption(new Option("--unreached", "all unreached recipients, and refused rows").conflicts("state"))
    .addOption(new Option("--state <state>", "recipients in one state").choices(ENROLLMENT_STATES))
    .addOption(new Option("--format <format>", "(default: csv, or jsonl with --json)").choices(["csv", "jsonl"]));
  return withRecord(withIdentity(command), "export").action(
    act.campaign(async ({ campaign, output, host }, options: ExportOptions) => {
      const { state, unreached, format = output.isJson ? "jsonl" : "csv" } = options;
      await campaign.recordAccess(readActor(options));
      const rows =
        unreached === true ? campaign.unreached() : campaign.recipients(state === undefined ? {} : { state });
      let count = 0;
      const lines = exportLines(rows, format, () => ++count);
      await writeAll(lines, host.stdout);
      output.note(counted(count, "recipient"));
    }),
  );
}
