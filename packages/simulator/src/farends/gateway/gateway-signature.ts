import { createHmac } from "node:crypto";

/** The value of `x-gateway-signature`: lower-case hex of HMAC-SHA256 over the body's bytes. */
export function gatewaySignature(secret: string, body: string | Uint8Array): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
