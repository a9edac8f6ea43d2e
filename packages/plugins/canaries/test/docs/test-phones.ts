import type { CanarySource } from "@relance/canaries";

/** A service with test phones in many networks; yours has other addresses and other names. */
export function testPhones(url: string, token: string): CanarySource {
  async function ask<T>(path: string, signal: AbortSignal): Promise<T> {
    const response = await fetch(`${url}${path}`, { signal, headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`the test phones answer ${response.status}`);
    return (await response.json()) as T;
  }
  return {
    async lend(network, { signal }) {
      const { phones } = await ask<{ phones: string[] }>(`/phones?network=${network}`, signal);
      return phones[0];
    },
    async seen(number, text, { signal }) {
      const { inbox } = await ask<{ inbox: string[] }>(`/inbox?phone=${encodeURIComponent(number)}`, signal);
      return inbox.includes(text);
    },
  };
}
