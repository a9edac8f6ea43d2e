/**
 * Posts a test request to our own public address. The operator configured it, so it may be in a private network; a
 * redirect means that it is not the address that others should call.
 */
export async function callOurselves(url: string, token: string, signal: AbortSignal): Promise<boolean> {
  const headers = { "content-type": "text/plain" };
  const response = await fetch(url, { method: "POST", body: token, headers, redirect: "error", signal });
  await response.body?.cancel(); // frees the connection
  return response.ok;
}
