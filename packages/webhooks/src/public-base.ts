import { ConfigError } from "@relance/spec";

/** Where the gateway stands in the world. */
export interface PublicBase {
  /** `publicUrl`, letter for letter, without a trailing slash: a far end signs what it was given. */
  readonly address: string;
  /** Its path, such as `/relance`; "" at the root. */
  readonly mount: string;
}

/** @throws {ConfigError} `config/invalid` */
export function publicBase(publicUrl: string): PublicBase {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "") {
    return { address: publicUrl.replace(/\/+$/, ""), mount: url.pathname.replace(/\/+$/, "") };
  }
  const advice = "write an address such as https://notify.example.org/relance, without a query";
  throw new ConfigError("config/invalid", "publicUrl is not a web address", {
    problems: [{ path: "publicUrl", advice }],
  });
}
