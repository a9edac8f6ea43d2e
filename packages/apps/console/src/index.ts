export type { Role, Visitor } from "./access/visitor.ts";
export type { ConsoleOptions } from "./console-options.ts";
export { type Console, consoleNodeHandler, createConsole } from "./create-console.ts";
export { reportPage } from "./report/report-page.ts";
export type { ReportColumns, ReportPart } from "./report/report-part.ts";
