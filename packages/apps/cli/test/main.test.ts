import { describe, expect, it } from "vitest";
import { cli } from "./support/cli.ts";

it("describes no two options of a command with the same words", async () => {
  const { stdout } = await cli(["--help"]);
  const names = [...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) {
    const help = (await cli([name, "--help"])).stdout;
    const words = [...help.matchAll(/^ {2}-\S.*? {2,}(\S.*)$/gm)].map(([, description]) => description);
    expect(words, name).toEqual([...new Set(words)]);
  }
});

describe("an invalid command line", () => {
  it.each([
    { argv: ["strat"], says: "Did you mean start?" },
    { argv: ["status", "--jsn"], says: "Did you mean --json?" },
    { argv: ["forget", "p1"], says: "forget is removed: write erase" },
    { argv: ["start", "hello", "--people", "4"], says: "--people is removed: write --recipients" },
    { argv: ["start"], says: "missing required argument 'file'" },
    { argv: ["pause", "hello", "--as", "me"], says: "--reason" },
    {
      argv: ["pause", "hello", "--as", "me", "--reason", "x", "--review", "soon"],
      says: "such as 2031-08-15T21:59:00Z, or a duration such as 2h",
    },
    {
      argv: ["pause", "hello", "--as", "me", "--reason", "x", "--review", "2020-01-01T00:00:00Z"],
      says: "Write an instant in the future",
    },
    { argv: ["pause", "hello", "--as", "me", "--reason", " "], says: "relance records them" },
    { argv: ["cancel", "hello", "--as", "", "--reason", "x"], says: "relance records them" },
    { argv: ["run", "--port", "99999"], says: "Write a port" },
    { argv: ["export", "hello", "--state", "lost"], says: "Allowed choices" },
    { argv: ["export", "hello", "--state", "expired", "--unreached"], says: "cannot be used with" },
    { argv: ["acknowledge", "k1"], says: "--on" },
    { argv: ["pause", "hello"], says: "write relance pause <name> --as <who> --reason <why>;" },
    { argv: ["remove"], says: "write relance remove <name> <keys...> " },
    { argv: ["suppressions", "add"], says: "relance suppressions add --help shows its arguments and options" },
    { argv: ["outbox", "--follw"], says: "relance outbox --help shows its arguments and options" },
    { argv: ["extend", "hello", "--until", "2031-08-22"], says: "time and offset, such as 2031-08-22T21:59:00Z" },
    { argv: ["extend", "hello", "--budget", "0.10 USD"], says: "Write only the amount" },
    { argv: [], says: "Usage: relance" },
  ])("gives advice for `$argv`, and exits with 2", async ({ argv, says }) => {
    const said = await cli(argv);
    expect(said).toMatchObject({ code: 2, stdout: "" });
    expect(said.stderr).toContain(says);
  });

  it.each([
    { argv: ["report", "--json"], message: "missing required argument 'name'" },
    { argv: ["status", "--json", "--quite"], message: "unknown option '--quite' (Did you mean --quiet?)" },
    { argv: ["pause", "hello", "--as", "me", "--json"], message: "required option '--reason <why>' not specified" },
    {
      argv: ["acknowledge", "k1", "--json"],
      message: "name the event with --on, as confirm.event of the campaign names it",
    },
  ])("is reported as JSON if `$argv` asks for it", async ({ argv, message }) => {
    const { code, stdout, stderr } = await cli(argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(JSON.parse(stderr)).toEqual({ error: { code: "usage", message, problems: [] } });
  });
});

describe("a command line that asks for help", () => {
  it("groups the commands by their purpose", async () => {
    const { stdout } = await cli(["--help"]);
    const groups = stdout.split(/\n\n/).filter((part) => /^(?!Options)[A-Z][a-z ]+:\n/.test(part));
    const words = groups.map((group) => [group.split(":", 1)[0], [...group.matchAll(/^ {2}(\w[\w-]*)/gm)].length]);
    expect(words).toEqual([
      ["First steps", 7],
      ["Start and send", 4],
      ["Watch progress", 7],
      ["Steer a campaign", 6],
      ["People", 8],
      ["Operations", 6], // the number includes `help`
    ]);
  });

  it.each([["pause"], ["suppressions", "add"]])(
    "lists the arguments of every command in the help of %s",
    async (...words) => {
      const { stdout } = await cli([...words, "--help"]);
      const [, globals = ""] = stdout.split("Global Options:\n");
      expect([...globals.matchAll(/^ {2}.*?(--[a-z]+)/gm)].map(([, name]) => name)).toEqual([
        "--config",
        "--json",
        "--quiet",
        "--verbose",
      ]);
    },
  );

  it("prints every command with --help, and exits with 0", async () => {
    const { code, stdout, stderr } = await cli(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    for (const name of ["init", "check", "run", "status", "doctor"]) expect(stdout).toContain(`  ${name} `);
  });

  it("prints its version", async () => {
    expect(await cli(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n" });
  });
});
