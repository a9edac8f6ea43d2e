/** The page's content security policy, which permits only content of the console's origin. */
const POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A report's content security policy, which permits inline styles but no scripts. */
export const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Returns a response's security headers. By default, a page may load content only from its own origin. */
export function headers(type: string, policy: string = POLICY): Record<string, string> {
  return {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "content-security-policy": policy,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}

/** Creates a response with the security headers. */
export function answer(status: number, type: string, body: string): Response {
  return new Response(body, { status, headers: headers(type) });
}

export function json(value: unknown, status = 200): Response {
  return answer(status, "application/json", JSON.stringify(value));
}

export function refusal(status: number, code: string, message: string): Response {
  return json({ code, message }, status);
}

const HEAD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="console.css">
<title>relance console</title>
</head>`;

export const PAGE: string = `${HEAD}
<body>
<div id="app"></div>
<script type="module" src="console.js"></script>
</body>
</html>
`;

export function tokenPage({ isWrong }: { readonly isWrong: boolean }): string {
  const refused = isWrong
    ? `\n<p class="alarm" role="alert">That is not the token of this console. Each start prints a new token, unless RELANCE_CONSOLE_TOKEN sets one.</p>`
    : "";
  return `${HEAD}
<body>
<main class="door"><h1>relance console</h1>${refused}
<p>relance console has printed a token where it was started.</p>
<form method="get" action="./"><label>Token <input name="token" type="password" autocomplete="current-password" required></label>
<button>Open</button></form></main>
</body>
</html>
`;
}
