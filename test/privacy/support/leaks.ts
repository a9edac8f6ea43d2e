import type { LoudPerson } from "./loud-campaign.ts";

export function textsOf(people: readonly LoudPerson[]): readonly string[] {
  return people.flatMap(({ row, endpoint, keys }) => {
    const national = row.mobile.slice("+33".length);
    const pairs = `0${national}`.replaceAll(/(..)(?=.)/g, "$1 ");
    return [
      national,
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

/** Returns each occurrence of a forbidden text in the output, in any encoding, with the text around it. */
export function leaksIn(said: Readonly<Record<string, string>>, forbidden: readonly string[]): readonly string[] {
  return Object.entries(said).flatMap(([where, text]) =>
    forbidden
      .flatMap(spellings)
      .filter((spelling) => text.includes(spelling))
      .map((spelling) => `${where} says ${spelling}: …${around(text, spelling)}…`),
  );
}

function spellings(text: string): readonly string[] {
  const base64 = Buffer.from(text).toString("base64").replace(/=+$/, "");
  return [...new Set([text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), base64])];
}

function around(text: string, spelling: string): string {
  const at = text.indexOf(spelling);
  return text.slice(Math.max(0, at - 300), at + 200);
}
