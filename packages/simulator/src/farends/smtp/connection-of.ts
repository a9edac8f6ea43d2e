import type { Socket } from "node:net";
import type { SMTPServer, SMTPServerError, SMTPServerSession } from "smtp-server";

/** The socket of a session: the library has no way to hang up without a word, which real servers do. */
export function connectionOf(server: SMTPServer, session: SMTPServerSession): Socket | undefined {
  for (const connection of server.connections) {
    if (connection.session === session) return connection._socket;
  }
  return undefined;
}

/** An answer of the server as the library wants to hear it; `null` means go on. */
export function smtpError(
  answer: { readonly code: number; readonly text: string } | undefined,
): SMTPServerError | null {
  if (!answer) return null;
  const error: SMTPServerError = new Error(answer.text);
  error.responseCode = answer.code;
  return error;
}
