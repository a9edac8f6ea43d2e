import type { CommandOf } from "./command.ts";
import { acknowledgeCommand, takeBackCommand } from "./commands/acknowledge.ts";
import { bouncesCommand } from "./commands/bounces.ts";
import { amendCommand, budgetCommand, cancelCommand, extendCommand } from "./commands/campaign-orders.ts";
import { checkCommand } from "./commands/check.ts";
import { consoleCommand } from "./commands/console.ts";
import { devCommand } from "./commands/dev.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { evidenceCommand, verifyCommand } from "./commands/evidence.ts";
import { exportCommand } from "./commands/export.ts";
import { initCommand } from "./commands/init.ts";
import { eventsCommand, incidentsCommand, outboxCommand, repliesCommand } from "./commands/listings.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { escalateCommand, forgetCommand, handBackCommand, withdrawCommand } from "./commands/people-orders.ts";
import { planCommand } from "./commands/plan.ts";
import { previewCommand } from "./commands/preview.ts";
import { runCommand, serveCommand, startCommand, workerCommand } from "./commands/processes.ts";
import { rehearseCommand } from "./commands/rehearse.ts";
import { reportCommand } from "./commands/report.ts";
import { schemaCommand } from "./commands/schema.ts";
import { showCommand } from "./commands/show.ts";
import { statusCommand } from "./commands/status.ts";
import { pauseCommand, resumeCommand, throttleCommand } from "./commands/steering.ts";
import { suppressionsCommand } from "./commands/suppressions.ts";
import { transferCommand } from "./commands/transfer.ts";
import { webhooksCommand } from "./commands/webhooks.ts";

/** In the order of a campaign's life. */
export const COMMANDS: readonly CommandOf[] = [
  initCommand,
  devCommand,
  checkCommand,
  previewCommand,
  planCommand,
  rehearseCommand,
  schemaCommand,
  startCommand,
  runCommand,
  workerCommand,
  serveCommand,
  statusCommand,
  consoleCommand,
  incidentsCommand,
  reportCommand,
  showCommand,
  outboxCommand,
  eventsCommand,
  webhooksCommand,
  repliesCommand,
  acknowledgeCommand,
  takeBackCommand,
  withdrawCommand,
  escalateCommand,
  handBackCommand,
  extendCommand,
  amendCommand,
  pauseCommand,
  resumeCommand,
  throttleCommand,
  budgetCommand,
  cancelCommand,
  exportCommand,
  evidenceCommand,
  verifyCommand,
  forgetCommand,
  suppressionsCommand,
  bouncesCommand,
  migrateCommand,
  transferCommand,
  doctorCommand,
];
