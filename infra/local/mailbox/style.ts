/** The mailbox page's one style sheet: two themes, down to 320 px. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #161616; --soft: #3a3a3a; --paper: #fff; --line: #929292; --tint: #f5f5fe; --link: #000091; --error: #ce0500; --done: #18753c; }
@media (prefers-color-scheme: dark) { :root { --ink: #fff; --soft: #cecece; --paper: #161616; --line: #7b7b7b; --tint: #21213f; --link: #a3a3ff; --error: #ff8f8f; --done: #5ed68f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; border-bottom: 1px solid var(--line); }
header p { margin: 0; font-weight: 700; font-size: 1.25rem; }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: .5rem 0 1rem; }
h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, iframe:focus-visible, pre:focus-visible { outline: 3px solid #0a76f6; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.mails { list-style: none; margin: 0; padding: 0; }
.mails li { padding: .75rem 0; border-bottom: 1px solid var(--line); }
.mails a { font-weight: 600; }
.mails p, .note { margin: 0; color: var(--soft); }
.note { margin-bottom: 1rem; }
dl { display: grid; grid-template-columns: minmax(5rem, auto) 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
form.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 0 0 1rem; }
label { display: block; font-weight: 600; }
input, textarea { width: 100%; max-width: 100%; padding: .5rem; font: inherit; color: inherit; background: var(--tint); border: 1px solid var(--line); border-radius: .25rem; }
.row > div { flex: 0 1 20rem; min-width: 0; }
.field { margin: 0 0 1rem; }
.field p { margin: .25rem 0 0; color: var(--error); }
button, .button { display: inline-block; padding: .5rem 1rem; font: inherit; color: var(--paper); background: var(--link); border: 1px solid var(--link); border-radius: .25rem; cursor: pointer; text-decoration: none; }
button.plain { color: var(--link); background: transparent; }
pre { white-space: pre-wrap; margin: 0; padding: 1rem; background: var(--tint); border-radius: .25rem; font: inherit; }
pre.raw { white-space: pre; overflow-x: auto; font: .875rem/1.4 ui-monospace, monospace; max-height: 40rem; }
iframe { width: 100%; height: 24rem; border: 1px solid var(--line); background: #fff; resize: vertical; }
table { border-collapse: collapse; }
th, td { padding: .5rem 1rem .5rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody th { font-weight: 400; }
code { font: 700 1.25rem ui-monospace, monospace; letter-spacing: .1em; }
.banner { border-left: .25rem solid var(--done); padding: .5rem 1rem; margin: 0 0 1rem; background: var(--tint); }
.banner.error { border-color: var(--error); }
`;
