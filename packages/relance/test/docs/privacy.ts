import type { GatewayLike } from "relance";

/** Your desk has a request to be forgotten. Answers true once nothing of the person is left. */
export async function forget(gateway: GatewayLike, key: string, request: string): Promise<boolean> {
  const { proof } = await gateway.forget([key], { actor: "desk", reason: request });
  return proof === undefined || proof.left === 0;
}
