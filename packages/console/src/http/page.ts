/** What both pages begin with. */
const HEAD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="console.css">
<title>relance console</title>
</head>`;

/** The page that holds the app. */
export const PAGE: string = `${HEAD}
<body>
<div id="app"></div>
<script type="module" src="console.js"></script>
</body>
</html>
`;

/** The page that asks for the token, and says so where another one was given. */
export function tokenPage({ isWrong }: { readonly isWrong: boolean }): string {
  const refused = isWrong
    ? `\n<p class="alarm" role="alert">That is not the token of this console. Each start prints a new one, unless RELANCE_CONSOLE_TOKEN names it.</p>`
    : "";
  return `${HEAD}
<body>
<main class="door"><h1>relance console</h1>${refused}
<p>relance console has printed a token where it was started.</p>
<form method="get" action="./"><label>Token <input name="token" type="password" autocomplete="current-password" required></label>
<button>Open</button></form></main>
</body>
</html>
`;
}
