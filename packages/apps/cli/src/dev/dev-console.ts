import type { IncomingMessage, ServerResponse } from "node:http";
import { type ConsoleOptions, consoleNodeHandler, createConsole } from "@relance/console";
import type { Relance } from "relance";
import { reportHtml } from "../report/report-html.ts";

/** Where the console is mounted. */
export const CONSOLE_PATH = "/console";

/** The console of the same gateway. All who get here may look: the server asks for the token, and where a request comes from. */
export function devConsole(gateway: Relance): {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  close(): void;
} {
  const console = createConsole({
    gateway,
    path: CONSOLE_PATH,
    authorize: () => ({ actor: "dev", role: "operator" }),
    report: reportOf(gateway),
  });
  return { handle: consoleNodeHandler(console), close: () => console.close() };
}

/** The report of a campaign, as a console links to it. */
export function reportOf(gateway: Relance): NonNullable<ConsoleOptions["report"]> {
  return async (campaign, locale) => {
    const found = (await gateway.campaigns.list()).find(({ id }) => id === campaign);
    return found && reportHtml(await found.report(), locale);
  };
}
