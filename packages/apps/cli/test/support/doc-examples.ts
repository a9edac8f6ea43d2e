/** A command of a page and its documented output. */
export interface Example {
  readonly command: string;
  readonly output: string;
}

/** Returns the commands in the page's console blocks, in order, each with its output. */
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

/** Splits a command into words as a shell does. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
}

/** Converts documented output to a pattern. `…` matches any text on its line, and a line `…` matches any lines. */
export function printed(output: string): RegExp {
  const escaped = output.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^…\n/gm, "(?:.*\n)*").replaceAll("…", ".*")}$`);
}
