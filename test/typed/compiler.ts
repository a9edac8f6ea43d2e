import { join } from "node:path";
import { API } from "typescript/unstable/sync";
import { ROOT } from "../support/repository.ts";

export interface Mistake {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

interface Message {
  readonly text: string;
  readonly messageChain?: readonly Message[] | undefined;
}

function innermost({ text, messageChain = [] }: Message): string {
  const [inner] = messageChain;
  return inner === undefined ? text : innermost(inner);
}

/** Type-checks the texts as files of the folder, and returns every error. */
export function compile(folder: string, texts: Readonly<Record<string, string>>): readonly Mistake[] {
  const config = join(folder, "tsconfig.json");
  const settings = { extends: join(ROOT, "tsconfig.json"), files: Object.keys(texts), include: [] };
  const all = new Map([[config, JSON.stringify(settings)]]);
  for (const [name, text] of Object.entries(texts)) all.set(join(folder, name), text);
  const api = new API({
    cwd: folder,
    fs: { readFile: (file) => all.get(file), fileExists: (file) => all.has(file) || undefined },
  });
  try {
    const program = api.updateSnapshot({ openProjects: [config] }).getProject(config)?.program;
    if (program === undefined) throw new Error("the compiler does not know the project");
    return Object.entries(texts).flatMap(([file, text]) => {
      const path = join(folder, file);
      return [...program.getSyntacticDiagnostics(path), ...program.getSemanticDiagnostics(path)].map((found) => ({
        file,
        line: text.slice(0, found.pos).split("\n").length,
        text: innermost(found),
      }));
    });
  } finally {
    api.close();
  }
}
