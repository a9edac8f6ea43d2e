import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { SessionFacts } from "../../src/wire/views.ts";

export const VIEWER: SessionFacts = { role: "viewer", actor: undefined, hasReports: false, isCapture: false };

export const SessionContext = createContext<SessionFacts>(VIEWER);

export function useSession(): SessionFacts {
  return useContext(SessionContext);
}

/** Who the console takes us for. */
export async function readSession(): Promise<SessionFacts> {
  const response = await fetch("session");
  return response.ok ? ((await response.json()) as SessionFacts) : VIEWER;
}
