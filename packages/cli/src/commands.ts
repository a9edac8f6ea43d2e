import type { CommandOf } from "./command.ts";
import { acknowledgeCommand } from "./commands/acknowledge.ts";
import { amendCommand } from "./commands/amend.ts";
import { bouncesCommand } from "./commands/bounces.ts";
import { budgetCommand } from "./commands/budget.ts";
import { cancelCommand } from "./commands/cancel.ts";
import { checkCommand } from "./commands/check.ts";
import { consoleCommand } from "./commands/console.ts";
import { devCommand } from "./commands/dev.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { escalateCommand } from "./commands/escalate.ts";
import { eventsCommand } from "./commands/events.ts";
import { evidenceCommand } from "./commands/evidence.ts";
import { exportCommand } from "./commands/export.ts";
import { extendCommand } from "./commands/extend.ts";
import { forgetCommand } from "./commands/forget.ts";
import { handBackCommand } from "./commands/hand-back.ts";
import { incidentsCommand } from "./commands/incidents.ts";
import { initCommand } from "./commands/init.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { moveCommand } from "./commands/move.ts";
import { outboxCommand } from "./commands/outbox.ts";
import { pauseCommand } from "./commands/pause.ts";
import { planCommand } from "./commands/plan.ts";
import { previewCommand } from "./commands/preview.ts";
import { rehearseCommand } from "./commands/rehearse.ts";
import { repliesCommand } from "./commands/replies.ts";
import { reportCommand } from "./commands/report.ts";
import { resumeCommand } from "./commands/resume.ts";
import { runCommand } from "./commands/run.ts";
import { schemaCommand } from "./commands/schema.ts";
import { serveCommand } from "./commands/serve.ts";
import { showCommand } from "./commands/show.ts";
import { startCommand } from "./commands/start.ts";
import { statusCommand } from "./commands/status.ts";
import { suppressionsCommand } from "./commands/suppressions.ts";
import { takeBackCommand } from "./commands/take-back.ts";
import { throttleCommand } from "./commands/throttle.ts";
import { verifyCommand } from "./commands/verify.ts";
import { webhooksCommand } from "./commands/webhooks.ts";
import { withdrawCommand } from "./commands/withdraw.ts";
import { workerCommand } from "./commands/worker.ts";

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
  moveCommand,
  doctorCommand,
];
