import { refusal } from "./error-table.ts";
import { statusClass } from "./status-class.ts";

export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** Computes the headers that authenticate one request, for APIs with signed requests. */
export type RequestSigner = (request: UnsignedRequest) => Headers | Promise<Headers>;

/**
 * Returns the headers of a request, including the signature.
 * @throws {ProviderError} `provider/unauthorized` if the signer fails, without the signer's error, which may quote keys
 */
export async function signedHeaders(provider: string, sign: RequestSigner, request: UnsignedRequest): Promise<Headers> {
  try {
    return { ...request.headers, ...(await sign(request)) };
  } catch {
    throw refusal(provider, statusClass(401), { message: "the request could not be signed" });
  }
}
