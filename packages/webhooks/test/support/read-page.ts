/** A minimal parser of our pages. */
export interface ReadPage {
  readonly html: string;
  readonly lang: string;
  readonly title: string;
  readonly text: string;
  readonly buttons: readonly { readonly name: string; readonly value: string; readonly label: string }[];
  readonly links: readonly string[];
}

export async function readPage(response: Response): Promise<ReadPage> {
  const html = await response.text();
  const body = html.slice(html.indexOf("<body>"));
  const buttons = [...body.matchAll(/<button type="submit"(?: name="(\w+)" value="([^"]*)")?>([^<]*)</g)];
  return {
    html,
    lang: /<html lang="([^"]+)"/.exec(html)?.[1] ?? "",
    title: plain(/<title>(.*?)<\/title>/.exec(html)?.[1] ?? ""),
    text: plain(body.replaceAll(/<\/?(?:a|strong|time|span)\b[^>]*>/g, "").replaceAll(/<[^>]+>/g, "\n"))
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .join("\n"),
    buttons: buttons.map(([, name = "", value = "", label = ""]) => ({ name, value, label: plain(label) })),
    links: [...body.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href = ""]) => plain(href)),
  };
}

function plain(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
