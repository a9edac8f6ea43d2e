import { refusal } from "./error-table.ts";
import { statusClass } from "./status-class.ts";

/** A request as it is about to leave. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for a request without one. */
  readonly body?: string | Uint8Array | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** Makes the headers that prove one request, for provider APIs that want each request signed. */
export type RequestSigner = (request: UnsignedRequest) => Headers | Promise<Headers>;

/**
 * The headers of a request, and those that prove it.
 *
 * @throws {ProviderError} `provider/unauthorized`, certainly not sent: what failed in the signer may hold keys, and is not told
 */
export async function signedHeaders(provider: string, sign: RequestSigner, request: UnsignedRequest): Promise<Headers> {
  try {
    return { ...request.headers, ...(await sign(request)) };
  } catch {
    throw refusal(provider, statusClass(401), { message: "the request could not be signed" });
  }
}
