import type { GatewayPort } from "@relance/spec";
import type { PageLanguages } from "./page/page-languages.ts";
import type { TokenGate } from "./token-gate.ts";

/** The format of a refusal: for a provider's log, a program, or a recipient. */
export type Voice = "text" | "json" | "page";

export interface Edge {
  readonly port: GatewayPort;
  readonly gate: TokenGate;
  readonly languages: PageLanguages;
  readonly maxReportBytes: number;
  readonly onError: (error: unknown) => void;
  /** Milliseconds since 1970, comparable across receivers. */
  readonly now: () => number;
  /** An earlier press after the page was served must be repeated. */
  readonly pressAfterMs: number;
}

export interface Call extends Edge {
  readonly request: Request;
  /** The public address, built from `publicUrl` alone, which APIs sign. */
  readonly address: string;
  readonly url: URL;
  /** The decoded last path segment: a provider or a token; "" without one. */
  readonly subject: string;
}

export type Action = (call: Call) => Promise<Response>;

export interface Route {
  readonly voice: Voice;
  readonly GET?: Action;
  readonly POST?: Action;
  /** True if GET changes nothing, so that the route also answers HEAD. */
  readonly hasSafeGet: boolean;
  /** True if the route reports the health of the store, so that it does not wait for the store. */
  readonly tellsOfUs?: boolean;
  readonly isOff?: (port: GatewayPort) => boolean;
}
