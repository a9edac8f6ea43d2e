// Shows what relance pushes, and says that it arrived and that it was pressed. Import it into your own service
// worker, or serve it as it is. Messages of other senders are left alone.
(() => {
  self.addEventListener("push", (event) => {
    const message = read(event.data);
    if (message === undefined) return;
    const { title, body, tag } = message;
    const shown = self.registration.showNotification(title, {
      body,
      data: { relance: message },
      ...(tag && { tag }),
    });
    event.waitUntil(Promise.all([shown, report(message, "received")]));
  });

  self.addEventListener("notificationclick", (event) => {
    const message = event.notification.data?.relance;
    if (message === undefined) return;
    event.notification.close();
    const url = message.url ?? message.ackUrl;
    event.waitUntil(Promise.all([report(message, "clicked"), url && self.clients.openWindow(url)]));
  });

  function read(data) {
    try {
      const message = data.json();
      return typeof message.attemptId === "string" && typeof message.title === "string" ? message : undefined;
    } catch {
      return undefined; // empty, or not JSON: not ours
    }
  }

  async function report({ receiptUrl }, kind) {
    if (receiptUrl === undefined) return;
    const options = {
      method: "POST",
      body: JSON.stringify({ kind, at: Date.now() }),
      mode: "no-cors", // plain text, so that no browser asks our server for permission first
      credentials: "omit",
      referrerPolicy: "no-referrer",
      keepalive: true, // it outlives the worker
    };
    // a report that is lost must not keep the notification away
    await fetch(receiptUrl, options).catch(() => undefined);
  }
})();
