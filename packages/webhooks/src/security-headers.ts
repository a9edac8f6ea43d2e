import { createHash } from "node:crypto";

/** On every answer: never kept, never guessed, never indexed, never passed on as a referrer. */
const ALWAYS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
};

/** Adds what every answer carries; answers that are not pages may load and run nothing at all. */
export function secure(headers: Headers): Headers {
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  return headers;
}

/** The policy of a page: its one style sheet, by hash, and forms that post back to where they came from. */
export function pagePolicy(stylesheet: string): string {
  const hash = createHash("sha256").update(stylesheet).digest("base64");
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}
