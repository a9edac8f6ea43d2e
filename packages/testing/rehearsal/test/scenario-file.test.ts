import { readFileSync } from "node:fs";
import { loadScenario, scenarioNames } from "@relance/rehearsal";
import { ConfigError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../src/scenario/load-scenario.ts";
import { scenarioSchema } from "../src/scenario/scenario-schema.ts";
import { campaign, rehearsed } from "./support/rehearsed.ts";

function refusalOf(source: string): ConfigError {
  try {
    parseScenario(source, "bad.scenario.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error("it was taken");
}

describe("a scenario file", () => {
  it("reports every mistake with line, column and advice", () => {
    const { code, problems } = refusalOf(
      "version: 1\nname: bad\nweather:\n  - { provider: first, loss: 0.26 }\n  - { from: soon, los: 26% }\n",
    );
    expect(code).toBe("scenario/invalid");
    expect(problems).toMatchObject([
      { file: "bad.scenario.yaml", line: 4, path: "weather[0].loss", advice: "write a share such as 26%" },
      { line: 5, path: "weather[1].from", advice: expect.stringContaining("10:04") },
      { line: 5, path: "weather[1].los", advice: "no such key; did you mean loss?" },
    ]);
  });

  it("that names unknown providers is refused, because no fault would be rehearsed", async () => {
    const scenario = parseScenario(
      `version: 1
name: elsewhere
providers: { email.main: { perSecond: 1 } }
weather:
  - { provider: sms.mian, loss: 26% }
  - { provider: push, from: +2h, until: +1h, loss: 26% }
`,
      "elsewhere.yaml",
    );
    const refusal = rehearsed("calm", { scenario, recipients: 10 });
    await expect(refusal).rejects.toMatchObject({ code: "scenario/invalid" });
    await expect(refusal).rejects.toThrow(/email\.main.*; .*weather\[0\].*sms\.second.*; .*weather\[1\]\.until/);
  });

  it("with a smaller network than any real one is refused, because no fault would be rehearsed", async () => {
    const source = (share: string) => `version: 1\nname: small\nweather:\n  - { network: ${share}, loss: 100% }\n`;
    const played = (share: string) =>
      rehearsed("calm", { scenario: parseScenario(source(share), "small.yaml"), recipients: 200 });
    await expect(played("2%")).rejects.toThrow("weather[0].network: every network has more than 2% of the recipients");
    expect((await played("26%")).truth.exposed).toBeGreaterThan(30);
  });

  it("with a form is refused if the form would close immediately, or if the campaign has no phones", async () => {
    const form = (until: string, numbers = "+22462#######") =>
      parseScenario(
        `version: 1\nname: form\nform: { visitors: 1, pumped: 1, numbers: "${numbers}", from: +5m, until: ${until} }\n`,
        "form.yaml",
      );
    const played = (until: string, parts = {}) =>
      rehearsed("calm", { scenario: form(until), campaign: campaign(parts), recipients: 10 });
    expect(() => form("+6m", "+224")).toThrow("such as +22462#######");
    await expect(played("+5m")).rejects.toThrow("form.until: write a time after its beginning");
    const mail = { audience: { key: "id", contacts: { email: "mail" } } } as const;
    const steps = [{ channel: "email", route: ["smtp"], template: "renew", wait: "3h" }] as const;
    await expect(played("+6m", { ...mail, steps })).rejects.toThrow("form: the campaign has no phone numbers");
  });

  it.each(scenarioNames())("is built in: %s describes itself", (name) => {
    const scenario = loadScenario(name);
    expect(scenario.name).toBe(name);
    expect(scenario.about).toMatch(/\.$/);
  });

  it("that does not exist causes an error with the names of the built-in ones", () => {
    expect(() => loadScenario("sfr-2031")).toThrow(/sfr-2013/);
    expect(() => loadScenario("./none.yaml")).toThrow(/none\.yaml/);
  });

  it("is shown in docs/rehearse.md in a valid form", () => {
    const page = readFileSync(new URL("../../../../docs/rehearse.md", import.meta.url), "utf8");
    const [, source = ""] = /```yaml\n(.*?)```/s.exec(page) ?? [];
    expect(parseScenario(source, "docs/rehearse.md")).toMatchObject({
      name: "bad-day",
      weather: [{}, {}, {}],
    });
  });

  it("has the schema that is published for editors", () => {
    const published = readFileSync(new URL("../scenario.schema.json", import.meta.url), "utf8");
    expect(JSON.parse(published)).toEqual(scenarioSchema());
  });
});
