import type { CommandOf } from "./command.ts";
import { acknowledgeCommand, revokeConfirmationCommand } from "./commands/acknowledge.ts";
import { amendCommand, cancelCommand, extendCommand } from "./commands/campaign-orders.ts";
import { checkCommand } from "./commands/check.ts";
import { consoleCommand } from "./commands/console.ts";
import { devCommand } from "./commands/dev.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { evidenceCommand, verifyCommand } from "./commands/evidence.ts";
import { exportCommand } from "./commands/export.ts";
import { initCommand } from "./commands/init.ts";
import { eventsCommand, incidentsCommand, outboxCommand, repliesCommand } from "./commands/listings.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { eraseCommand, escalateCommand, removeCommand } from "./commands/people-orders.ts";
import { planCommand } from "./commands/plan.ts";
import { previewCommand } from "./commands/preview.ts";
import { printCommand } from "./commands/print.ts";
import { runCommand, serveCommand, startCommand, workerCommand } from "./commands/processes.ts";
import { rehearseCommand } from "./commands/rehearse.ts";
import { reportCommand } from "./commands/report.ts";
import { showCommand } from "./commands/show.ts";
import { statusCommand } from "./commands/status.ts";
import { pauseCommand, resumeCommand, throttleCommand } from "./commands/steering.ts";
import { suppressionsCommand } from "./commands/suppressions.ts";
import { transferCommand } from "./commands/transfer.ts";

export const COMMAND_GROUPS: readonly (readonly [heading: string, commands: readonly CommandOf[]])[] = [
  ["First steps:", [initCommand, devCommand, checkCommand, previewCommand, planCommand, rehearseCommand, printCommand]],
  ["Start and send:", [startCommand, runCommand, workerCommand, serveCommand]],
  [
    "Watch progress:",
    [statusCommand, consoleCommand, incidentsCommand, reportCommand, outboxCommand, eventsCommand, repliesCommand],
  ],
  ["Steer a campaign:", [extendCommand, amendCommand, pauseCommand, resumeCommand, throttleCommand, cancelCommand]],
  [
    "People:",
    [
      showCommand,
      acknowledgeCommand,
      revokeConfirmationCommand,
      removeCommand,
      escalateCommand,
      exportCommand,
      eraseCommand,
      suppressionsCommand,
    ],
  ],
  ["Operations:", [evidenceCommand, verifyCommand, migrateCommand, transferCommand, doctorCommand]],
];
