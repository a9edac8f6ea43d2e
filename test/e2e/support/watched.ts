import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Console, type ConsoleOptions, consoleNodeHandler, createConsole } from "@relance/console";
import { openStack, type Stack } from "./stack.ts";

export const TOKEN = "a-token-for-these-tests";
export const VIEWER_TOKEN = "a-token-for-who-looks";

export const PEOPLE: readonly { readonly id: string; readonly mobile: string; readonly mail: string }[] = Array.from(
  { length: 8 },
  (_, n) => ({
    id: `p${n}`,
    mobile: `+3363998000${n}`,
    mail: `person${n}@example.org`,
  }),
);

export interface Watched extends AsyncDisposable {
  readonly stack: Stack;
  readonly console: Console;
  readonly url: string;
}

/** Opens a gateway whose console is mounted under a path, as in an application. */
export async function openWatched(
  change: Partial<ConsoleOptions> = {},
  of: Parameters<typeof openStack>[0] = {},
): Promise<Watched> {
  const stack = await openStack(of);
  const console = createConsole({
    gateway: stack.gateway,
    path: "/staff/console",
    token: TOKEN,
    viewerToken: VIEWER_TOKEN,
    ...change,
  });
  const server = createServer(consoleNodeHandler(console));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await stack.start(PEOPLE);
  // without receipts, the last event of a message is `attempt.accepted`
  const last = `attempt.${of.receipts === 0 ? "accepted" : "delivered"}` as const;
  for (const { id } of of.works === false ? [] : PEOPLE) await stack.happened(last, id);
  const { port } = server.address() as AddressInfo;
  return {
    stack,
    console,
    url: `http://127.0.0.1:${port}/staff/console/`,
    async [Symbol.asyncDispose]() {
      console.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stack[Symbol.asyncDispose]();
    },
  };
}

export async function cookieOf(url: string, token: string = TOKEN): Promise<string> {
  const opened = await fetch(`${url}?token=${token}`, { redirect: "manual" });
  return opened.headers.get("set-cookie")?.split(";")[0] ?? "";
}
