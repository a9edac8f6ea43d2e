/** A header that a form of somebody else's page cannot send, and that we never allow another origin to send. */
const ASKED_BY = "x-relance-console";

/**
 * True for what our own page asks: a browser says where a request comes from, and no page can change that.
 *
 * @param ours the origin at which browsers reach the console; absent = the one that was asked
 */
export function isOurs(request: Request, ours: string | undefined): boolean {
  const site = request.headers.get("sec-fetch-site");
  const isSameSite = site === null || site === "same-origin";
  return request.headers.get(ASKED_BY) === "1" && isSameSite && isSameOrigin(request, ours);
}

/**
 * A framework may know its own address only: the header that names host and port counts as the address does. A proxy in
 * front may have ended TLS, which only the browser knows: it has compared schemes too where it says `same-origin`.
 */
function isSameOrigin({ headers, url }: Request, ours: string | undefined): boolean {
  const origin = headers.get("origin");
  if (origin === null) return true;
  if (ours !== undefined) return origin === ours;
  if (!URL.canParse(origin)) return false;
  const [theirs, asked] = [new URL(origin), new URL(url)];
  const isSameHost = theirs.host === asked.host || theirs.host === headers.get("host");
  const isSameScheme = theirs.protocol === asked.protocol || headers.get("sec-fetch-site") === "same-origin";
  return isSameHost && isSameScheme;
}
