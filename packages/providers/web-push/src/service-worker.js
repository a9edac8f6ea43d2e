// Shows push messages of relance, lets the recipient answer with a button, and reports arrivals and answers, even while
// no page is open. Import this file into your service worker, or serve it unchanged. Ignores other push messages.
(() => {
  const WORDS = {
    en: {
      done: "I confirm",
      promise: "I will do it in time",
      decline: "I do not want it",
      "wrong-person": "I am not the right person",
      help: "I need help",
      lost: "Your answer could not be sent. Press again when you are online.",
    },
    fr: {
      done: "Je confirme",
      promise: "Je le ferai à temps",
      decline: "Je ne le souhaite pas",
      "wrong-person": "Je ne suis pas la bonne personne",
      help: "J’ai besoin d’aide",
      lost: "Votre réponse n’a pas pu être envoyée. Appuyez de nouveau une fois en ligne.",
    },
  };
  /** Pauses before each try of a report, in milliseconds. */
  const PAUSES = [0, 1_000, 5_000];
  const locale = /^fr\b/i.test(self.navigator?.language ?? "") ? "fr" : "en";

  self.addEventListener("push", (event) => {
    const message = read(event.data);
    if (message === undefined) return;
    const shown = show(message).then(() => report(message, { kind: "shown" }));
    event.waitUntil(Promise.all([report(message, { kind: "received" }), shown]));
  });

  self.addEventListener("notificationclick", (event) => {
    const message = event.notification.data?.relance;
    if (message === undefined) return;
    event.notification.close();
    event.waitUntil(event.action ? answer(message, event.action) : open(message));
  });

  function read(data) {
    try {
      const message = data.json();
      return typeof message.attemptId === "string" && typeof message.title === "string" ? message : undefined;
    } catch {
      return undefined; // a message without JSON is not from relance
    }
  }

  /** Shows a message. On a platform without buttons, a press opens the page, which asks for the answer. */
  function show(message, note) {
    const { title, body, tag, answers = [] } = message;
    const room = self.Notification?.maxActions ?? 0;
    return self.registration.showNotification(title, {
      body: note === undefined ? body : `${note}\n${body}`,
      data: { relance: message },
      actions: answers.slice(0, room).map(({ name, label }) => ({ action: name, title: words(name, label) })),
      ...(tag && { tag }),
    });
  }

  function words(name, label) {
    return label ?? WORDS[locale][name] ?? name.replace(/[-_]+/g, " ");
  }

  function open(message) {
    const url = message.url ?? message.ackUrl;
    return Promise.all([report(message, { kind: "clicked" }), url && self.clients.openWindow(url)]);
  }

  /** Reports an answer. If the report fails, shows the notification again, so that the recipient can answer again. */
  async function answer(message, name) {
    const { title, body, ackUrl, answers = [] } = message;
    const label = words(name, answers.find((offered) => offered.name === name)?.label);
    const hash = await digest([title, body, label].join("\n"));
    const isTaken = await report(message, { kind: "acknowledged", answer: name, ackUrl, label, locale, hash });
    if (!isTaken) await show(message, WORDS[locale].lost);
  }

  async function digest(text) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Posts a report, and returns whether the gateway accepted it. A repeated report has no effect. */
  async function report({ receiptUrl }, fact) {
    if (receiptUrl === undefined) return false;
    const options = {
      method: "POST",
      body: JSON.stringify({ ...fact, at: Date.now() }), // as plain text, the request needs no CORS preflight
      credentials: "omit",
      referrerPolicy: "no-referrer",
      keepalive: true, // the request continues after the worker has ended
    };
    for (const pauseMs of PAUSES) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const response = await fetch(receiptUrl, options).catch(() => undefined);
      if (response?.ok) return true;
    }
    return false;
  }
})();
