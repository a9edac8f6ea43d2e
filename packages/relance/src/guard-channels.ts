import { type ChannelDescription, ConfigError, type Store } from "@relance/spec";

/** Where a store keeps the numbers of the channels that it was ever worked on with. */
const NAME = "channels";

/**
 * Stores keep a channel under its number. Under the number of another one its contacts would be the other's, silently. So the
 * store remembers who has which, and a gateway that says otherwise neither enrolls, nor sends, nor hears.
 * @throws {ConfigError} `config/invalid`
 */
export async function guardChannels(store: Store, here: readonly ChannelDescription[] = []): Promise<void> {
  if (here.length === 0) return;
  const { data = "" } = await store.lease({ name: NAME, owner: NAME }); // one owner: nobody waits for a lease
  const known = new Map(data.split(" ").flatMap((one) => (one === "" ? [] : [one.split("=") as [string, string]])));
  for (const { name, number } of here) {
    const before = [...known].find(([other, its]) => (other === name) !== (its === String(number)));
    if (before === undefined) continue;
    throw new ConfigError(
      "config/invalid",
      `channels.${name}.number: this store has kept ${before[0]} under ${before[1]}: give each channel the number that it had`,
    );
  }
  const all = new Map([...known, ...here.map(({ name, number }) => [name, String(number)] as const)]);
  const saved = [...all].map((one) => one.join("=")).join(" ");
  if (saved !== data) await store.lease({ name: NAME, owner: NAME, save: { data: saved, release: true } });
}
