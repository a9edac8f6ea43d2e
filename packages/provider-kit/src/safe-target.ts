import { isPrivateAddress } from "./private-address.ts";

/**
 * True for an address that the operator may send credentials to: https, or plain http inside the house
 * (`localhost`, or a private address written in numbers).
 */
export function isSafeTarget(url: URL): boolean {
  if (url.protocol === "https:") return true;
  if (url.protocol !== "http:") return false;
  return url.hostname === "localhost" || (/^[\d.]+$|^\[/.test(url.hostname) && isPrivateAddress(url.hostname));
}
