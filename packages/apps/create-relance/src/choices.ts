export interface Choices {
  readonly channels: readonly Channel[];
  readonly store: StoreName;
}

type Channel = "sms" | "email";
type StoreName = "sqlite" | "postgres";

const CHANNELS: readonly Channel[] = ["sms", "email"];
const STORES: readonly StoreName[] = ["sqlite", "postgres"];

export function channelsIn(text: string): readonly Channel[] | undefined {
  const words = text.split(/[\s,]+/).filter(Boolean);
  const channels = CHANNELS.filter((channel) => words.includes(channel));
  return channels.length > 0 && words.every((word) => channels.some((channel) => channel === word))
    ? channels
    : undefined;
}

export function storeIn(text: string): StoreName | undefined {
  return STORES.find((store) => store === text.trim());
}
