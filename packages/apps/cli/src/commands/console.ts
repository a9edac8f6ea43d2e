import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { consoleNodeHandler, createConsole } from "@relance/console";
import { Command } from "commander";
import { readPort } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { usageError } from "../exit-code.ts";
import { closeServer, hostWord, listen } from "../worker/listening.ts";

const PORT = 8078;
const GRACE_MS = 500;
const LEAST_TOKEN = 16;

type ConsoleCommandOptions = { host: string; port: number; readOnly: boolean } & Partial<{ origin: string }>;

export function consoleCommand(act: Act): Command {
  return new Command("console")
    .description("show running campaigns in a browser, and let holders of a token control them")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port to listen on", readPort, PORT)
    .option("--origin <url>", "the console's URL behind a proxy, such as https://relance.example.org")
    .option("--read-only", "visitors control nothing, and see no addresses", false)
    .action(
      act.gateway(async ({ gateway, output, session }, { host, port, readOnly, origin }: ConsoleCommandOptions) => {
        const signal = session.stop.listen(() => {});
        const token = readToken(session.host.env);
        const console = createConsole({ gateway, token, readOnly, origin });
        const server = createServer(consoleNodeHandler(console));
        const listening = `http://${hostWord(host)}:${await listen(server, host, port)}`;
        const url = `${origin?.replace(/\/$/, "") ?? listening}/?token=${token}`;
        output.result({ url }, url);
        if (!signal.aborted) await once(signal, "abort");
        console.close();
        await closeServer(server, GRACE_MS);
      }),
    );
}

function readToken({ RELANCE_CONSOLE_TOKEN: own }: Readonly<Record<string, string | undefined>>): string {
  if (own === undefined) return randomBytes(18).toString("base64url");
  if (!/^[\w-]+$/.test(own) || own.length < LEAST_TOKEN) {
    throw usageError(`RELANCE_CONSOLE_TOKEN: write ${LEAST_TOKEN} letters, digits, - and _ or more`);
  }
  return own;
}
