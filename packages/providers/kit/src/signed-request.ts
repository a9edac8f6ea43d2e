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

/** Adds the signature to the headers. @throws {ProviderError} `provider/unauthorized`, without the signer's error */
export async function signedHeaders(provider: string, sign: RequestSigner, request: UnsignedRequest): Promise<Headers> {
  try {
    return { ...request.headers, ...(await sign(request)) };
  } catch {
    throw refusal(provider, statusClass(401), { message: "the request could not be signed" });
  }
}
