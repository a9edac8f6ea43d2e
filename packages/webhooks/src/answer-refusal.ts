import { messagePage } from "./page/message-page.ts";
import type { Refusal } from "./refusal.ts";
import type { Call, Voice } from "./route.ts";
import { secure } from "./security-headers.ts";

/**
 * Writes a refusal in the form that its reader understands: JSON for programs, else one line. Where people go it is a page,
 * for whoever does not ask for something else: not every reader that opens links says what it takes.
 */
export function answerRefusal(refusal: Refusal, voice: Voice, call: Call): Response {
  const accept = call.request.headers.get("accept") ?? "";
  const takesPages = accept === "" || accept.includes("text/html") || accept.includes("*/*");
  if (voice === "page" && takesPages && !accept.includes("application/json")) return messagePage(refusal, call);
  const isJson = voice === "json" || accept.includes("application/json");
  const { code, message, status } = refusal;
  const body = isJson ? JSON.stringify({ error: { code, message } }) : `${code}: ${message}`;
  const headers = secure(new Headers(refusal.headers));
  headers.set("content-type", isJson ? "application/json" : "text/plain; charset=utf-8");
  return new Response(`${body}\n`, { status, headers });
}
