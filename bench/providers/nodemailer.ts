import { nodemailerEmail } from "@relance/provider-nodemailer";
import { createTransport } from "nodemailer";
import { type Contender, ours } from "./contender.ts";
import { email } from "./messages.ts";

const from = "help@example.org";

/** Compares relance's SMTP provider, which pools connections, with nodemailer without a pool. */
export function nodemailerContenders(port: number): readonly Contender[] {
  const provider = nodemailerEmail({ url: `smtp://127.0.0.1:${port}`, from });
  const single = createTransport({ host: "127.0.0.1", port, ignoreTLS: true });
  return [
    ours("nodemailer, pool of 20", provider, 2_000, email),
    {
      name: "  the library without a pool",
      atOnce: 20,
      send(n) {
        const { to, content } = email(n);
        const { subject, text, html = "" } = content;
        return single.sendMail({ from, to, subject, text, html });
      },
    },
  ];
}
