import type { GatewayPort } from "@relance/spec";
import type { PageLanguages } from "./page/page-languages.ts";
import type { TokenGate } from "./token-gate.ts";

/** The format of an error response: `text` for providers, `json` for programs, `page` for recipients. */
export type Voice = "text" | "json" | "page";

export interface Edge {
  readonly port: GatewayPort;
  readonly gate: TokenGate;
  readonly languages: PageLanguages;
  readonly maxReportBytes: number;
  readonly onError: (error: unknown) => void;
  /** Returns milliseconds since 1970, which are comparable across receivers. */
  readonly now: () => number;
  /** A press within this time after the page was served must be repeated. */
  readonly pressAfterMs: number;
}

export interface Call extends Edge {
  readonly request: Request;
  /** The public URL of the request, built only from `publicUrl`, because APIs sign it. */
  readonly address: string;
  readonly url: URL;
  /** The last path segment, decoded: a provider or a token; "" without this segment. */
  readonly subject: string;
}

export type Action = (call: Call) => Promise<Response>;

export interface Route {
  readonly voice: Voice;
  readonly GET?: Action;
  readonly POST?: Action;
  /** True if GET changes nothing. The route then also responds to HEAD. */
  readonly hasSafeGet: boolean;
  /** True if the route reports the health of the store, and therefore must not wait for the store. */
  readonly tellsOfUs?: boolean;
  readonly isOff?: (port: GatewayPort) => boolean;
}
