import type { Needs } from "@relance/engine";

/** A URL of this gateway, and its place in the vendor's settings. Keep the URL secret if reports are unsigned. */
export interface VendorAddress {
  readonly url: string;
  readonly enterAt: string;
}

export interface VendorAddresses {
  readonly provider: string;
  readonly vendor: string;
  readonly receipts?: VendorAddress | undefined;
  readonly replies?: VendorAddress | undefined;
}

const INCOMING = "the vendor's setting for incoming messages";
const BOUNCES = "your mail server, which posts bounces and complaints";

/** Lists the URLs of each provider that receives HTTP requests; empty without a `publicUrl`. */
export function vendorAddresses({ providers, links }: Needs<"providers" | "links">): VendorAddresses[] {
  return [...providers].flatMap(([provider, { vendor, receipts: reader, capabilities, enterAt }]) => {
    if (reader === undefined) return [];
    const address = (route: "receipts" | "inbound", place: string | undefined): VendorAddress | undefined => {
      const url = links.ownAddress(route, provider, reader.proof === "signed-url");
      return url === undefined || place === undefined ? undefined : { url, enterAt: place };
    };
    const readsOnlyBounces = !capabilities.receipts && !capabilities.replies;
    const receipts = address("receipts", enterAt?.receipts ?? (readsOnlyBounces ? BOUNCES : undefined));
    const replies = address("inbound", capabilities.replies ? (enterAt?.replies ?? INCOMING) : undefined);
    return receipts === undefined && replies === undefined ? [] : [{ provider, vendor, receipts, replies }];
  });
}
