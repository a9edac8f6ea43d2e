import { unknownNames, WebhookError } from "@relance/spec";
import { authorize, isAuthorized } from "../authorize.ts";
import type { Call } from "../route.ts";

/** `GET /health` returns 200 while the engine works, otherwise 503. Details require a token. */
export async function health(call: Call): Promise<Response> {
  const { port, request, onError } = call;
  try {
    const state = await port.health();
    const shown = isAuthorized(request, port.apiTokens) ? state : { ok: state.ok };
    return Response.json(shown, { status: state.ok ? 200 : 503 });
  } catch (error) {
    onError(error);
    return Response.json({ ok: false }, { status: 503 });
  }
}

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = "100";

/** `GET /events?cursor=&limit=` returns the events after a cursor, oldest first, and the next cursor. */
export async function events(call: Call): Promise<Response> {
  authorize(call.request, call.port.apiTokens);
  const { searchParams } = call.url;
  const [unknown] = unknownNames(Object.fromEntries(searchParams), ["cursor", "limit"]);
  if (unknown !== undefined) throw new WebhookError("webhook/unreadable", `${unknown.path}: ${unknown.advice}`);
  const page = await call.port.events(readCursor(searchParams), readLimit(searchParams));
  return Response.json({ events: page.events, cursor: page.cursor });
}

function readCursor(query: URLSearchParams): string | undefined {
  const cursor = query.get("cursor") ?? "";
  if (cursor === "") return undefined;
  if (/^[\w.~:=+/-]{1,500}$/.test(cursor)) return cursor;
  throw new WebhookError("webhook/unreadable", "cursor: pass the cursor of the previous page, unchanged");
}

function readLimit(query: URLSearchParams): number {
  const limit = query.get("limit") ?? DEFAULT_LIMIT;
  if (/^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= MAX_LIMIT) return Number(limit);
  throw new WebhookError("webhook/unreadable", `limit: write a number from 1 to ${MAX_LIMIT}`);
}
