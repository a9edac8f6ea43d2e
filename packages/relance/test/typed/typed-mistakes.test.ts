import { readFileSync } from "node:fs";
import { join } from "node:path";
import { API } from "typescript/unstable/sync";
import { expect, it } from "vitest";

const FILE = join(import.meta.dirname, "mistakes.ts");
const EXPECTED = /^\s*\/\/ @ts-expect-error (.*)$/;

/** What the compiler says by line of `mistakes.ts`, where nothing is expected there. */
function messages(): ReadonlyMap<number, string> {
  const text = readFileSync(FILE, "utf8").replaceAll("@ts-expect-error", "");
  const config = join(import.meta.dirname, "tsconfig.json");
  const api = new API({
    cwd: import.meta.dirname,
    fs: {
      readFile: (file) =>
        file === FILE
          ? text
          : file === config
            ? JSON.stringify({ extends: "../../../../tsconfig.test.json", include: ["mistakes.ts"], exclude: [] })
            : undefined,
      fileExists: (file) => (file === config ? true : undefined),
    },
  });
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    const found = project?.program.getSemanticDiagnostics(FILE) ?? [];
    return new Map(found.map((one) => [text.slice(0, one.pos).split("\n").length, lastOf(one)]));
  } finally {
    api.close();
  }
}

interface Message {
  readonly text: string;
  readonly messageChain?: readonly Message[] | undefined;
}

/** The innermost says what is wrong with the word itself. */
function lastOf({ text, messageChain = [] }: Message): string {
  const [inner] = messageChain;
  return inner === undefined ? text : lastOf(inner);
}

it("says what is wrong with a column, provider, answer, length of time or template, in readable words", () => {
  const lines = readFileSync(FILE, "utf8").split("\n");
  const expected = lines.flatMap((line, k) => {
    const [, message] = EXPECTED.exec(line) ?? [];
    return message === undefined ? [] : [[k + 2, message] as const];
  });
  expect(expected.length).toBeGreaterThan(25);
  expect([...messages()]).toEqual(expected);
});
