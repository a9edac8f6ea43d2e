/** The look of the page: light and dark by the reader's own setting, and on a phone. */
export const DEV_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --card: #f6f7f9; --ink: #1a1f27; --soft: #5b6572; --line: #d8dde4;
  --good: #1f7a4d; --open: #2f6fbf; --bad: #c0392b; --bubble: #dcebff; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161c; --card: #1b212a; --ink: #e8ecf2; --soft: #a3afbd;
  --line: #333c48; --good: #4cc38a; --open: #6aa9f0; --bad: #ff7b6b; --bubble: #21344d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
header.bar { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); padding: .75rem 0; }
h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0; } p { margin: .35rem 0; }
.row, form { display: flex; flex-wrap: wrap; gap: .4rem .75rem; align-items: center; margin: .35rem 0; }
.soft { color: var(--soft); } .small { font-size: .85rem; }
a { color: var(--open); } .bubble a { color: inherit; }
button, input, select { font: inherit; padding: .25rem .6rem; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: .35rem; }
button { cursor: pointer; } button:hover, button:focus-visible { border-color: var(--open); }
[aria-busy=true] button { opacity: .5; }
#said { white-space: pre-line; }
#clock { font-variant-numeric: tabular-nums; font-weight: 600; }
.person { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; }
.badge { border: 1px solid currentcolor; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; color: var(--open); }
.badge.good { color: var(--good); } .badge.bad { color: var(--bad); }
.message { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .5rem; }
.bubble { background: var(--bubble); border-radius: 1rem 1rem 1rem .25rem; padding: .5rem .9rem; max-width: 26rem;
  width: fit-content; white-space: pre-wrap; }
.theirs { margin-left: auto; border-radius: 1rem 1rem .25rem 1rem; background: var(--line); }
.mail, .push { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .9rem; }
.push { max-width: 26rem; border-radius: 1rem; } .subject { font-weight: 600; }
.mail pre { font: inherit; white-space: pre-wrap; margin: .35rem 0; }
iframe { width: 100%; height: 12rem; resize: vertical; border: 1px solid var(--line); border-radius: .35rem; background: #fff; }
main[data-show=sms] .message:not([data-channel=sms]), main[data-show=email] .message:not([data-channel=email]),
main[data-show=push] .message:not([data-channel=push]) { display: none; }
#lost { background: var(--bad); color: var(--paper); padding: .25rem .75rem; }
summary { cursor: pointer; color: var(--soft); }
`;
