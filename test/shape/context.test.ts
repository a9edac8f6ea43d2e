import { describe, expect, it } from "vitest";
import { contextTakers, takersIn } from "../support/context-takers.ts";

const FEW = 3;

const takesTooMuch = ({ members, passesOn }: { readonly members: readonly string[]; readonly passesOn: boolean }) =>
  !passesOn && members.length <= FEW;

describe("a function that uses few members of the engine's context", () => {
  it("names these members in its type", () => {
    const found = contextTakers().filter(takesTooMuch);
    expect(found.map(({ file, line, members }) => `${file}:${line} ${members.join(", ")}`)).toEqual([]);
  });

  it.each([
    { what: "members", code: "function f(c: EngineContext) { return c.store.now(c.runtime); }", is: true },
    { what: "a pattern", code: "const f = ({ store }: EngineContext) => store;", is: true },
    { what: "a pattern in the body", code: "function f(c: EngineContext) { const { log } = c; log(); }", is: true },
    { what: "four members", code: "const f = (c: EngineContext) => [c.a, c.b, c.c, c.d];", is: false },
    { what: "a call", code: "const f = (c: EngineContext) => g(c);", is: false },
    { what: "a short property", code: "const f = (context: EngineContext) => g({ context });", is: false },
    { what: "a spread", code: "const f = (c: EngineContext) => g({ ...c });", is: false },
  ])("is found by its code: $what", ({ code, is }) => {
    expect(takersIn("a.ts", code).some(takesTooMuch)).toBe(is);
  });
});
