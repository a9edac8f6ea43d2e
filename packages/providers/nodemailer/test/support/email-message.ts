import type { EmailContent, Message } from "@relance/spec";

const CONTENT: EmailContent = { subject: "Your appointment", text: "Please confirm." };

export function emailMessage(
  more: Partial<Omit<Message<"email">, "channel" | "content">> & { content?: Partial<EmailContent> } = {},
): Message<"email"> {
  return {
    channel: "email",
    attemptId: "a1",
    to: "ada@example.org",
    ...more,
    content: { ...CONTENT, ...more.content },
  };
}
