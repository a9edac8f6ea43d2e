import { startCli } from "./cli.ts";
import { waitFor } from "./wait-for.ts";

/** A running `relance dev`, and requests to its page. */
export interface Dev extends AsyncDisposable {
  /** URL without the token. */
  readonly url: string;
  /** The printed URL with the token. */
  readonly printed: string;
  readonly cookie: string;
  /** Returns the current page. */
  page(): Promise<string>;
  press(action: string, form: Readonly<Record<string, string>>): Promise<{ status: number; said: string }>;
}

export async function startDev(cwd: string, argv: readonly string[] = ["hello.campaign.yaml"]): Promise<Dev> {
  const running = startCli(["dev", ...argv, "--port", "0", "--json"], { cwd });
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  void running.done.then(over, over);
  await waitFor("the address of the page", () => isOver || running.stdout().includes('"url"'));
  if (isOver) throw new Error(`relance dev ended: ${running.stdout()} ${running.stderr()}`);
  const printed = /"url":"([^"]+)"/.exec(running.stdout())?.[1] ?? "";
  const url = new URL(printed).origin;
  const entering = await fetch(printed, { redirect: "manual" });
  const cookie = entering.headers.get("set-cookie")?.split(";")[0] ?? "";
  return {
    url,
    printed,
    cookie,
    page: async () => (await fetch(`${url}/`, { headers: { cookie } })).text(),
    async press(action, form) {
      const response = await fetch(`${url}/dev/${action}`, {
        method: "POST",
        headers: { cookie, origin: url, "x-relance-console": "1" },
        body: new URLSearchParams(form),
      });
      return { status: response.status, said: (await response.text()).trim() };
    },
    async [Symbol.asyncDispose]() {
      running.signal("SIGINT");
      const { code, stderr } = await running.done;
      if (code !== 0) throw new Error(`relance dev ended with ${code}: ${stderr}`);
    },
  };
}
