import type { LoudPerson } from "./loud-campaign.ts";

/** Every text of these recipients that no one but the provider APIs may hear of. */
export function textsOf(people: readonly LoudPerson[]): readonly string[] {
  return people.flatMap(({ row, endpoint, keys }) => {
    const national = row.mobile.slice("+33".length);
    const pairs = `0${national}`.replaceAll(/(..)(?=.)/g, "$1 ");
    return [
      national, // within +33…, 0033…, 33… and 0… alike
      pairs,
      pairs.replaceAll(" ", "."),
      row.mail,
      row.mail.slice(0, row.mail.indexOf("@")),
      row.name,
      row.name.split(" ")[1] ?? "",
      new URL(endpoint).pathname,
      keys.auth,
      keys.p256dh,
    ];
  });
}

/** Where one of these texts stands in what was said, in any spelling, each with what is around it. */
export function leaksIn(said: Readonly<Record<string, string>>, forbidden: readonly string[]): readonly string[] {
  return Object.entries(said).flatMap(([where, text]) =>
    forbidden
      .flatMap(spellings)
      .filter((spelling) => text.includes(spelling))
      .map((spelling) => `${where} says ${spelling}: …${around(text, spelling)}…`),
  );
}

/** Ways in which a text can stand in others. */
function spellings(text: string): readonly string[] {
  const base64 = Buffer.from(text).toString("base64").replace(/=+$/, "");
  return [...new Set([text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), base64])];
}

function around(text: string, spelling: string): string {
  const at = text.indexOf(spelling);
  return text.slice(Math.max(0, at - 300), at + 200);
}
