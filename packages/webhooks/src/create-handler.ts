import { type GatewayPort, type HttpRefusal, type RecipientPages, refuseProblems, WebhookError } from "@relance/spec";
import { secured, toRefusal } from "./refusal.ts";
import type { Action, Call, Edge, Route, Voice } from "./route.ts";
import { acknowledgePage, recordAnswer } from "./routes/acknowledge-page.ts";
import { command } from "./routes/commands-api.ts";
import { events, health } from "./routes/operations.ts";
import { optOut, optOutPage } from "./routes/opt-out.ts";
import { ingressCheck, receiveReport } from "./routes/receipts.ts";
import { RefusedRequest, TokenGate } from "./token-gate.ts";

/** Responds to every request. Never rejects. */
export type Handler = (request: Request) => Promise<Response>;

/** Handles all requests below `publicUrl`. @throws {ConfigError} `config/invalid` for an invalid `publicUrl` */
export function createHandler(port: GatewayPort, pages: RecipientPages, options: HandlerOptions = {}): Handler {
  const edge = createEdge(port, pages, options);
  const base = publicBase(port.publicUrl);
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const path = pathname.startsWith(`${base.mount}/`) ? pathname.slice(base.mount.length) : pathname;
    const found = findRoute(path);
    const address = `${base.address}${path}${search}`;
    const call: Call = { ...edge, request, address, url: new URL(address), subject: found?.subject ?? "" };
    const route = found?.route.isOff?.(port) ? undefined : found?.route;
    const response = await answer(call, route);
    return request.method === "HEAD" ? await withoutBody(response) : response;
  };
}

async function answer(call: Call, route: Route | undefined): Promise<Response> {
  try {
    const act = chooseAction(call, route);
    if (route?.tellsOfUs !== true) await call.port.ready?.();
    return secured(await act(call));
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal.isOurs) call.onError(error);
    quietly(() => call.port.refused(refusal.code));
    return secured(answerRefusal(refusal, route?.voice ?? "text", call));
  }
}

function chooseAction(call: Call, route: Route | undefined): Action {
  if (route === undefined) {
    const message = "no route has this path; the path must begin with the path of publicUrl";
    throw new WebhookError("webhook/not-found", message);
  }
  const action = findAction(route, call.request.method);
  if (action !== undefined) return action;
  const allow = ["GET", "HEAD", "POST"].filter((method) => findAction(route, method) !== undefined).join(", ");
  throw new RefusedRequest("webhook/method-not-allowed", `this address answers ${allow}`, { allow });
}

/** Runs a callback of the host and ignores its errors, so that the sender still gets a response. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {}
}

async function withoutBody(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  headers.set("content-length", String((await response.arrayBuffer()).byteLength));
  return new Response(null, { status: response.status, headers });
}

function createEdge(port: GatewayPort, pages: RecipientPages, options: HandlerOptions): Edge {
  const {
    perTokenAMinute = 60,
    missesPerAddressAMinute = 60,
    maxReportBytes = 262_144,
    clientAddress = () => undefined,
    now = () => performance.timeOrigin + performance.now(),
    onError: tell = () => undefined,
  } = options;
  const onError = (error: unknown): void => quietly(() => tell(error));
  const gate = new TokenGate({ perTokenAMinute, missesPerAddressAMinute, clientAddress, now });
  return { port, gate, pages, maxReportBytes, onError, now };
}

/** Responds to a refused request with JSON, text or a page. Without an Accept header, the response may be a page. */
function answerRefusal(refusal: HttpRefusal, voice: Voice, call: Call): Response {
  const accept = call.request.headers.get("accept") ?? "";
  const takesPages = accept === "" || accept.includes("text/html") || accept.includes("*/*");
  if (voice === "page" && takesPages && !accept.includes("application/json")) return call.pages.refusal(call, refusal);
  const isJson = voice === "json" || accept.includes("application/json");
  const { code, message, status } = refusal;
  const body = isJson ? JSON.stringify({ error: { code, message } }) : `${code}: ${message}`;
  const headers = new Headers(refusal.headers);
  headers.set("content-type", isJson ? "application/json" : "text/plain; charset=utf-8");
  return new Response(`${body}\n`, { status, headers });
}

interface PublicBase {
  /** The configured `publicUrl` without a trailing slash. Providers' APIs sign this URL. */
  readonly address: string;
  /** The path below which the handler serves, such as `/relance`; "" for the root. */
  readonly mount: string;
}

function publicBase(publicUrl: string): PublicBase {
  const url = URL.parse(publicUrl);
  const isSound = url !== null && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "";
  const advice = "write an address such as https://notify.example.org/relance, without a query";
  refuseProblems(isSound ? [] : [{ path: "publicUrl", advice }]);
  return { address: publicUrl.replace(/\/+$/, ""), mount: url?.pathname.replace(/\/+$/, "") ?? "" };
}

export interface HandlerOptions {
  /** Maximum size of a receipt or reply request, in bytes. @default 262_144 */
  readonly maxReportBytes?: number | undefined;
  /** Maximum number of requests per minute for one link. Further requests get 429. @default 60 */
  readonly perTokenAMinute?: number | undefined;
  /**
   * Maximum number of unknown links per minute from one client address. Further requests get 429. Valid links are not
   * counted, because phones of one carrier may share an address. Requires {@link clientAddress}. @default 60
   */
  readonly missesPerAddressAMinute?: number | undefined;
  /** Returns the client's address, from a header that your proxy sets or by {@link socketAddress}. */
  readonly clientAddress?: ((request: Request) => string | undefined) | undefined;
  /** Called with errors that are not the sender's fault, such as a failing store. Log them. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** A clock in milliseconds since 1970 that never jumps. @default the process start plus the monotonic clock */
  readonly now?: (() => number) | undefined;
}

const report: Route = { voice: "text", GET: receiveReport, POST: receiveReport, hasSafeGet: false };
const withoutTokens = ({ apiTokens }: GatewayPort): boolean => apiTokens.length === 0;
const api = { voice: "json", hasSafeGet: false, isOff: withoutTokens } as const;
const COMMAND: Route = { ...api, POST: command };

/** loads the schema library at the first use of this route */
const acknowledgements: Action = async (call) =>
  (await import("./routes/acknowledgements-api.ts")).acknowledgements(call);

const PLAIN: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["acknowledgements", { ...api, POST: acknowledgements }],
  ["events", { ...api, GET: events, hasSafeGet: true }],
  ["ingress-check", { voice: "text", POST: ingressCheck, hasSafeGet: false }],
  ["health", { voice: "json", GET: health, hasSafeGet: true, tellsOfUs: true }],
]);

const WITH_SUBJECT: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["receipts", report],
  ["inbound", report],
  ["a", { voice: "page", GET: acknowledgePage, POST: recordAnswer, hasSafeGet: true }],
  ["u", { voice: "page", GET: optOutPage, POST: optOut, hasSafeGet: true }],
]);

function findRoute(path: string): { readonly route: Route; readonly subject: string } | undefined {
  const [, first = "", second, ...rest] = path.split("/");
  if (first === "commands" && rest.length === 1) return { route: COMMAND, subject: `${second}/${rest[0]}` };
  if (rest.length > 0) return undefined;
  const route = second === undefined ? PLAIN.get(first) : WITH_SUBJECT.get(first);
  const subject = decode(second ?? "");
  return route === undefined || subject === undefined ? undefined : { route, subject };
}

function findAction(route: Route, method: string): Action | undefined {
  if (method === "POST") return route.POST;
  return method === "GET" || (method === "HEAD" && route.hasSafeGet) ? route.GET : undefined;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // the path is not UTF-8, so no route has it
  }
}
