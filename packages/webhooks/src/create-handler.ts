import { ConfigError, type GatewayPort, WebhookError } from "@relance/spec";
import { answerRefusal } from "./answer-refusal.ts";
import type { HandlerOptions } from "./handler-options.ts";
import { createLanguages } from "./page/page-languages.ts";
import { publicBase } from "./public-base.ts";
import { toRefusal } from "./refusal.ts";
import { RefusedRequest } from "./refused-request.ts";
import type { Action, Call, Edge, Route } from "./route.ts";
import { allowedMethods, findAction, findRoute } from "./router.ts";
import { secure } from "./security-headers.ts";
import { TokenGate } from "./token-gate.ts";

/** Answers every request, whatever it holds; never rejects. */
export type Handler = (request: Request) => Promise<Response>;

/**
 * Everything that comes in over HTTP, as one function from `Request` to `Response`.
 *
 * It answers below the path of `publicUrl`: receipts and replies of providers, the acknowledgement and opt-out
 * pages, the API for acknowledgements and events, and health. What is not ours is 404.
 *
 * @example
 * const handler = createHandler(port);
 * const response = await handler(new Request("https://notify.example.org/relance/health"));
 *
 * @throws {ConfigError} `config/invalid` for a `publicUrl` that is no address, or a limit that is not a positive number
 */
export function createHandler(port: GatewayPort, options: HandlerOptions = {}): Handler {
  const edge = edgeOf(port, options);
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
    const act = actionOf(call, route);
    if (route?.tellsOfUs !== true) await call.port.ready?.();
    const response = await act(call);
    secure(response.headers);
    return response;
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal.isOurs) call.onError(error);
    quietly(() => call.port.refused(refusal.code));
    return answerRefusal(refusal, route?.voice ?? "text", call);
  }
}

function actionOf(call: Call, route: Route | undefined): Action {
  if (route === undefined) {
    throw new WebhookError(
      "webhook/not-found",
      "there is nothing at this address; publicUrl, with its path, comes before every route",
    );
  }
  const action = findAction(route, call.request.method);
  if (action !== undefined) return action;
  const allow = allowedMethods(route);
  throw new RefusedRequest("webhook/method-not-allowed", `this address answers ${allow}`, { allow });
}

/** Counting and logging are the host's; a fault in them must not cost the sender an answer. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // there is nobody left to tell
  }
}

async function withoutBody(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  headers.set("content-length", String((await response.arrayBuffer()).byteLength));
  return new Response(null, { status: response.status, headers });
}

function edgeOf(port: GatewayPort, options: HandlerOptions): Edge {
  const { perTokenAMinute = 60, missesPerAddressAMinute = 60, maxReportBytes = 262_144 } = options;
  const { pressAfterMs = 1_000 } = options;
  for (const [path, value] of Object.entries({ perTokenAMinute, missesPerAddressAMinute, maxReportBytes })) {
    if (value > 0) continue;
    throw new ConfigError("config/invalid", `${path} must be above 0`, {
      problems: [{ path, advice: "write a number above 0" }],
    });
  }
  if (!(pressAfterMs >= 0)) {
    throw new ConfigError("config/invalid", "pressAfterMs must not be below 0", {
      problems: [{ path: "pressAfterMs", advice: "write 0 or a number of milliseconds" }],
    });
  }
  const {
    clientAddress = () => undefined,
    now = () => performance.timeOrigin + performance.now(),
    onError: tell = () => undefined,
  } = options;
  const onError = (error: unknown): void => quietly(() => tell(error));
  const gate = new TokenGate({ perTokenAMinute, missesPerAddressAMinute, clientAddress, now });
  const languages = createLanguages(options.texts, options.locale);
  return { port, gate, languages, maxReportBytes, onError, now, pressAfterMs };
}
