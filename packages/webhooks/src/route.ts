import type { GatewayPort } from "@relance/spec";
import type { PageLanguages } from "./page/page-languages.ts";
import type { TokenGate } from "./token-gate.ts";

/** Who reads a refusal: a provider's log, a program, or a recipient. */
export type Voice = "text" | "json" | "page";

/** What a route may use; made once per handler. */
export interface Edge {
  readonly port: GatewayPort;
  readonly gate: TokenGate;
  readonly languages: PageLanguages;
  readonly maxReportBytes: number;
  readonly onError: (error: unknown) => void;
  /** Milliseconds since 1970, the same in every process that answers. */
  readonly now: () => number;
  /** A press sooner than this after its page was served is asked for once more. */
  readonly pressAfterMs: number;
}

/** One request on its way through a route. */
export interface Call extends Edge {
  readonly request: Request;
  /** The full public address, built from `publicUrl` alone, as provider APIs sign it. */
  readonly address: string;
  /** {@link address}, taken apart. */
  readonly url: URL;
  /** The decoded last segment of the path: a provider or a token; "" where the route has none. */
  readonly subject: string;
}

export type Action = (call: Call) => Promise<Response>;

export interface Route {
  readonly voice: Voice;
  readonly GET?: Action;
  readonly POST?: Action;
  /** GET changes nothing, so HEAD is answered by it. */
  readonly hasSafeGet: boolean;
  /** It says how this process and its store are, and so waits for neither. */
  readonly tellsOfUs?: boolean;
  /** True while the route does not exist for anybody. */
  readonly isOff?: (port: GatewayPort) => boolean;
}
