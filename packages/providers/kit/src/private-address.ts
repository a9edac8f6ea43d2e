import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Why a connection to an address was refused. Internal: callers see `provider/forbidden-address`. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/**
 * True for every address that is not plainly on the public internet: private, loopback, link-local (and the
 * metadata services there), carrier-grade NAT, unique-local, multicast, reserved, tunnels, and anything unreadable.
 *
 * Addresses that wrap an IPv4 one (mapped, NAT64) are judged by what they wrap.
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").split("%", 1)[0] ?? "";
  if (!ipaddr.isValid(bare)) return true;
  const parsed = ipaddr.process(bare);
  if (parsed.kind() === "ipv4") return parsed.range() !== "unicast";
  const bytes = parsed.toByteArray();
  if (parsed.match(NAT64)) return isPrivateAddress(bytes.slice(12).join("."));
  const isGlobal = ((bytes[0] ?? 0) & 0xe0) === 0x20; // only 2000::/3 is handed out
  return !isGlobal || parsed.range() !== "unicast";
}

const NAT64 = ipaddr.parseCIDR("64:ff9b::/96") as [ipaddr.IPv6, number];

/**
 * Refuses an address that others named, before any name is resolved: only https, and no private literal.
 *
 * @throws {ForbiddenAddress}
 */
export function assertPublicUrl(url: URL): void {
  if (url.protocol !== "https:") throw new ForbiddenAddress("only https addresses are called");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw new ForbiddenAddress("the address is private");
}

/**
 * A DNS look-up for sockets that refuses names with a private address.
 *
 * The check happens at the very look-up whose answer is connected to, so a name that changes its answer between
 * check and use (DNS rebinding) cannot pass. One private answer among several refuses them all.
 */
export function publicLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      if (error) return callback(error, address, family);
      const answers = typeof address === "string" ? [address] : address.map((one) => one.address);
      if (answers.length > 0 && !answers.some(isPrivateAddress)) return callback(null, address, family);
      callback(new ForbiddenAddress("the name leads to a private address"), "", 0);
    });
  };
}

/**
 * True for an address that the operator may send credentials to: https, or plain http inside the house
 * (`localhost`, or a private address written in numbers).
 */
export function isSafeTarget(url: URL): boolean {
  if (url.protocol === "https:") return true;
  if (url.protocol !== "http:") return false;
  return url.hostname === "localhost" || (/^[\d.]+$|^\[/.test(url.hostname) && isPrivateAddress(url.hostname));
}
