import { messagePage } from "./page/message-page.ts";
import type { Refusal } from "./refusal.ts";
import type { Call, Voice } from "./route.ts";
import { secure } from "./security-headers.ts";

/** Writes a refusal in the form that its reader understands: a page for people, JSON for programs, else one line. */
export function answerRefusal(refusal: Refusal, voice: Voice, call: Call): Response {
  const accept = call.request.headers.get("accept") ?? "";
  if (voice === "page" && accept.includes("text/html")) return messagePage(refusal, call);
  const isJson = voice === "json" || accept.includes("application/json");
  const { code, message, status } = refusal;
  const body = isJson ? JSON.stringify({ error: { code, message } }) : `${code}: ${message}`;
  const headers = secure(new Headers(refusal.headers));
  headers.set("content-type", isJson ? "application/json" : "text/plain; charset=utf-8");
  return new Response(`${body}\n`, { status, headers });
}
