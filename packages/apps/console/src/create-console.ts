import type { IncomingMessage, ServerResponse } from "node:http";
import { checkOptions, nameAll } from "@relance/spec";
import { toNodeHandler } from "@relance/webhooks";
import { appFiles } from "#app";
import { type Access, accessTo, readOrigin } from "./access/access-control.ts";
import type { Visitor } from "./access/visitor.ts";
import type { ConsoleOptions } from "./console-options.ts";
import { answer, headers, json, PAGE, REPORT_POLICY, refusal, tokenPage } from "./http/answers.ts";
import { createAsked } from "./http/asked.ts";
import { eventStream } from "./live/live-feed.ts";
import { reportPage } from "./report/report-page.ts";
import { Feeds } from "./views/feeds.ts";
import type { SessionFacts } from "./wire/views.ts";

export interface Console {
  handle(request: Request): Promise<Response>;
  close(): void;
}

/**
 * Shows running campaigns in a browser. The console reads counters, receipt counts, incidents and events only while a
 * page is open.
 * @example
 * const console = createConsole({ gateway, path: "/console", authorize: (request) => staffOf(request) });
 * app.all("/console/*", (context) => console.handle(context.req.raw));
 * @throws {ConfigError} `config/invalid` for an invalid or unknown option, or if no option grants access
 */
export function createConsole(options: ConsoleOptions): Console {
  checkOptions("console", options, NAMES);
  const path = `/${(options.path ?? "/").replace(/^\/+|\/+$/g, "")}/`.replace("//", "/");
  const access = accessTo(options, path);
  const origin = readOrigin(options.origin);
  const feeds = new Feeds(options.gateway);
  const asked = createAsked(options.gateway, origin);
  const closing = new AbortController();

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (`${url.pathname}/` === path) return redirect(`${path}${url.search}`);
    if (!url.pathname.startsWith(path)) return answer(404, "text/plain", "not found\n");
    const place = url.pathname.slice(path.length);
    if (request.method === "GET" && (place === "console.css" || place === "console.js")) return asset(place);
    const token = url.searchParams.get("token");
    const isSecure = (origin ?? url.origin).startsWith("https:");
    if (place === "" && token !== null) return signIn(access, token, isSecure, path);
    const visitor = await access.visitorOf(request);
    if (visitor === undefined) return stranger(access, place);
    if (request.method === "GET") return look(place, url, visitor, request);
    if (request.method === "POST") return asked(place, request, visitor);
    return answer(405, "text/plain", "GET or POST\n");
  }

  async function look(place: string, url: URL, visitor: Visitor, request: Request): Promise<Response> {
    if (place === "") return answer(200, "text/html", PAGE);
    if (place === "session") return json(sessionFacts(visitor, options));
    if (place === "live") {
      const feed = await feeds.of(url.searchParams.get("view") ?? "");
      if (feed !== undefined) {
        const isLetIn = async () => (await access.visitorOf(request)) !== undefined;
        return eventStream(feed, closing.signal, isLetIn);
      }
    }
    const [, campaign] = /^report\/(\d{1,9})$/.exec(place) ?? [];
    const locale = url.searchParams.get("locale") === "fr" ? "fr" : "en";
    const found = (await options.gateway.campaigns.list()).find(({ id }) => id === Number(campaign));
    if (found === undefined) return answer(404, "text/plain", "not found\n");
    const page = await reportPage(await found.report(), locale);
    return new Response(page, { headers: headers("text/html", REPORT_POLICY) });
  }

  return {
    handle: (request) =>
      handle(request).catch(() => refusal(500, "console/failed", "the console could not read the store")),
    close: () => closing.abort(),
  };
}

/**
 * Creates a handler for node:http, Express or Connect.
 * @example
 * app.use("/console", consoleNodeHandler(console));
 */
export function consoleNodeHandler(console: {
  handle(request: Request): Promise<Response>;
}): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return toNodeHandler((request) => console.handle(request));
}

const NAMES = nameAll<ConsoleOptions>()("gateway authorize token viewerToken readOnly origin path");

function sessionFacts({ actor, role }: Visitor, { gateway }: ConsoleOptions): SessionFacts {
  const { isCapture } = gateway.views;
  const addresses = role === "operator" ? gateway.views.vendorAddresses() : [];
  return { actor, role, isCapture, addresses };
}

async function asset(place: "console.css" | "console.js"): Promise<Response> {
  const { script, style } = await appFiles();
  return place === "console.js" ? answer(200, "text/javascript", script) : answer(200, "text/css", style);
}

function redirect(location: string, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { ...headers("text/plain"), ...more, location } });
}

/** Replaces the token in the URL by a cookie, which browsers send only with requests of the console's page. */
function signIn(access: Access, token: string, isSecure: boolean, path: string): Response {
  const cookie = access.cookieFor(token);
  if (cookie === undefined) return stranger(access, "", true);
  return redirect(path, { "set-cookie": isSecure ? `${cookie}; Secure` : cookie });
}

function stranger({ hasTokens }: Access, place: string, isWrong = false): Response {
  if (place !== "" || !hasTokens)
    return refusal(401, "console/unknown-visitor", "this console does not know the visitor");
  return answer(401, "text/html", tokenPage({ isWrong }));
}
