/** A command of a page, and what the page says that it prints. */
export interface Example {
  readonly command: string;
  readonly output: string;
}

/** The commands of a page's console blocks, in order, each with what it prints. */
export function examplesOf(page: string): readonly Example[] {
  const blocks = [...page.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ relance /m)
      .slice(1)
      .map((text) => {
        const [command = "", ...output] = text.split("\n");
        return { command, output: output.join("\n") };
      }),
  );
}

/** The words of a command as a shell splits them. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
}

/** `…` stands for anything on its line; alone on a line, for any lines. */
export function printed(output: string): RegExp {
  const escaped = output.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^…\n/gm, "(?:.*\n)*").replaceAll("…", ".*")}$`);
}
