/**
 * Posts a letter to our own public address. The address is the operator's own, and may lie inside the house; a redirect
 * means that it is not the address that others should call.
 */
export async function callOurselves(url: string, token: string, signal: AbortSignal): Promise<boolean> {
  const headers = { "content-type": "text/plain" };
  const response = await fetch(url, { method: "POST", body: token, headers, redirect: "error", signal });
  await response.body?.cancel(); // the connection is free again
  return response.ok;
}
