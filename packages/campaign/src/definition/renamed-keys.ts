/** Former names of keys, each with its replacement and an example. Used only where the replacement is valid. */
const RENAMED: Readonly<Record<string, readonly [key: string, example: string]>> = {
  handover: ["callBuffer", "callBuffer: 12h"],
  at: ["beforeDeadline", "beforeDeadline: 12h, without the minus sign"],
  anytime: ["ignoreWindows", "ignoreWindows: true"],
  onUnknown: ["onMissingReceipt", "onMissingReceipt: { after: 15m, do: reroute }"],
  pace: ["waves", "waves: { first: 1300, count: 4 }, and rate: 200/s beside it"],
  pilot: ["first", "first: 1300"],
  ramp: ["count", "count: 4"],
  acknowledge: ["confirm", "confirm: { via: [link], event: re-registered, buttons: { done: close } }"],
  by: ["via", "via: [link]"],
  on: ["event", "event: re-registered"],
  answers: ["buttons", "buttons: { done: close }"],
  labels: ["buttons", "buttons: { done: { label: I have done it, effect: close } }"],
  reply: ["replies", "replies: { OK: done }"],
  canaries: ["plugins", "plugins: { canaries: { dead: […] } }"],
  longer: ["reason", "reason: claims may be brought for five years"],
};

/** Returns the advice for a renamed key; `undefined` for any other key. */
export function renamedKey(key: string, known: readonly string[]): string | undefined {
  const [name, example] = (Object.hasOwn(RENAMED, key) ? RENAMED[key] : undefined) ?? [];
  if (name === undefined || !known.includes(name)) return undefined;
  return `this key is now called ${name}; write ${example}`;
}
