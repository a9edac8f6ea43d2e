import type { Message } from "@relance/spec";

const TEXT = "Bonjour Camille, votre rendez-vous est confirmé : https://notify.example.org/a/k3v9x2m1c7q8w5t4zz";

const common = (n: number) => ({
  attemptId: `bench-${n}`,
  callbackUrl: `https://notify.example.org/receipts/main?a=bench-${n}&s=k3v9x2m1c7q8w5t4`,
  validityMs: 3_600_000,
});

export function sms(n: number): Message<"sms"> {
  const to = `+336${String(n % 100_000_000).padStart(8, "0")}`;
  return { channel: "sms", to, content: { text: TEXT }, ...common(n) };
}

export function email(n: number): Message<"email"> {
  const content = { subject: "Votre rendez-vous", text: TEXT, html: `<p>${TEXT}</p>` };
  const optOutUrl = `https://notify.example.org/u/k3v9x2m1c7q8w5t4${n}`;
  return { channel: "email", to: `person-${n}@example.org`, content, optOutUrl, ...common(n) };
}

export function push(n: number, to: Message<"push">["to"]): Message<"push"> {
  return { channel: "push", to, content: { title: "Votre rendez-vous", body: TEXT }, ...common(n) };
}
