/** A user of the application, identified by the application's own session. */
export interface Staff {
  readonly name: string;
  readonly mayAct: boolean;
}

const SESSIONS: Readonly<Record<string, Staff>> = {
  ada: { name: "Ada", mayAct: true },
  bob: { name: "Bob", mayAct: false },
};

/** In this example, the session is the name in a cookie. */
export async function staffOf(request: Request): Promise<Staff | undefined> {
  const [, name = ""] = /session=(\w+)/.exec(request.headers.get("cookie") ?? "") ?? [];
  return SESSIONS[name];
}
