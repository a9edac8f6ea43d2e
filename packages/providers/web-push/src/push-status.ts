import { type ErrorClass, type HttpAnswer, MEANINGS, statusClass } from "@relance/provider-kit";

export const DEAD: ErrorClass = MEANINGS["bad-recipient"];
/** The subscription was made with another VAPID key, so neither the address nor the account is at fault. */
export const OTHER_KEY: ErrorClass = { code: "provider/refused", disposition: "reject" };
const DROPPED: ErrorClass = { code: "provider/refused", disposition: "reject" };

/** Matches the answers of FCM, Mozilla and Apple if a subscription belongs to another VAPID key. */
const SAYS_OTHER_KEY = /not correspond to the credentials|public key mismatch|VapidPkHashMismatch/i;

/** Returns the meaning of a push service's answer; `undefined` if the message was accepted. */
export function pushRefusal(host: string, { status, headers, text }: HttpAnswer): ErrorClass | undefined {
  const isWindows = host.endsWith(".notify.windows.com");
  if (status >= 200 && status < 300) return isWindows ? droppedByWindows(headers["x-wns-status"]) : undefined;
  if (status === 404 || status === 410) return DEAD;
  if (status === 413) return MEANINGS["bad-content"];
  if (status === 406 && isWindows) return MEANINGS.throttled;
  if ([400, 401, 403].includes(status) && SAYS_OTHER_KEY.test(text)) return OTHER_KEY;
  return statusClass(status);
}

/** Returns the refusal if Windows answered 2xx, but stated in a header that it dropped the message. */
function droppedByWindows(said: string | string[] | undefined): ErrorClass | undefined {
  const word = String(said).toLowerCase();
  if (word === "channelthrottled") return MEANINGS.throttled;
  return word === "dropped" ? DROPPED : undefined;
}
