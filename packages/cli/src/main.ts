import type { Action, Worked } from "./command.ts";
import { type Opened, withGateway } from "./config/with-gateway.ts";
import { EXIT, type ExitCode, exitCodeOf } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import { createSession, type Session } from "./session.ts";
import { isSaidAlready } from "./usage-error.ts";
import { createStop } from "./worker/stop.ts";

/**
 * Runs one command line and answers the exit code; never throws and never ends the process by itself.
 *
 * @param argv what stands after `relance`
 */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  const stop = createStop(host);
  let session = createSession(host, {}, stop);
  let code: ExitCode = EXIT.ok;
  function act<A extends unknown[]>(work: (session: Session, ...args: A) => Worked): Action<A> {
    return async function (...args) {
      session = createSession(host, this.optsWithGlobals(), stop);
      code = (await work(session, ...args)) ?? EXIT.ok;
    };
  }
  act.gateway = <A extends unknown[]>(work: (opened: Opened, ...args: A) => Worked): Action<A> =>
    act((session, ...args: A) => withGateway(session, (opened) => work(opened, ...args)));
  const running = createProgram(act, host)
    .parseAsync(argv, { from: "user" })
    .then(
      () => code,
      (error: unknown) => {
        if (!isSaidAlready(error)) reportError(session, error);
        return exitCodeOf(error);
      },
    );
  try {
    return await Promise.race([running, stop.forced]);
  } finally {
    stop.release();
  }
}
