import { cli } from "./cli.ts";
import { type Project, type ProjectOptions, project } from "./project.ts";

/** Creates a project in capture mode and starts its campaign without a worker. */
export async function started(options: ProjectOptions = {}): Promise<Project> {
  const made = await project({ delivery: "capture", ...options });
  const count = String(options.people ?? 3);
  const { code, stderr } = await cli(["start", "hello.campaign.yaml", "--recipients", count], {
    cwd: made.folder,
  });
  if (code !== 0) throw new Error(`the campaign did not start: ${stderr}`);
  return made;
}

export async function ledgerOf(cwd: string): Promise<Record<string, unknown> | undefined> {
  return (await cli(["status", "hello", "--json"], { cwd })).json()[0];
}
