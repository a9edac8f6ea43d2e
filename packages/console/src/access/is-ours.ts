/** A header that a form of somebody else's page cannot send, and that we never allow another origin to send. */
export const ASKED_BY = "x-relance-console";

/** True for what our own page asks: a browser says where a request comes from, and no page can change that. */
export function isOurs(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  return request.headers.get(ASKED_BY) === "1" && (site === null || site === "same-origin");
}
