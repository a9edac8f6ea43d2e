import type { GatewayPort, RecipientPages } from "@relance/spec";
import type { TokenGate } from "./token-gate.ts";

/** The format of an error response: `text` for providers, `json` for programs, `page` for recipients. */
export type Voice = "text" | "json" | "page";

export interface Edge {
  readonly port: GatewayPort;
  readonly gate: TokenGate;
  readonly pages: RecipientPages;
  readonly maxReportBytes: number;
  readonly onError: (error: unknown) => void;
  /** Returns milliseconds since 1970, so that receivers can compare times that others have written. */
  readonly now: () => number;
}

export interface Call extends Edge {
  readonly request: Request;
  /** The public URL of the request, which APIs sign. The URL is built from `publicUrl`, not from the Host header. */
  readonly address: string;
  readonly url: URL;
  /** The decoded second segment of the path: a provider or a token; "" if the path has only one segment. */
  readonly subject: string;
}

export type Action = (call: Call) => Promise<Response>;

export interface Route {
  readonly voice: Voice;
  readonly GET?: Action;
  readonly POST?: Action;
  /** True if GET changes nothing. The route then also responds to HEAD. */
  readonly hasSafeGet: boolean;
  /** True for the route that reports the store's health: it must respond even if the store does not. */
  readonly tellsOfUs?: boolean;
  readonly isOff?: (port: GatewayPort) => boolean;
}
