import { AwsV4Signer } from "aws4fetch";
import type { ErrorName } from "../error-table.ts";
import type { RequestSigner } from "../signed-request.ts";

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export type AwsCredentialSource = AwsCredentials | (() => Promise<AwsCredentials>);

/** Returns the base URL of an AWS service in a region. */
export function awsEndpoint(service: string, region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** Signs requests with Signature Version 4 for a service in a region. */
export function awsSigner(service: string, region: string, credentials: AwsCredentialSource): RequestSigner {
  return async ({ method, url, headers, body = "" }) => {
    const { sessionToken, ...keys } = typeof credentials === "function" ? await credentials() : credentials;
    const signer = new AwsV4Signer({
      method,
      url,
      headers,
      body: typeof body === "string" ? body : new Uint8Array(body),
      ...keys,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      service,
      region,
    });
    return Object.fromEntries((await signer.sign()).headers);
  };
}

/** Meanings of errors that all AWS services have. Most AWS errors have the HTTP status 400. */
export const AWS_ERRORS: Readonly<Record<string, ErrorName>> = {
  ThrottlingException: "throttled",
  AccessDeniedException: "unauthorized",
  ExpiredTokenException: "unauthorized",
  IncompleteSignature: "unauthorized",
  InvalidClientTokenId: "unauthorized",
  InvalidSignatureException: "unauthorized",
  MissingAuthenticationToken: "unauthorized",
  MissingAuthenticationTokenException: "unauthorized",
  OptInRequired: "account",
  RequestExpired: "unauthorized",
  UnrecognizedClientException: "unauthorized",
};
