import { type Console, createConsole } from "@relance/console";
import type { Relance } from "relance";
import { staffOf } from "./staff.ts"; // your session, your rules

export function consoleOf(gateway: Relance): Console {
  return createConsole({
    gateway,
    path: "/console",
    authorize: async (request) => {
      const staff = await staffOf(request);
      return staff && { actor: staff.name, role: staff.mayAct ? "operator" : "viewer" };
    },
  });
}
