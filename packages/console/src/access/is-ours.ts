/** A header that a form of somebody else's page cannot send, and that we never allow another origin to send. */
export const ASKED_BY = "x-relance-console";

/** True for what our own page asks: a browser says where a request comes from, and no page can change that. */
export function isOurs(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  const isSameSite = site === null || site === "same-origin";
  return request.headers.get(ASKED_BY) === "1" && isSameSite && isSameOrigin(request);
}

/**
 * A proxy in front may have ended TLS, and a framework may know its own address only: the host and port are compared, and
 * the header that names them counts as the address does.
 */
function isSameOrigin({ headers, url }: Request): boolean {
  const origin = headers.get("origin");
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === new URL(url).host || host === headers.get("host");
}
