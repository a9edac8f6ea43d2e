import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Followed } from "../live/follow-status.ts";
import { createLiveReader } from "../live/read-live.ts";
import { ConsoleAccess } from "./console-access.ts";
import { CONSOLE_POLICY, consolePage, tokenPage } from "./console-page.ts";
import { consoleSections, type Section } from "./console-sections.ts";
import { LiveFeed } from "./live-feed.ts";
import { worthSeeing } from "./worth-seeing.ts";

/** Time between two looks, in milliseconds. */
const LOOK_MS = 1_000;
/** A report brings its own policy; this one keeps it where it is. */
const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export interface ConsoleOptions extends Followed {
  readonly token: string;
  /** The report of a campaign as a page; absent = there is no such campaign. */
  readonly report: (campaign: number) => Promise<string | undefined>;
}

/** What happens in a browser: a page that asks for the token, and a page that watches. It changes nothing. */
export function createConsole(options: ConsoleOptions): {
  readonly server: Server;
  readonly feed: LiveFeed<readonly Section[]>;
} {
  const access = new ConsoleAccess(options.token);
  const read = createLiveReader(options.store, options.hasReceipts);
  const look = async () => consoleSections(await read(worthSeeing(await options.ledgers())));
  const feed = new LiveFeed(look, LOOK_MS);
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, headers("text/plain"));
      response.end("the console could not read the store\n");
    });
  });
  return { server, feed };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://console");
    if (request.method !== "GET") return end(response, 405, "text/plain", "read only\n");
    const token = searchParams.get("token");
    if (pathname === "/" && token !== null && access.opens(token)) {
      response.writeHead(303, { ...headers("text/plain"), location: "./", "set-cookie": access.cookie });
      return void response.end();
    }
    if (!access.isKnown(request)) return end(response, 401, "text/html", tokenPage());
    if (pathname === "/") return end(response, 200, "text/html", consolePage(await look()));
    if (pathname === "/live") return stream(response);
    const [, campaign] = /^\/report\/(\d{1,9})$/.exec(pathname) ?? [];
    const report = campaign === undefined ? undefined : await options.report(Number(campaign));
    if (report === undefined) return end(response, 404, "text/plain", "there is nothing here\n");
    response.writeHead(200, { ...headers("text/html"), "content-security-policy": REPORT_POLICY });
    response.end(report);
  }

  function stream(response: ServerResponse): void {
    response.writeHead(200, headers("text/event-stream"));
    let last = "";
    const stop = feed.listen((sections) => {
      const text = JSON.stringify(sections);
      if (text === last || response.writableNeedDrain) return; // who reads slowly gets the next look
      last = text;
      response.write(`data: ${text}\n\n`);
    });
    response.on("close", stop);
  }
}

function end(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, headers(type));
  response.end(text);
}

function headers(type: string): Record<string, string> {
  return {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "content-security-policy": CONSOLE_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}
