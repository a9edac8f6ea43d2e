export function report(fields: string, text = "It could not be delivered.", type = "delivery-status"): Buffer {
  return Buffer.from(
    [
      "From: MAILER-DAEMON@mx.example.net",
      "To: help@example.org",
      "Date: Tue, 24 Nov 2026 22:51:34 +0000",
      "Subject: Undelivered Mail",
      `Content-Type: multipart/report; report-type=${type}; boundary=b`,
      "",
      "--b",
      "",
      text,
      "--b",
      `Content-Type: message/${type}`,
      "",
      fields,
      "--b--",
      "",
    ].join("\r\n"),
  );
}

export function plain(text: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const all = {
    From: "MAILER-DAEMON@mx.example.net",
    Subject: "Undelivered mail",
    To: "help@example.org",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${text}\r\n`);
}
