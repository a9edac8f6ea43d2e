/** Where reports about our mails come back to, and how they are told from forged ones. */
export interface BounceOptions {
  /** The domain of the return path, such as `bounce.example.org`; its mail has to come to us. */
  readonly domain: string;
  /** The mailbox in front of the `+`. @default "bounces" */
  readonly mailbox?: string | undefined;
  /**
   * At least 32 characters. Two while one follows the other: the first signs, both are accepted. Keep the old one for
   * as long as reports may come, about a week.
   */
  readonly secret: string | readonly string[];
  /**
   * A maildir on this machine into which the reports are delivered; read every few seconds by every worker. Not
   * needed where they are posted to the receipts address. @default none
   */
  readonly maildir?: string | undefined;
}

/** The secrets, the newest first. */
export function secretsOf({ secret }: BounceOptions): readonly string[] {
  return typeof secret === "string" ? [secret] : secret;
}
