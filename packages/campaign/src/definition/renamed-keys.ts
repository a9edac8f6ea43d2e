const ROUTE = ["route", "route: [main, second], or leave it out to use every provider of the channel"] as const;

/** Wrong keys that are common in campaign files, each with the right key and an example. */
const RENAMED: Readonly<Record<string, readonly [key: string, example: string]>> = {
  handover: ["callBuffer", "callBuffer: 12h"],
  at: ["beforeDeadline", "beforeDeadline: 12h, without the minus sign"],
  anytime: ["ignoreWindows", "ignoreWindows: true"],
  onUnknown: ["onMissingReceipt", "onMissingReceipt: { after: 15m, do: reroute }"],
  pace: ["firstWave", "firstWave: 1300, and rate: 200/s beside it"],
  waves: ["firstWave", "firstWave: 1300"],
  pilot: ["firstWave", "firstWave: 1300"],
  ramp: ["firstWave", "firstWave: 1300"],
  loss: ["watch", "watch: { onLoss: reroute }"],
  snooze: ["effect", "effect: snooze 72h"],
  acknowledge: ["confirm", "confirm: { via: [link, event], event: re-registered, buttons: { done: close } }"],
  acknowledgement: ["confirm", "confirm: { via: [link] }"],
  by: ["via", "via: [link]"],
  on: ["event", "event: re-registered"],
  answers: ["buttons", "buttons: { done: close }"],
  labels: ["buttons", "buttons: { done: { label: I have done it, effect: close } }"],
  reply: ["replies", "replies: { OK: done }"],
  canaries: ["plugins", "plugins: { canaries: { dead: […] } }, and add canaries() to the plugins of the configuration"],
  longer: ["reason", "reason: claims may be brought for five years"],
  provider: ROUTE,
  providers: ROUTE,
  via: ROUTE,
};

const REMOVED: Readonly<Record<string, string>> = {
  purpose:
    "leave it out: messages are service messages; marketing needs consent, quiet hours and an opt-out in each message, which relance does not keep",
  alerts: "write plugins: [watch(), alerts({ … })] in the configuration; all campaigns share them",
  webhooks: "write plugins: [watch(), outgoingWebhooks({ … })] in the configuration; all campaigns share them",
  $schema: "leave it out; editors read the line # yaml-language-server: $schema=… or their own settings",
};

export function renamedKey(key: string, known: readonly string[]): string | undefined {
  if (Object.hasOwn(REMOVED, key)) return REMOVED[key];
  const [name, example] = (Object.hasOwn(RENAMED, key) ? RENAMED[key] : undefined) ?? [];
  if (name === undefined || !known.includes(name)) return undefined;
  return `this key is ${name === "plugins" ? "now in plugins" : `called ${name}`}; write ${example}`;
}
