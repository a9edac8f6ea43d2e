import type { Action, Route } from "./route.ts";
import { acknowledgePage, recordAnswer } from "./routes/acknowledge-page.ts";
import { events, health } from "./routes/operations.ts";
import { optOut, optOutPage } from "./routes/opt-out.ts";
import { ingressCheck, receiveReport } from "./routes/receipts.ts";

const report: Route = { voice: "text", GET: receiveReport, POST: receiveReport, hasSafeGet: false };

/** First segment → route, for addresses that end there. */
const PLAIN: ReadonlyMap<string, Route> = new Map<string, Route>([
  [
    "acknowledgements",
    {
      voice: "json",
      POST: async (call) => {
        const { acknowledgements } = await import("./routes/acknowledgements-api.ts"); // it alone needs the schema library
        return acknowledgements(call);
      },
      hasSafeGet: false,
      isOff: (port) => port.apiTokens.length === 0,
    },
  ],
  ["events", { voice: "json", GET: events, hasSafeGet: true, isOff: (port) => port.apiTokens.length === 0 }],
  ["ingress-check", { voice: "text", POST: ingressCheck, hasSafeGet: false }],
  ["health", { voice: "json", GET: health, hasSafeGet: true, tellsOfUs: true }],
]);

/** First segment → route, for addresses with one more segment. */
const WITH_SUBJECT: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["receipts", report],
  ["inbound", report],
  ["a", { voice: "page", GET: acknowledgePage, POST: recordAnswer, hasSafeGet: true }],
  ["u", { voice: "page", GET: optOutPage, POST: optOut, hasSafeGet: true }],
]);

/** Finds the route of a path below the mount, such as `/receipts/sms.main`. */
export function findRoute(path: string): { readonly route: Route; readonly subject: string } | undefined {
  const [, first = "", second, ...rest] = path.split("/");
  if (rest.length > 0) return undefined;
  const route = second === undefined ? PLAIN.get(first) : WITH_SUBJECT.get(first);
  const subject = decode(second ?? "");
  return route === undefined || subject === undefined ? undefined : { route, subject };
}

/** The action of a method, or `undefined` where the route has none. */
export function findAction(route: Route, method: string): Action | undefined {
  if (method === "POST") return route.POST;
  return method === "GET" || (method === "HEAD" && route.hasSafeGet) ? route.GET : undefined;
}

/** For the `Allow` header. */
export function allowedMethods(route: Route): string {
  const methods = ["GET", "HEAD", "POST"].filter((method) => findAction(route, method) !== undefined);
  return methods.join(", ");
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // not UTF-8: no address of ours looks like that
  }
}
