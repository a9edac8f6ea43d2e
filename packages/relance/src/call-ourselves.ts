/** Posts a test request to our public URL. A redirect counts as a failure, because the URL is then wrong. */
export async function callOurselves(url: string, token: string, signal: AbortSignal): Promise<boolean> {
  const headers = { "content-type": "text/plain" };
  const response = await fetch(url, { method: "POST", body: token, headers, redirect: "error", signal });
  await response.body?.cancel(); // releases the connection
  return response.ok;
}
