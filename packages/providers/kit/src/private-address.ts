import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/** Returns whether an address is private, reserved, a tunnel, or malformed. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").split("%", 1)[0] ?? "";
  if (!ipaddr.isValid(bare)) return true;
  const parsed = ipaddr.process(bare);
  if (parsed.kind() === "ipv4") return parsed.range() !== "unicast";
  const bytes = parsed.toByteArray();
  if (parsed.match(NAT64)) return isPrivateAddress(bytes.slice(12).join("."));
  const isGlobal = ((bytes[0] ?? 0) & 0xe0) === 0x20; // public IPv6 addresses are in 2000::/3
  return !isGlobal || parsed.range() !== "unicast";
}

const NAT64 = ipaddr.parseCIDR("64:ff9b::/96") as [ipaddr.IPv6, number];

/** Refuses a third party's URL unless it is https and its host is no private address. @throws {ForbiddenAddress} */
export function assertPublicUrl(url: URL): void {
  if (url.protocol !== "https:") throw new ForbiddenAddress("only https URLs may be called");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw new ForbiddenAddress("the address is private");
}

/** Refuses names that resolve to a private address. Connecting to the checked address defeats DNS rebinding. */
export function publicLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      if (error) return callback(error, address, family);
      const answers = typeof address === "string" ? [address] : address.map((one) => one.address);
      if (answers.length > 0 && !answers.some(isPrivateAddress)) return callback(null, address, family);
      callback(new ForbiddenAddress("the host name resolves to a private address"), "", 0);
    });
  };
}

/** Returns whether a URL may receive credentials: over https, or over http inside the private network. */
export function isSafeTarget(url: URL): boolean {
  if (url.protocol === "https:") return true;
  if (url.protocol !== "http:") return false;
  return url.hostname === "localhost" || (/^[\d.]+$|^\[/.test(url.hostname) && isPrivateAddress(url.hostname));
}
