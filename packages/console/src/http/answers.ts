/** The page loads and runs what comes from its own origin, and asks only there. */
export const POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A report brings its style along, and runs nothing. */
export const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export function headers(type: string, policy: string = POLICY): Record<string, string> {
  return {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "content-security-policy": policy,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}

export function answer(status: number, type: string, body: string): Response {
  return new Response(body, { status, headers: headers(type) });
}

export function json(value: unknown, status = 200): Response {
  return answer(status, "application/json", JSON.stringify(value));
}

/** Why something was not done, for a program and for a person. */
export function refusal(status: number, code: string, message: string): Response {
  return json({ code, message }, status);
}
