/** Posts a test request to our own public address. A redirect means that the address is wrong. */
export async function callOurselves(url: string, token: string, signal: AbortSignal): Promise<boolean> {
  const headers = { "content-type": "text/plain" };
  const response = await fetch(url, { method: "POST", body: token, headers, redirect: "error", signal });
  await response.body?.cancel(); // frees the connection
  return response.ok;
}
