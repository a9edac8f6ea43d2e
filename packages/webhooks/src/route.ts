import type { GatewayPort } from "@relance/spec";
import type { PageLanguages } from "./page/page-languages.ts";
import type { TokenGate } from "./token-gate.ts";

/** The reader of a refusal: a provider's log, a program, or a recipient. */
export type Voice = "text" | "json" | "page";

/** What routes use; created once per handler. */
export interface Edge {
  readonly port: GatewayPort;
  readonly gate: TokenGate;
  readonly languages: PageLanguages;
  readonly maxReportBytes: number;
  readonly onError: (error: unknown) => void;
  /** Milliseconds since 1970; consistent across all receiver processes. */
  readonly now: () => number;
  /** A press sooner than this after its page was served must be repeated. */
  readonly pressAfterMs: number;
}

export interface Call extends Edge {
  readonly request: Request;
  /** The full public address, built from `publicUrl` alone, as APIs sign it. */
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
  /** GET changes nothing, so it also answers HEAD. */
  readonly hasSafeGet: boolean;
  /** The route reports the health of this process and its store, so it waits for neither of them. */
  readonly tellsOfUs?: boolean;
  readonly isOff?: (port: GatewayPort) => boolean;
}
